"""What changed between two reports: records, lights and dates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.status.records import ChangePart, RecordPart
from ecogov.domain.status.report import StatusReport


class Changed(StrEnum):
    """What may have changed of a record, in the order in which it is told."""

    NEW = "new"
    CLOSED = "closed"
    REOPENED = "reopened"
    REBASELINED = "rebaselined"
    MOVED = "moved"
    RESCORED = "rescored"
    GONE = "gone"


_ORDER: Final = tuple(Changed)


def changes(before: Iterable[RecordPart], after: Iterable[RecordPart]) -> tuple[ChangePart, ...]:
    """Tell what changed of records between two days.

    What was new and closed in between is told as closed; what is there no more is gone.
    """
    was = {record.ref: record for record in before}
    told = list[ChangePart]()
    is_now = set[str]()
    for record in after:
        is_now.add(record.ref)
        told += _of_one(was.get(record.ref), record)
    gone = (record for ref, record in was.items() if ref not in is_now and record.is_open)
    told += [_change(Changed.GONE, record) for record in gone]
    return tuple(sorted(told, key=lambda one: (_ORDER.index(Changed(one.what)), one.kind)))


def _of_one(was: RecordPart | None, now: RecordPart) -> list[ChangePart]:
    if was is None:
        return [_change(Changed.NEW if now.is_open else Changed.CLOSED, now)]
    if was.is_open != now.is_open:
        what = Changed.CLOSED if was.is_open else Changed.REOPENED
        return [_change(what, now, was.status, now.status)]
    if not now.is_open:
        return []
    return [
        *_moved(Changed.REBASELINED, was, now, lambda record: record.baseline_on),
        *_moved(Changed.MOVED, was, now, lambda record: record.due_on),
        *_rescored(was, now),
    ]


def _moved(
    what: Changed, was: RecordPart, now: RecordPart, day: Callable[[RecordPart], date | None]
) -> list[ChangePart]:
    first, second = day(was), day(now)
    if first == second:
        return []
    days = (second - first).days if first and second else None
    told = _change(what, now, str(first or ""), str(second or ""))
    return [told.model_copy(update={"days": days})]


def _rescored(was: RecordPart, now: RecordPart) -> list[ChangePart]:
    if was.score == now.score:
        return []
    return [_change(Changed.RESCORED, now, _score(was.score), _score(now.score))]


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _change(what: Changed, record: RecordPart, before: str = "", after: str = "") -> ChangePart:
    return ChangePart(
        what=what.value,
        kind=record.kind,
        ref=record.ref,
        title=record.title,
        before=before,
        after=after,
    )


@dataclass(frozen=True, slots=True)
class LightChange:
    """A light in two reports; None where a report has no such dimension."""

    dimension: Dimension
    before: Light | None
    after: Light | None

    @property
    def has_changed(self) -> bool:
        """Whether it is another one."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in two reports, by the code of its name; days or numbers."""

    name: str
    before: date | float | None
    after: date | float | None

    @property
    def difference(self) -> float | None:
        """Give days between two days, or the difference of two numbers; None where one lacks."""
        if isinstance(self.before, date) and isinstance(self.after, date):
            return float((self.after - self.before).days)
        if isinstance(self.before, float) and isinstance(self.after, float):
            return self.after - self.before
        return None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports side by side, the older one first."""

    before: StatusReport
    after: StatusReport
    overall: tuple[Light, Light]
    lights: tuple[LightChange, ...]
    figures: tuple[FigureChange, ...]
    changes: tuple[ChangePart, ...]


def compare(one: StatusReport, other: StatusReport) -> Comparison:
    """Lay two reports of the same subject side by side, in whatever order they are given."""
    before, after = sorted((one, other), key=lambda report: report.as_of)
    return Comparison(
        before,
        after,
        (before.overall, after.overall),
        tuple(_light_changes(before, after)),
        tuple(_figure_changes(before, after)),
        changes(before.records, after.records),
    )


def _light_changes(before: StatusReport, after: StatusReport) -> Iterable[LightChange]:
    for dimension in Dimension:
        yield LightChange(dimension, _light(before, dimension), _light(after, dimension))


def _light(report: StatusReport, dimension: Dimension) -> Light | None:
    found = report.light_of(dimension)
    return None if found is None else found.light


def _figure_changes(before: StatusReport, after: StatusReport) -> Iterable[FigureChange]:
    was, now = before.forecast, after.forecast
    yield FigureChange("committed", was.committed, now.committed)
    for name in ("p50", "p80", "p95", "confidence"):
        yield FigureChange(name, getattr(was.dates, name), getattr(now.dates, name))
    yield FigureChange("accepted", was.accepted, now.accepted)
    known = {one.metric: one.value for one in before.metrics}
    for one in after.metrics:
        yield FigureChange(one.metric, known.get(one.metric), one.value)
