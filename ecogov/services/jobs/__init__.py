"""Work in the background: asking for it, doing it, looking after it."""
