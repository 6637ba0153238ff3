"""The log of a delivery: which kinds of records there are, and what may be entered into them."""
