"""The status report: one model from which page, link, files and comparison are made."""
