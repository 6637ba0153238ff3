"""What forms of records share: inputs, refusals, conflicts, old and new values in words."""
