"""Escalations: how serious they are, who is asked, and how long each answer may take."""
