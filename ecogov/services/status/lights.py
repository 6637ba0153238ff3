"""The lights of a project: weeks of readings, settled, with what somebody set by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from ecogov.domain.lights.overrides import Override, is_greener, overridden
from ecogov.domain.lights.readings import Reading
from ecogov.domain.lights.rules import readings
from ecogov.domain.lights.settling import Settled, Week, settled
from ecogov.domain.lights.thresholds import Thresholds
from ecogov.domain.lights.words import Dimension
from ecogov.domain.status.parts import LightPart, OverridePart, ReadingPart
from ecogov.domain.status.report import StatusReport
from ecogov.services.status.facts import Moment, moment
from ecogov.services.status.sources import Sources
from ecogov.storage.database import Database

WEEKS: Final = 5
"""How many weeks are looked back on, the present one included."""

_WEEK: Final = timedelta(weeks=1)


def moments(db: Database, sources: Sources, as_of: date) -> list[Moment]:
    """Gather what was known week by week, oldest first; the last is the day of the report.

    Weeks before anything was known of the project are left out.
    """
    began = sources.flow.first if sources.flow.units.size else as_of
    days = [as_of - _WEEK * back for back in range(WEEKS - 1, 0, -1)]
    past = [moment(db, sources, day, is_past=True) for day in days if day >= began]
    return [*past, moment(db, sources, as_of, is_past=False)]


def light_parts(
    told: Sequence[Moment],
    thresholds: Thresholds,
    overrides: Mapping[Dimension, Override],
    last_report: StatusReport | None,
) -> tuple[LightPart, ...]:
    """Settle the light of every dimension.

    A light that has been the same for all weeks looked at goes on from the last report.
    """
    weekly = [(one.day, readings(one.facts, thresholds)) for one in told]
    return tuple(
        _part(
            dimension,
            [Week(day, found[dimension]) for day, found in weekly],
            overrides.get(dimension),
            last_report,
        )
        for dimension in Dimension
    )


def _part(
    dimension: Dimension,
    weeks: Sequence[Week],
    override: Override | None,
    last_report: StatusReport | None,
) -> LightPart:
    before = None if last_report is None else last_report.light_of(dimension)
    found = _prolonged(settled(weeks), weeks, before)
    light = found.light if override is None else overridden(override.light, found.light)
    return LightPart(
        dimension=dimension,
        light=light,
        rule_light=found.light,
        arrow=found.arrow,
        since=found.since,
        weeks=found.weeks,
        is_followed=weeks[-1].readings[0].null_reason != "left_out",
        readings=tuple(_reading(one) for one in weeks[-1].readings),
        override=None if override is None else _override(override, found),
    )


def _prolonged(found: Settled, weeks: Sequence[Week], before: LightPart | None) -> Settled:
    is_whole = found.weeks == len(weeks) > 1
    if before is None or before.since is None or not is_whole:
        return found
    if before.rule_light is not found.light or before.since >= found.since:
        return found
    more = (found.since - before.since).days // _WEEK.days
    return Settled(
        light=found.light,
        rule_light=found.rule_light,
        since=before.since,
        weeks=found.weeks + more,
        arrow=found.arrow,
    )


def _override(override: Override, found: Settled) -> OverridePart:
    return OverridePart(
        light=override.light,
        reason=override.reason,
        set_by=override.set_by,
        expires_on=override.expires_on,
        is_greener=is_greener(override.light, found.light),
    )


def _reading(one: Reading) -> ReadingPart:
    limits = one.limits
    return ReadingPart(
        rule=one.rule,
        light=one.light,
        unit=one.unit.value,
        value=one.value,
        green=None if limits is None else limits.green,
        amber=None if limits is None else limits.amber,
        is_high_good=limits is not None and limits.is_high_good,
        subject=one.subject,
        null_reason=one.null_reason,
    )
