"""What only the page of the status report draws."""
