"""Measured speed: medians and ratios to print and compare, never to assert."""
