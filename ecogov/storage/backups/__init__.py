"""Copies of a whole database, and databases from copies: an embedded one, and a server's."""
