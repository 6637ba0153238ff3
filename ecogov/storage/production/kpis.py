"""Sums, values and patterns behind the KPIs, aggregated in SQL from the roll-ups."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.orm import Session

from ecogov.domain.kpi.backlog import STREAM
from ecogov.domain.kpi.intervals import FloatArray
from ecogov.domain.kpi.measures import MEASURES
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.production import Stage
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.facts import AnnotatorRow
from ecogov.storage.production.rollups import LABELS, PATTERNS, ROLLUP, STOCK
from ecogov.storage.production.values import HANDLE, IS_TIMED, TURNAROUND, VALUES
from ecogov.storage.records import ProjectRow, QueueRow, VendorRow

_COLUMNS: Final = {
    "day": "day",
    "project": "project_id",
    "vendor": "vendor_id",
    "queue": "queue_id",
    "locale": "locale",
    "annotator": "annotator_id",
    "label": "label",
    "label_source": "label_source",
}
_FILTERS: Final = {
    "project_id": "project_ids",
    "vendor_id": "vendor_ids",
    "queue_id": "queue_ids",
    "locale": "locales",
    "annotator_id": "annotator_ids",
    "label": "labels",
}


def _where(
    table: Table, slice_: Slice, *, is_cumulative: bool = False
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, name in _FILTERS.items():
        wanted = getattr(slice_, name)
        if wanted and column in table.c:
            found.append(table.c[column].in_(wanted))
    if slice_.first_day is not None and not is_cumulative:
        found.append(table.c.day >= slice_.first_day)
    if slice_.last_day is not None:
        found.append(table.c.day <= slice_.last_day)
    return found


def _frame(session: Session, query: Select[Any]) -> pd.DataFrame:
    result = session.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def measure_sums(
    session: Session, slice_: Slice, by: Sequence[str] = (), *, is_cumulative: bool = False
) -> pd.DataFrame:
    """Sum every measure of a slice.

    Parameters
    ----------
    by : sequence of str
        Names among ``day, project, vendor, queue, locale, annotator, label, label_source``.
    is_cumulative : bool
        Ignore the first day: everything up to the last.

    Returns
    -------
    DataFrame, shape (n_groups, len(by) + n_measures)
        Keys as stored (numbers; 0 and "" stand for none), then the measures; always one row
        when `by` is empty.
    """
    table = LABELS if "label" in by or slice_.labels else ROLLUP
    keys = [table.c[_COLUMNS[name]].label(name) for name in by]
    sums = [func.coalesce(func.sum(table.c[name]), 0).label(name) for name in MEASURES]
    query = select(*keys, *sums).where(*_where(table, slice_, is_cumulative=is_cumulative))
    frame = _frame(session, query.group_by(*keys).order_by(*keys) if keys else query)
    return frame.astype(dict.fromkeys(MEASURES, "float64"))


def handle_values(
    session: Session, slice_: Slice, by: Sequence[str] = ()
) -> list[tuple[tuple[object, ...], FloatArray]]:
    """Read the handling seconds of a slice per group, in no particular order within it.

    People have no blocks of their own (there are too many), so a question about people reads
    the rows themselves; both hold the same values.
    """
    if "annotator" in by or slice_.annotator_ids:
        return _row_values(session, slice_, by)
    return [(key, block) for key, block in _blocks(session, slice_, HANDLE, by)]


def turnarounds(
    session: Session, slice_: Slice, by: Sequence[str] = ()
) -> list[tuple[tuple[object, ...], FloatArray]]:
    """Read the turnarounds of a slice per group.

    Returns
    -------
    list of (key, FloatArray of shape (n, 2))
        When the work came in (seconds since 1970, UTC), and the seconds until it was submitted.
    """
    return [(key, block.reshape(-1, 2)) for key, block in _blocks(session, slice_, TURNAROUND, by)]


def _blocks(
    session: Session, slice_: Slice, kind: str, by: Sequence[str]
) -> list[tuple[tuple[object, ...], FloatArray]]:
    keys = [VALUES.c[_COLUMNS[name]] for name in by]
    query = (
        select(*keys, VALUES.c.block)
        .where(VALUES.c.kind == kind, *_where(VALUES, slice_))
        .order_by(*keys)
    )
    groups: dict[tuple[object, ...], list[bytes]] = {}
    for row in session.execute(query):
        groups.setdefault(tuple(row[:-1]), []).append(row[-1])
    return [(key, np.frombuffer(b"".join(blocks), dtype="<f8")) for key, blocks in groups.items()]


def _row_values(
    session: Session, slice_: Slice, by: Sequence[str]
) -> list[tuple[tuple[object, ...], FloatArray]]:
    keys = [EVENT.c[_COLUMNS[name]].label(name) for name in by]
    query = select(*keys, EVENT.c.worked_seconds).where(IS_TIMED, *_where(EVENT, slice_))
    frame = _frame(session, query)
    if not keys:
        return [((), frame["worked_seconds"].to_numpy(dtype="float64"))]
    for name in by:
        frame[name] = frame[name].fillna("" if name in {"locale", "label"} else 0)
    return [
        (key, group["worked_seconds"].to_numpy(dtype="float64"))
        for key, group in frame.groupby(list(by), sort=True)
    ]


def pattern_counts(session: Session, slice_: Slice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count the items that show each pattern of labels.

    Returns
    -------
    DataFrame, shape (n_groups_and_patterns, len(by) + 4)
        Keys, then ``pattern`` (JSON), ``items``, ``self_pairs``, ``self_agreeing``.
    """
    keys = [PATTERNS.c[_COLUMNS[name]].label(name) for name in by]
    sums = [
        func.sum(PATTERNS.c[name]).label(name) for name in ("items", "self_pairs", "self_agreeing")
    ]
    query = (
        select(*keys, PATTERNS.c.pattern, *sums)
        .where(*_where(PATTERNS, slice_))
        .group_by(*keys, PATTERNS.c.pattern)
        .order_by(*keys, PATTERNS.c.pattern)
    )
    frame = _frame(session, query)
    return frame.astype({"items": "int64", "self_pairs": "int64", "self_agreeing": "int64"})


