"""The records of the log in words."""
