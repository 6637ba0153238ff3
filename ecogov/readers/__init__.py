"""Bytes of an export -> canonical rows; one module per format; no database."""
