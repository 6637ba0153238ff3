"""Control charts: limits of a process, rules that find signals, capability where it is stable."""
