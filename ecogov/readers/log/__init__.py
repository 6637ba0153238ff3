"""Files of records from other tools and from our own tables: bytes in, rows out; no database."""
