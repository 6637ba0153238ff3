"""Published reports, the lights set by hand, their thresholds, and the links that show reports."""
