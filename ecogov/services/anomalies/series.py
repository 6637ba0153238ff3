"""The series of a project as a scan sees them: read from the roll-ups, laid out as arrays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from ecogov.domain.anomalies.watched import (
    BACKLOG,
    SEPARATOR,
    WATCHED,
    WHOLE,
    Watched,
    observations,
)
from ecogov.domain.kpi.backlog import open_levels
from ecogov.domain.workdays import Calendar, DayOff
from ecogov.storage.anomalies import reading
from ecogov.storage.anomalies.reading import CELL
from ecogov.storage.registers import Session

if TYPE_CHECKING:
    from ecogov.detection.panel import Flags, Panel

HISTORY_DAYS: Final = 730
"""Days before the last one that a scan looks back on; from the first of that month."""

MOST_PEOPLE: Final = 500
"""People of a project with series of their own."""

_FEWEST_STREAMS: Final = 2
_LEAST_UNITS: Final = 5
_FIRST_DAYS: Final = 14
_WEEKENDS_KNOWN: Final = 56
_WORKS_FROM: Final = 0.5
_PLACE: Final = {"vendor": 0, "queue": 0, "locale": "", "annotator": 0}
COLUMNS: Final = ("series", "metric", "kind", *_PLACE, "day", "value", "num", "den")


def project_series(session: Session, project_id: int, as_of: date) -> pd.DataFrame:
    """Read every watched series of a project up to a day.

    A person has a series from the fifteenth day on that brought at least five units: what comes
    later decides about no day before it.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, by series and day; ``day`` is datetime64.
    """
    first = (as_of - timedelta(days=HISTORY_DAYS)).replace(day=1)
    days = (first, as_of)
    streams = reading.stream_sums(session, project_id, days)
    people = reading.people_sums(session, project_id, days, MOST_PEOPLE)
    parts = [*_told(streams, by_person=False), *_told(people, by_person=True), *_whole(streams)]
    parts += _backlog(session, project_id, days)
    known = [part for part in parts if not part.empty]
    if not known:
        return pd.DataFrame(columns=list(COLUMNS))
    together = pd.concat(known, ignore_index=True)
    together["day"] = pd.to_datetime(together["day"])
    return together.sort_values(["series", "day"], ignore_index=True)[list(COLUMNS)]


def _told(sums: pd.DataFrame, *, by_person: bool) -> Iterator[pd.DataFrame]:
    placed = _placed(sums)
    for watched in WATCHED.values():
        if watched.kind == BACKLOG or (by_person and not watched.is_by_person):
            continue
        told = observations(watched, placed)
        if by_person:
            told = told[told["den"] >= _LEAST_UNITS]
        named = _named(watched, placed.loc[told.index, [*_PLACE, "place", "day"]].join(told))
        if by_person:
            named = named[named.groupby("series").cumcount() >= _FIRST_DAYS]
        yield named


def _whole(streams: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Sum up the project from the day on which it has two streams, on days that are complete.

    A day is complete when every vendor has told something that did so in the week before: sheets
    of several vendors come in one after the other.
    """
    if streams.empty:
        return
    first_days = streams.groupby(list(CELL))["day"].min().sort_values()
    if len(first_days) < _FEWEST_STREAMS:
        return
    complete = _complete_days(streams, first_days.iloc[_FEWEST_STREAMS - 1])
    known = streams[streams["day"].isin(complete)]
    summed = known.groupby("day", as_index=False).sum(numeric_only=True)
    placed = _placed(summed.assign(vendor=WHOLE.vendor_id, queue=WHOLE.queue_id))
    for watched in WATCHED.values():
        if watched.is_of_whole:
            told = observations(watched, placed)
            yield _named(watched, placed.loc[told.index, [*_PLACE, "place", "day"]].join(told))


