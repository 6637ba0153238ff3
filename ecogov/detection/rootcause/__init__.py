"""Which slice of the work explains the change of a rate or an amount between two periods."""
