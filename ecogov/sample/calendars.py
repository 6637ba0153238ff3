"""Working days of the sites, and the streams of chance that every draw comes from."""

import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays
import numpy as np

from ecogov.sample.programme import SEED

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_WEEKENDS: Final = {"SA": frozenset({_FRIDAY, _SATURDAY})}
_USUAL_WEEKEND: Final = frozenset({_SATURDAY, _SUNDAY})


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@lru_cache(maxsize=32)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Give the public holidays of a country in a year."""
    return frozenset(holidays.country_holidays(country, years=year))


def is_holiday(country: str, day: date) -> bool:
    """Tell whether `day` is a public holiday of the country."""
    return day in public_holidays(country, day.year)


def is_weekend(country: str, day: date) -> bool:
    """Tell whether `day` is on the country's weekend (Friday and Saturday in Saudi Arabia)."""
    return day.weekday() in _WEEKENDS.get(country, _USUAL_WEEKEND)


def is_working_day(country: str, day: date) -> bool:
    """Tell whether an office of the country is open on `day`."""
    return not (is_weekend(country, day) or is_holiday(country, day))


def stream(*names: str) -> np.random.Generator:
    """Open the stream of chance that belongs to `names`.

    Streams of different names are independent: a team that is added changes no other team.
    """
    return np.random.default_rng([SEED, zlib.crc32("/".join(names).encode())])
