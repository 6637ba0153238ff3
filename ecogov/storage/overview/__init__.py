"""What the overview keeps: how each project stood last, and who looked when."""
