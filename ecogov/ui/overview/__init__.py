"""What only the Overview draws."""
