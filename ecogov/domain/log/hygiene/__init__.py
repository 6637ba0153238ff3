"""The register X-ray: what is wrong with the records of a log, and which field mends it."""
