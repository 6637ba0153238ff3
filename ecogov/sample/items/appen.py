"""An Appen (CrowdFlower) full report: crowd relevance ratings, pages of five rows.

What it holds on purpose: all rows of a page carry the page's two stamps, so time is per page;
one row of a page is a test question (`_golden`, `_missed`); contributors whose trust fell under
0.7 are tainted, rows and all, and their units were judged again; one straight-liner who is
still trusted; stamps as M/D/YYYY H:MM:SS without a zone (UTC).
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

import numpy as np

from ecogov.sample.calendars import stream
from ecogov.sample.items.crowd import Person, Shift, pick
from ecogov.sample.items.texts import search_pair

FIRST_DAY: Final = date(2026, 10, 26)
STRAIGHT_LINER: Final = "45110317"
COLUMNS: Final = (
    "_unit_id",
    "_created_at",
    "_golden",
    "_id",
    "_missed",
    "_started_at",
    "_tainted",
    "_channel",
    "_trust",
    "_worker_id",
    "_country",
    "_region",
    "_city",
    "_ip",
    "relevance",
    "orig__golden",
    "query",
    "relevance_gold",
    "relevance_gold_reason",
    "result_title",
    "result_url",
    "snippet",
)
_CHOICES: Final = ("Highly relevant", "Relevant", "Partly relevant", "Not relevant")
_SHARES: Final = (0.34, 0.30, 0.20, 0.16)
_UNITS: Final = 1_060
_GOLDS: Final = 60
_JUDGMENTS: Final = 3
_FRESH_PER_PAGE: Final = 4
_TRUST_FLOOR: Final = 0.7
_SITES: Final = (
    ("KERLIP", "IDN", "ID", "04"),
    ("SERRA", "BRA", "BR", "27"),
    ("HOUSE", "USA", "US", "CA"),
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One query and result with the answer that is right."""

    id: int
    truth: str
    is_gold: bool
    shown: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Judgment:
    """One row: who said what about which unit, on a page between two stamps."""

    id: int
    unit: _Unit
    person: Person
    answer: str
    started: datetime
    created: datetime

    @property
    def is_missed(self) -> bool:
        """Tell whether this is a test question, answered wrong."""
        return self.unit.is_gold and self.answer != self.unit.truth


@dataclass(slots=True)
class _Job:
    """The state of the job while pages are handed out."""

    rng: np.random.Generator
    shifts: dict[str, Shift]
    golds: list[_Unit]
    seen: dict[str, set[int]] = field(default_factory=dict)
    judged: Counter[int] = field(default_factory=Counter)
    next_id: int = 6_120_440_118


def appen_csv(*, as_of: date) -> str:
    """Write the full report as it stands at the end of `as_of`."""
    rng = stream("appen")
    people = _people(rng)
    units = [_unit(rng, number) for number in range(_UNITS + _GOLDS)]
    shifts = {
        each.id: Shift(each.country, UTC, rng, 20_000.0 / _pace(each), FIRST_DAY) for each in people
    }
    job = _Job(rng, shifts, units[:_GOLDS])
    closing = datetime.combine(as_of, time(23, 59), tzinfo=UTC)
    judged = [each for each in _all_pages(job, people, units[_GOLDS:]) if each.created <= closing]
    return _report(judged)


def _people(rng: np.random.Generator) -> tuple[Person, ...]:
    crowd = []
    for number in range(36):
        channel, _, country, _ = _SITES[number % len(_SITES)]
        skill = 0.45 if number in {7, 19, 28} else float(rng.uniform(0.84, 0.97))
        seconds = float(rng.uniform(13, 30))
        crowd.append(Person(str(45_110_300 + number), skill, seconds, country, channel))
    return tuple(
        Person(each.id, 1.0, 9.0, each.country, each.vendor, always=_CHOICES[1])
        if each.id == STRAIGHT_LINER
        else each
        for each in crowd
    )


def _pace(person: Person) -> float:
    return 0.5 + int(person.id) % 7 / 4


def _unit(rng: np.random.Generator, number: int) -> _Unit:
    is_gold = number < _GOLDS
    # The straight-liner stays trusted only because most test questions share one answer.
    shares = (0.08, 0.80, 0.06, 0.06) if is_gold else _SHARES
    return _Unit(3_840_220_100 + number, pick(rng, _CHOICES, shares), is_gold, search_pair(rng))


def _all_pages(job: _Job, people: tuple[Person, ...], units: list[_Unit]) -> list[_Judgment]:
    judged: list[_Judgment] = []
    open_units = list(units)
    while open_units:
        person = min(people, key=lambda each: job.shifts[each.id].now)
        seen = job.seen.setdefault(person.id, set())
        fresh = [unit for unit in open_units[:120] if unit.id not in seen]
        if not fresh:
            people = tuple(each for each in people if each.id != person.id)
            continue
        chosen = [fresh[i] for i in job.rng.permutation(len(fresh))[:_FRESH_PER_PAGE]]
        judged += _page(job, person, [*chosen, _gold_for(job, seen)])
        open_units = [unit for unit in open_units if job.judged[unit.id] < _JUDGMENTS]
    return judged


def _gold_for(job: _Job, seen: set[int]) -> _Unit:
    unseen = [gold for gold in job.golds if gold.id not in seen] or job.golds
    return unseen[int(job.rng.integers(len(unseen)))]


def _page(job: _Job, person: Person, units: list[_Unit]) -> list[_Judgment]:
    seconds = sum(person.handle_seconds(job.rng) for _ in units)
    begun, ended = job.shifts[person.id].work(seconds)
    judged = []
    for position in job.rng.permutation(len(units)):
        unit = units[position]
        job.seen[person.id].add(unit.id)
        job.judged[unit.id] += person.skill > _TRUST_FLOOR
        job.next_id += int(job.rng.integers(1, 40))
        answer = person.answer(job.rng, unit.truth, _CHOICES)
        judged.append(_Judgment(job.next_id, unit, person, answer, begun, ended))
    return judged


def _report(judged: list[_Judgment]) -> str:
    trust = _trust(judged)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for each in sorted(judged, key=lambda each: (each.unit.id, each.created, each.id)):
        writer.writerow(_row(each, trust[each.person.id]))
    return out.getvalue()


def _trust(judged: list[_Judgment]) -> dict[str, float]:
    tests: dict[str, list[bool]] = {each.person.id: [] for each in judged}
    for each in judged:
        if each.unit.is_gold:
            tests[each.person.id].append(not each.is_missed)
    return {worker: sum(passed) / len(passed) for worker, passed in tests.items()}


def _row(judgment: _Judgment, trust: float) -> dict[str, object]:
    unit, person = judgment.unit, judgment.person
    _, country, _, region = next(site for site in _SITES if site[0] == person.vendor)
    return {
        "_unit_id": unit.id,
        "_created_at": _stamp(judgment.created),
        "_golden": str(unit.is_gold).lower(),
        "_id": judgment.id,
        "_missed": "true" if judgment.is_missed else "",
        "_started_at": _stamp(judgment.started),
        "_tainted": str(trust < _TRUST_FLOOR).lower(),
        "_channel": person.vendor,
        "_trust": f"{trust:.4f}".rstrip("0").rstrip("."),
        "_worker_id": person.id,
        "_country": country,
        "_region": region,
        "relevance": judgment.answer,
        "orig__golden": "true" if unit.is_gold else "",
        "relevance_gold": unit.truth if unit.is_gold else "",
        "relevance_gold_reason": "See guideline 2.0, section 3." if unit.is_gold else "",
        **unit.shown,
    }


def _stamp(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at.year} {at:%H:%M:%S}"
