"""Pictures of anomalies: a series with what was expected of it, how often detectors were right."""
