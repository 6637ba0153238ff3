"""One record of the log, open: head, form, verbs, links, and everything that happened to it."""
