"""Digests: what changed of the projects somebody follows since he was told last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.status.report import StatusReport, Subject


class Rhythm(StrEnum):
    """How often somebody is told; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"


def is_due(rhythm: Rhythm, last: date | None, today: date) -> bool:
    """Tell whether a digest is due on a day: once a day, or once in the week of that day."""
    if last is None:
        return True
    if rhythm is Rhythm.DAY:
        return last < today
    return last.isocalendar()[:2] < today.isocalendar()[:2]


@dataclass(frozen=True, slots=True)
class LightMove:
    """A light that is another one than before; None where it was not known."""

    dimension: Dimension
    before: Light | None
    after: Light


@dataclass(frozen=True, slots=True)
class Item:
    """What is new of one project.

    Parameters
    ----------
    report : StatusReport
        How it stands.
    lights : tuple of LightMove
        Lights that changed.
    p80_before : date or None
        What P80 was, where it moved.
    decisions, escalations : tuple of str
        References of the decisions that are newly needed, and of escalations newly past a clock.
    """

    report: StatusReport
    lights: tuple[LightMove, ...] = ()
    has_moved: bool = False
    p80_before: date | None = None
    decisions: tuple[str, ...] = ()
    escalations: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject:
        """Which project."""
        return self.report.subject

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed that is worth a message."""
        return not (self.lights or self.has_moved or self.decisions or self.escalations)


def state_of(report: StatusReport) -> dict[str, Any]:
    """Keep of a report what the next digest is compared with; JSON."""
    return {
        "lights": {part.dimension.value: part.light.value for part in report.lights},
        "p80": None if report.forecast.dates.p80 is None else str(report.forecast.dates.p80),
        "decisions": [one.ref for one in report.decisions],
        "escalations": _breached(report),
    }


def news(before: Mapping[str, Any] | None, report: StatusReport, threshold_days: int = 1) -> Item:
    """Tell what changed since a state that was kept; of a project that is new, all of it.

    Parameters
    ----------
    before : mapping or None
        As `state_of` gives it; None for a project nobody was told of yet.
    threshold_days : int
        By how many days P80 has to move to be news.
    """
    kept: Mapping[str, Any] = before or {}
    known = kept.get("lights", {})
    lights = tuple(
        LightMove(part.dimension, _light(known.get(part.dimension.value)), part.light)
        for part in report.lights
        if known.get(part.dimension.value) != part.light.value
    )
    was = date.fromisoformat(kept["p80"]) if kept.get("p80") else None
    now = report.forecast.dates.p80
    return Item(
        report=report,
        lights=lights,
        has_moved=before is not None and _has_moved(was, now, threshold_days),
        p80_before=was,
        decisions=_added(kept.get("decisions", ()), [one.ref for one in report.decisions]),
        escalations=_added(kept.get("escalations", ()), _breached(report)),
    )


def _light(code: object) -> Light | None:
    return Light(code) if isinstance(code, str) else None


def _has_moved(was: date | None, now: date | None, threshold_days: int) -> bool:
    if was is None or now is None:
        return was is not now
    return abs((now - was).days) >= threshold_days


def _added(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    return tuple(ref for ref in now if ref not in set(before))


def _breached(report: StatusReport) -> list[str]:
    return [
        one.ref
        for one in report.escalations
        if any(clock.is_breached and not clock.is_done for clock in one.clocks)
    ]
