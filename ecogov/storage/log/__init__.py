"""The log in the database: records of every kind, and what hangs on them."""
