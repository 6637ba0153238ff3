"""What watches the production beside the detectors: frozen limits of charts, rules, alarms."""
