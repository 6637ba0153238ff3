"""The status report as something to take away: one content, many formats."""