def told_stock(session: Session, slice_: Slice) -> pd.DataFrame:
    """Read the open units that exports report themselves, of every day up to the last.

    Returns
    -------
    DataFrame, shape (n_told, 6)
        Columns ``project, queue, vendor, locale`` (keys), ``day`` and ``open_units``.
    """
    keys = [STOCK.c[_COLUMNS[name]].label(name) for name in (*STREAM, "day")]
    query = select(*keys, STOCK.c.open_units).where(*_where(STOCK, slice_, is_cumulative=True))
    return _frame(session, query).astype({"open_units": "float64"})


def open_since(session: Session, slice_: Slice) -> pd.DataFrame:
    """List when the units came in that nobody has submitted yet.

    Returns
    -------
    DataFrame, shape (n_open, 5)
        Columns ``project, queue, vendor, locale`` (keys) and ``assigned_at`` (UTC).
    """
    e = EVENT.c
    where = [e.project_id.in_(slice_.project_ids)] if slice_.project_ids else []
    for column, wanted in (
        (e.queue_id, slice_.queue_ids),
        (e.vendor_id, slice_.vendor_ids),
        (e.locale, slice_.locales),
    ):
        if wanted:
            where.append(column.in_(wanted))
    query = select(
        e.project_id.label("project"),
        func.coalesce(e.queue_id, 0).label("queue"),
        func.coalesce(e.vendor_id, 0).label("vendor"),
        func.coalesce(e.locale, "").label("locale"),
        e.assigned_at,
    ).where(
        *where,
        e.day.is_(None),
        e.stage == Stage.ANNOTATE,
        e.assigned_at.is_not(None),
        func.coalesce(e.is_superseded, False).is_(False),
    )
    if slice_.last_day is not None:
        query = query.where(e.received_day <= slice_.last_day)
    return _frame(session, query)


def day_bounds(
    session: Session, project_ids: Sequence[int], *, is_worked: bool = False
) -> tuple[date | None, date | None]:
    """Find the first and last day that any figure of some projects has (of all without any).

    With `is_worked` only days count on which something was submitted: work may come in long
    before, and reviews may follow long after.
    """
    query = select(func.min(ROLLUP.c.day), func.max(ROLLUP.c.day))
    if project_ids:
        query = query.where(ROLLUP.c.project_id.in_(project_ids))
    if is_worked:
        query = query.where(ROLLUP.c.submitted_units > 0)
    row = session.execute(query).one()
    return row[0], row[1]


def currencies(session: Session, project_ids: Sequence[int]) -> pd.DataFrame:
    """List the currencies that the costs of some projects (of all without any) are told in.

    Returns
    -------
    DataFrame, shape (n_currencies_of_projects, 2)
        Columns ``project`` and ``currency`` ("" where no one said).
    """
    projects: Any = ProjectRow.__table__  # type: ignore[attr-defined]
    e = EVENT.c
    query = select(projects.c.id.label("project"), projects.c.currency)
    if project_ids:
        query = query.where(projects.c.id.in_(project_ids))
    costed = select(ROLLUP.c.project_id).where(ROLLUP.c.costed_accepted_units > 0)
    known = _frame(session, query.where(projects.c.id.in_(costed)))
    open_ids = known.loc[known["currency"] == "", "project"].tolist()
    if not open_ids:
        return known
    told = _frame(
        session,
        select(e.project_id.label("project"), func.coalesce(e.currency, "").label("currency"))
        .where(e.project_id.in_(open_ids), e.amount.is_not(None))
        .distinct(),
    )
    return pd.concat([known[known["currency"] != ""], told], ignore_index=True)


def time_bases(session: Session, slice_: Slice) -> dict[str, int]:
    """Count the timed rows of a slice by how their time was measured."""
    query = (
        select(EVENT.c.time_basis, func.count())
        .where(EVENT.c.worked_seconds.is_not(None), *_where(EVENT, slice_))
        .group_by(EVENT.c.time_basis)
    )
    return dict(session.execute(query).all())


def names_of(session: Session, dimension: str, project_ids: Sequence[int]) -> pd.DataFrame:
    """List what the keys of a dimension are called.

    Returns
    -------
    DataFrame, shape (n_keys, 4)
        Columns ``key`` (number), ``code``, ``name_en``, ``name_zh``; of annotators pseudonyms, for
        who may not read their names.
    """
    if dimension == "annotator":
        table: Any = AnnotatorRow.__table__  # type: ignore[attr-defined]
        name: Any = table.c.external_id
        query = select(table.c.id.label("key"), name.label("code"), name.label("name_en"),
                       name.label("name_zh"), table.c.project_id)  # fmt: skip
    else:
        table = {"project": ProjectRow, "vendor": VendorRow, "queue": QueueRow}[dimension].__table__  # type: ignore[attr-defined]
        query = select(table.c.id.label("key"), table.c.code, table.c.name_en, table.c.name_zh)
    if "project_id" in table.c and project_ids:
        query = query.where(table.c.project_id.in_(project_ids))
    found = _frame(session, query.order_by(table.c.id))
    if dimension != "annotator":
        return found
    return with_pseudonyms(session, found, "code", "name_en", "name_zh")
