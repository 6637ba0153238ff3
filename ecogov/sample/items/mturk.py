"""An MTurk batch results file: crowd ratings of everyday advice, three assignments a HIT.

What it holds on purpose: stamps as "Sat May 27 07:55:15 PDT 2023", with PDT before and PST
after 1 November; `WorkTimeInSeconds` is elapsed, and one worker accepts many HITs at once, so
that their intervals overlap; approved, rejected (with feedback) and, in the youngest batch,
merely submitted assignments; the age of workers' approval rates as MTurk prints them.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from ecogov.sample.calendars import stream
from ecogov.sample.items.crowd import Person, Shift, chance, pick, token
from ecogov.sample.items.texts import advice_pair

FIRST_DAY: Final = date(2026, 10, 19)
HOARDER: Final = "A3QH7LW2ZT9C1K"
COLUMNS: Final = (
    "HITId",
    "HITTypeId",
    "Title",
    "Description",
    "Keywords",
    "Reward",
    "CreationTime",
    "MaxAssignments",
    "RequesterAnnotation",
    "AssignmentDurationInSeconds",
    "AutoApprovalDelayInSeconds",
    "Expiration",
    "NumberOfSimilarHITs",
    "LifetimeInSeconds",
    "AssignmentId",
    "WorkerId",
    "AssignmentStatus",
    "AcceptTime",
    "SubmitTime",
    "AutoApprovalTime",
    "ApprovalTime",
    "RejectionTime",
    "RequesterFeedback",
    "WorkTimeInSeconds",
    "LifetimeApprovalRate",
    "Last30DaysApprovalRate",
    "Last7DaysApprovalRate",
    "Input.prompt_id",
    "Input.prompt",
    "Input.response",
    "Answer.comment",
    "Answer.verdict",
    "Approve",
    "Reject",
)
_CHOICES: Final = ("good advice", "lacks caution", "refuses needlessly", "wrong")
_SHARES: Final = (0.58, 0.18, 0.15, 0.09)
_HITS: Final = 1_000
_ASSIGNMENTS: Final = 3
_WORKERS: Final = 42
_BATCH_HITS: Final = 200
_BATCH_DAYS: Final = 7
_ZONE: Final = ZoneInfo("America/Los_Angeles")
_PROJECT_ZONE: Final = ZoneInfo("Asia/Riyadh")
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Hit:
    """One HIT: its batch's columns and the verdict that is right."""

    columns: dict[str, str]
    truth: str
    batch: int


