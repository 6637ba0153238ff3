"""The sample programme in the database: loaded like anybody's data, and taken back again."""

from ecogov.services.sample.loading import load_sample
from ecogov.services.sample.removal import remove_sample

__all__ = ["load_sample", "remove_sample"]
