"""One function per thing that a user can do: each owns its transaction and its audit entry."""
