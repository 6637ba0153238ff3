"""Commands for whoever keeps EcoGov running."""
