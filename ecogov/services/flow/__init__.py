"""How work flows through a project, against what was promised."""
