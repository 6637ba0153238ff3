"""Milestones as pictures: the timeline and the milestone trend analysis."""
