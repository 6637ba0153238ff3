"""Every project at a glance."""