def mturk_csv(*, as_of: date) -> str:
    """Write the results of all batches as they stand at the end of `as_of`."""
    rng = stream("mturk")
    closing = datetime.combine(as_of, time(23, 59), tzinfo=_PROJECT_ZONE)
    people = _people(rng)
    kind = token(rng, 30, _CAPITALS)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for batch in range(_HITS // _BATCH_HITS):
        hits = [
            _hit(rng, kind, number)
            for number in range(batch * _BATCH_HITS, (batch + 1) * _BATCH_HITS)
        ]
        shifts = {each.id: _shift(rng, each, batch) for each in people}
        for hit in hits:
            rows = (_assignment(rng, hit, person, shifts) for person in _takers(people, shifts))
            writer.writerows(row.told(closing) for row in rows if row.submitted <= closing)
    return out.getvalue()


def _people(rng: np.random.Generator) -> tuple[Person, ...]:
    usual = [
        Person(
            "A" + token(rng, 13, _CAPITALS),
            float(rng.uniform(0.78, 0.95)),
            float(rng.uniform(35, 90)),
            "US",
        )
        for _ in range(_WORKERS - 1)
    ]
    return (*usual, Person(HOARDER, 0.82, 48.0, "US"))


def _shift(rng: np.random.Generator, person: Person, batch: int) -> Shift:
    opened = FIRST_DAY + timedelta(days=_BATCH_DAYS * batch)
    pause = 900.0 if person.id == HOARDER else 4_300.0
    return Shift(person.country, _ZONE, rng, pause, opened)


def _takers(people: tuple[Person, ...], shifts: dict[str, Shift]) -> list[Person]:
    return sorted(people, key=lambda person: shifts[person.id].now)[:_ASSIGNMENTS]


def _hit(rng: np.random.Generator, kind: str, number: int) -> _Hit:
    prompt, response = advice_pair(rng)
    batch = number // _BATCH_HITS
    created = datetime.combine(
        FIRST_DAY + timedelta(days=_BATCH_DAYS * batch), time(8, 5), tzinfo=_ZONE
    ) + timedelta(seconds=number % _BATCH_HITS // 20)
    columns = {
        "HITId": "3" + token(rng, 29, _CAPITALS),
        "HITTypeId": kind,
        "Title": "Judge a short answer to an everyday question",
        "Description": "Read a question and an answer, and say whether the advice is good.",
        "Keywords": "advice, rating, text, short",
        "Reward": "$0.12",
        "CreationTime": _stamp(created),
        "MaxAssignments": str(_ASSIGNMENTS),
        "RequesterAnnotation": f"BatchId:{5_310_440 + batch};OriginalHitTemplateId:931204518;",
        "AssignmentDurationInSeconds": "7200",
        "AutoApprovalDelayInSeconds": "604800",
        "Expiration": _stamp(created + _WEEK),
        "LifetimeApprovalRate": "0% (0/0)",
        "Last30DaysApprovalRate": "0% (0/0)",
        "Last7DaysApprovalRate": "0% (0/0)",
        "Input.prompt_id": f"adv-{number:04d}",
        "Input.prompt": prompt,
        "Input.response": response,
    }
    return _Hit(columns, pick(rng, _CHOICES, _SHARES), batch)


@dataclass(frozen=True, slots=True)
class _Assignment:
    """One assignment before the requester looked at it."""

    columns: dict[str, str]
    submitted: datetime
    decided: datetime
    is_rejected: bool

    def told(self, closing: datetime) -> dict[str, str]:
        """Add what had been decided by `closing`."""
        if self.decided > closing:
            return {**self.columns, "AssignmentStatus": "Submitted"}
        at = _stamp(self.decided)
        if self.is_rejected:
            why = "Two check answers contradict the guide."
            return {
                **self.columns,
                "AssignmentStatus": "Rejected",
                "RejectionTime": at,
                "RequesterFeedback": why,
            }
        return {**self.columns, "AssignmentStatus": "Approved", "ApprovalTime": at}


def _assignment(
    rng: np.random.Generator, hit: _Hit, person: Person, shifts: dict[str, Shift]
) -> _Assignment:
    begun, ended = shifts[person.id].work(person.handle_seconds(rng))
    if person.id == HOARDER:
        begun -= timedelta(seconds=float(rng.uniform(900, 3_600)))
    answer = person.answer(rng, hit.truth, _CHOICES)
    opened = FIRST_DAY + timedelta(days=_BATCH_DAYS * hit.batch)
    decided = datetime.combine(opened, time(11, 0), tzinfo=_ZONE) + _WEEK
    is_wrong = answer != hit.truth
    columns = {
        **hit.columns,
        "AssignmentId": "3" + token(rng, 29, _CAPITALS),
        "WorkerId": person.id,
        "AcceptTime": _stamp(begun),
        "SubmitTime": _stamp(ended),
        "AutoApprovalTime": _stamp(ended + _WEEK),
        "WorkTimeInSeconds": str(round((ended - begun).total_seconds())),
        "Answer.comment": "hard to say" if is_wrong and chance(rng, 0.2) else "",
        "Answer.verdict": answer,
    }
    is_rejected = chance(rng, 0.12 if is_wrong else 0.004)
    return _Assignment(columns, ended, max(decided, ended + timedelta(hours=2)), is_rejected)


def _stamp(at: datetime) -> str:
    return at.astimezone(_ZONE).strftime("%a %b %d %H:%M:%S %Z %Y")
