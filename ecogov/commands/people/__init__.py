"""Commands on people: accounts, roles, and what is stored about somebody."""
