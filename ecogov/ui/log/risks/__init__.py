"""Risks beyond their list: the map, the trend of their scores, what they may cost."""
