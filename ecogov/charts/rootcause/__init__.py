"""Pictures of a change: who moved it, how few did, what happened around it."""
