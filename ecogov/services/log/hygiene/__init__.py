"""The X-ray of the register: what is wrong with its records, and where to mend it."""
