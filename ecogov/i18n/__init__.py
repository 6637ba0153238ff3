"""Words, numbers and dates in the reader's language; the texts stand in the ``.toml`` catalogs."""
