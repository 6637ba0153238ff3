"""Exports that tell single answers: the people, the texts, and the three tools that write them."""
