"""Accounts, what they may do, and how they come in: tables and queries."""
