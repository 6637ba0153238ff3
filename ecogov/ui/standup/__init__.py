"""The page of the stand-up: the cards worst first, what to do with them, whether to trust them."""
