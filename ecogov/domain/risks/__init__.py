"""Risks as numbers: their scales, scores, appetite, history and expected cost."""
