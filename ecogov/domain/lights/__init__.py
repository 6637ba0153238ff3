"""Traffic lights: computed from figures by rules that print themselves, never set by mood."""
