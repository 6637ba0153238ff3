"""Strange days, the cards that they are shown on, and what people did with them."""
