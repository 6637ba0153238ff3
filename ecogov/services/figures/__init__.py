"""How the figures of `ecogov.services.kpis` are computed."""
