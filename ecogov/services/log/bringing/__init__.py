"""Files into the log and out of it: every row has its fate, the same file twice changes nothing."""
