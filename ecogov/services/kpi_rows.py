"""What stands behind and around the KPIs: rows, ways of timing, days with data, what to choose."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import pandas as pd

from ecogov.domain.kpi.drilling import BEHIND
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.services.kpis import narrowed
from ecogov.storage.database import Database
from ecogov.storage.production import kpis, rows

MOST_ROWS: Final = 5_000


class DaySpan(NamedTuple):
    """First and last day that any figure has."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class BehindFigure:
    """The newest rows behind a figure, and how many there are in all."""

    rows: pd.DataFrame
    total: int


@dataclass(frozen=True, slots=True)
class Timing:
    """How handling times were measured: rows by basis, most first, and those that overlap."""

    rows_by_basis: tuple[tuple[str, int], ...]
    overlapped_rows: int

    @property
    def rows(self) -> int:
        """How many rows carry a handling time."""
        return sum(count for _, count in self.rows_by_basis)


def rows_behind(db: Database, slice_: Slice, metric: str) -> BehindFigure:
    """Read the rows that a figure of a slice counts, newest first, at most `MOST_ROWS`.

    What was reviewed is found by its day of review, everything else by its day of submission.

    Raises
    ------
    DomainError
        ``metric.unknown`` when no KPI has that code.
    """
    slice_ = narrowed(db, slice_)
    behind = BEHIND[metric_of(metric).code]
    with db.read() as session:
        found = rows.rows_behind(session, slice_, behind, MOST_ROWS)
        total = len(found)
        if total == MOST_ROWS:
            total = rows.count_behind(session, slice_, behind)
    return BehindFigure(found, total)


def day_span(db: Database, project_ids: tuple[int, ...]) -> DaySpan | None:
    """Tell from when until when projects have figures; None before the first dated row."""
    project_ids = narrowed(db, Slice(project_ids)).project_ids
    with db.read() as session:
        first, last = kpis.day_bounds(session, project_ids)
    return None if first is None or last is None else DaySpan(first, last)


def timing(db: Database, slice_: Slice) -> Timing:
    """Tell how the handling times of a slice were measured."""
    slice_ = narrowed(db, slice_)
    with db.read() as session:
        bases = kpis.time_bases(session, slice_)
        overlapped = kpis.measure_sums(session, slice_)["overlapped_rows"].iloc[0]
    ordered = sorted(bases.items(), key=lambda item: (-item[1], item[0]))
    return Timing(tuple(ordered), int(overlapped))
