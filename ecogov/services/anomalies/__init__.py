"""The anomaly desk: scan, read, triage, learn from verdicts, hold the stand-up."""
