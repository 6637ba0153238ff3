"""What other systems may do, and what they are told."""
