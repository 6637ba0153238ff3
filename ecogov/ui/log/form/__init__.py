"""Logging a record of any kind: its inputs, and the dialog that opens from any page."""
