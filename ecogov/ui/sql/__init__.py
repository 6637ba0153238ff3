"""The page of read-only SQL."""
