"""How the chosen project runs its log: contingency, working hours, appetite, ladder, scale."""
