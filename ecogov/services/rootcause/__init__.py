"""Root causes of changes in what was imported: which slice, which event, or nothing but luck."""
