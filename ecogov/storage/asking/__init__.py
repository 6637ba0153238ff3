"""Read-only SQL: the connection that cannot write, and the queries that people keep."""
