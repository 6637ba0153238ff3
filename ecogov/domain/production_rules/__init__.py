"""Plain rules beside the detectors: what they watch, when they are broken."""
