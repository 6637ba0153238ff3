"""The page of one project: facts, flow, quality, what threatens it and what comes next."""
