"""The queue of jobs: its table and its statements."""
