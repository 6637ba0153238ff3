"""Work in the background: what becomes of a job, and when work that recurs is due."""
