"""What only the Import page draws: drop, look, correct, take in, read the receipt, take back."""
