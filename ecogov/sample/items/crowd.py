"""People of the item-level exports: their skill, their pace, their working hours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

import numpy as np

from ecogov.sample.calendars import is_working_day

_CLOSES: Final = time(18, 0)
_MORNING: Final = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who labels: how often right, how fast, and with which habit.

    Parameters
    ----------
    skill : float
        Chance of the right answer, 0 to 1.
    seconds : float
        Median handling time of a unit.
    always : str
        The one answer of a straight-liner; empty for everybody else.
    """

    id: str
    skill: float
    seconds: float
    country: str
    vendor: str = ""
    always: str = ""

    def answer(self, rng: np.random.Generator, truth: str, choices: Sequence[str]) -> str:
        """Answer one item; who errs mostly picks a neighbour of the truth on the scale."""
        if self.always:
            return self.always
        if chance(rng, self.skill):
            return truth
        position = list(choices).index(truth)
        near = [choices[i] for i in (position - 1, position + 1) if 0 <= i < len(choices)]
        pool = near if chance(rng, 0.75) else [each for each in choices if each != truth]
        return str(pool[int(rng.integers(len(pool)))])

    def handle_seconds(self, rng: np.random.Generator) -> float:
        """Draw how long one unit takes: lognormal around the person's median."""
        return float(self.seconds * rng.lognormal(0, 0.45))


@dataclass(slots=True)
class Shift:
    """The clock of one person, moving through working days of nine to six.

    Parameters
    ----------
    pause_seconds : float
        Mean time that passes between two pieces of work (breaks, other work).
    """

    country: str
    zone: tzinfo
    rng: np.random.Generator
    pause_seconds: float
    first_day: date
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self._opening(self.first_day)

    def work(self, seconds: float) -> tuple[datetime, datetime]:
        """Take the next `seconds` of work; give its start and end."""
        begun = self.now + self._pause()
        if begun.time() >= _CLOSES or begun.date() > self.now.date():
            begun = self._opening(self.now.date() + timedelta(days=1)) + self._pause() % _MORNING
        ended = begun + timedelta(seconds=seconds)
        self.now = ended
        return begun, ended

    def _pause(self) -> timedelta:
        return timedelta(seconds=float(self.rng.exponential(self.pause_seconds)))

    def _opening(self, day: date) -> datetime:
        while not is_working_day(self.country, day):
            day += timedelta(days=1)
        morning = datetime.combine(day, time(9, 0), tzinfo=self.zone)
        return morning + timedelta(minutes=float(self.rng.uniform(0, 40)))


def chance(rng: np.random.Generator, share: float) -> bool:
    """Draw whether something that happens in this share of cases happens now."""
    return bool(rng.random() < share)


def token(rng: np.random.Generator, length: int, alphabet: str) -> str:
    """Draw an identifier of `length` letters from `alphabet`."""
    return "".join(alphabet[i] for i in rng.integers(len(alphabet), size=length))


def pick(rng: np.random.Generator, choices: Sequence[str], weights: Sequence[float]) -> str:
    """Draw one of `choices` by weight."""
    shares = np.asarray(weights, dtype=float)
    return str(choices[int(rng.choice(len(choices), p=shares / shares.sum()))])
