"""KPIs as numbers: what they are, how sure one can be of them, what they prove."""
