"""Milestones as numbers: slips and states, velocity of forecasts, the critical path."""
