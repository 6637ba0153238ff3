"""The status of projects and programmes: computed, published, shared."""
