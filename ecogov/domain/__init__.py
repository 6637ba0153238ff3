"""Pure rules and numbers: no clock, no input or output."""
