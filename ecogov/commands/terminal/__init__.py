"""What all commands stand on: how they are declared, what they speak through, how values look."""
