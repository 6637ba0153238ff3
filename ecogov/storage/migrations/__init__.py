"""Numbered, hand-reviewed steps of the schema."""
