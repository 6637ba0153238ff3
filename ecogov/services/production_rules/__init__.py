"""Rules beside the detectors: set up, tried on history, switched on, evaluated."""
