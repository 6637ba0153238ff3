"""Commands that tell how projects stand: forecast, status, files."""
