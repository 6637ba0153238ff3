"""Questions in SQL: asked on a connection that cannot write, kept for another day."""
