"""The page of milestones: timeline, trend analysis, figures, the table, what moves what, feeds."""
