"""What people do with the log: one function for each thing."""
