"""The page of the log: registers of every kind of record, and one record open."""
