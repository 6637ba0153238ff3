"""A change of a KPI between two periods: what may be asked, how it is taken apart, what is luck."""
