"""What only the root cause page draws."""