def _complete_days(streams: pd.DataFrame, first: date) -> set[date]:
    vendors: dict[Any, frozenset[int]] = streams.groupby("day")["vendor"].agg(frozenset).to_dict()
    week = [timedelta(days=back) for back in range(1, 8)]
    return {
        day
        for day, told in vendors.items()
        if day >= first and all(vendors.get(day - back, frozenset()) <= told for back in week)
    }


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of a place that are missing, and its name; by day."""
    nothing: dict[str, Any] = {name: value for name, value in _PLACE.items() if name not in rows}
    placed = rows.assign(**nothing).sort_values("day", ignore_index=True)
    first, *others = (placed[name].astype(str) for name in _PLACE)
    for other in others:
        first = first + SEPARATOR + other
    return placed.assign(place=first)


def _named(watched: Watched, told: pd.DataFrame) -> pd.DataFrame:
    series = f"{watched.code}{SEPARATOR}" + told["place"]
    named = told.assign(metric=watched.code, kind=watched.kind, series=series)
    return named[list(COLUMNS)]


def _backlog(session: Session, project_id: int, days: tuple[date, date]) -> Iterator[pd.DataFrame]:
    levels = open_levels(*reading.stock_and_flow(session, project_id, days[1]))
    if levels.empty:
        return
    long = levels.melt(ignore_index=False, value_name="value").dropna().reset_index()
    long = long[(long["day"] >= days[0]) & (long["value"] >= 0)]
    yield _named(WATCHED["backlog_units"], _placed(long.assign(num=np.nan, den=np.nan)))


def fingerprints(table: pd.DataFrame) -> dict[date, str]:
    """Give every day a text that changes when any of its figures does."""
    if table.empty:
        return {}
    rows = table[["series", "value", "num", "den"]]
    hashed = pd.Series(pd.util.hash_pandas_object(rows, index=False).to_numpy(), table.index)
    summed = hashed.groupby(table["day"]).sum()
    days = pd.DatetimeIndex(summed.index).date
    return {day: f"{int(total):016x}" for day, total in zip(days, summed, strict=True)}


def laid_out(table: pd.DataFrame, calendar: Calendar) -> "Panel":
    """Lay series out for the detectors, with the days off of the project's calendar.

    The detectors look for a common shift among series of one vendor. To count each piece of
    evidence once, only series of one metric are kin, and people are not: their work is in the
    stream of their vendor already.
    """
    from ecogov.detection.panel import panel  # noqa: PLC0415 - only a scan needs it

    about = table.drop_duplicates("series")
    is_person = about["annotator"] > 0
    described = pd.DataFrame(
        {
            "series_id": about["series"],
            "kind": about["kind"],
            "project": about["metric"],
            "vendor": about["vendor"].astype(str).where((about["vendor"] > 0) & ~is_person, ""),
            "queue": about["queue"].astype(str),
            "locale": about["locale"],
        }
    )
    seen = table.rename(columns={"series": "series_id", "day": "timestamp"})
    seen = seen[["series_id", "timestamp", "value", "num", "den"]]
    laid = panel(seen, described, None)
    return replace(laid, is_off=_days_off(laid, calendar))


def _days_off(laid: "Panel", calendar: Calendar) -> "Flags":
    """Tell which days are off: holidays, and weekends on which a series was idle until then."""
    reasons = {}
    if len(laid.days):
        off = calendar.non_working(laid.days[0].date(), laid.days[-1].date())
        reasons = {one.day: one.reason for one in off}
    told = [reasons.get(day.date()) for day in laid.days]
    weekend = np.array([reason is DayOff.WEEKEND for reason in told], dtype=bool)
    other = np.array([reason is not None for reason in told], dtype=bool) & ~weekend
    seen = np.isfinite(laid.value) & weekend
    worked, possible = _lately(seen), _lately(np.broadcast_to(weekend, seen.shape))
    works_weekends = worked >= _WORKS_FROM * np.maximum(possible, 1)
    return np.asarray((weekend & ~works_weekends) | other)


def _lately(flags: "Flags") -> np.ndarray:
    """Count in the eight weeks before each day."""
    total = np.cumsum(flags, axis=1)
    before = np.concatenate([np.zeros((len(flags), 1)), total[:, :-1]], axis=1)
    long_ago = np.zeros_like(before)
    long_ago[:, _WEEKENDS_KNOWN:] = before[:, :-_WEEKENDS_KNOWN]
    return np.asarray(before - long_ago)
