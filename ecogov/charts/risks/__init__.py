"""Pictures of risks: where they lie, what they may cost together, how they went."""
