"""What there is to read and to send: one module for each resource."""
