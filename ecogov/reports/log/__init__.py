"""Records of the log as files: our own tables, and those of other tools."""
