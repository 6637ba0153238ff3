"""The finest slices of some days: from the roll-ups where they know them, else from the rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import Session

from ecogov.domain.kpi.questions import Slice
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.facts import AnnotatorRow
from ecogov.storage.production.imports import IMPORT
from ecogov.storage.production.rollups import LABELS, ROLLUP, Terms, row_parts
from ecogov.storage.projects import PROJECT

_ANNOTATOR: Final[Any] = AnnotatorRow.__table__  # type: ignore[attr-defined]
_COLUMNS: Final = {
    "vendor": "vendor_id",
    "queue": "queue_id",
    "locale": "locale",
    "annotator": "annotator_id",
    "label": "label",
    "guideline_version": "guideline_version",
}
_FILTERS: Final = {
    "project_id": "project_ids",
    "vendor_id": "vendor_ids",
    "queue_id": "queue_ids",
    "locale": "locales",
    "annotator_id": "annotator_ids",
    "label": "labels",
    "guideline_version": "guideline_versions",
}
_NONE: Final[dict[str, object]] = {"vendor": 0, "queue": 0, "annotator": 0}


def slice_sums(
    session: Session,
    slice_: Slice,
    by: Sequence[str],
    measures: Sequence[str],
    *,
    limit: int,
) -> pd.DataFrame:
    """Sum measures of a slice, cut along dimensions.

    Parameters
    ----------
    slice_ : Slice
        Of one project, with both days.
    by : sequence of str
        Names among ``vendor, queue, locale, annotator, label, guideline_version``.
    measures : sequence of str
        Names among `ecogov.domain.kpi.measures.MEASURES`.
    limit : int
        Most rows that are read; who gets as many has not read all.

    Returns
    -------
    DataFrame, shape (<= limit, len(by) + len(measures))
        Keys as stored (numbers; 0 and "" stand for none), then the sums.
    """
    source = _source(session, slice_, by, measures)
    keys = [source[name].label(name) for name in by]
    sums = [func.coalesce(func.sum(source[name]), 0).label(name) for name in measures]
    query = select(*keys, *sums).where(*source.where).group_by(*keys).order_by(*keys).limit(limit)
    result = session.execute(query)
    frame = pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()))
    for name in by:
        frame[name] = frame[name].fillna(_NONE.get(name, ""))  # type: ignore[arg-type]
    return frame.astype(dict.fromkeys(measures, "float64"))


class _Source:
    """A table of measures, and what of it is meant."""

    def __init__(self, columns: Any, where: list[ColumnElement[bool]]) -> None:  # noqa: ANN401
        self._columns = columns
        self.where = where

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return self._columns[_COLUMNS.get(name, name)]


def _source(session: Session, slice_: Slice, by: Sequence[str], measures: Sequence[str]) -> _Source:
    needed = {*by} | ({"label"} if slice_.labels else set())
    needed |= {"annotator"} if slice_.annotator_ids else set()
    needed |= {"guideline_version"} if slice_.guideline_versions else set()
    if "guideline_version" in needed or {"label", "annotator"} <= needed:
        rows = _rows(session, slice_, sorted(needed), measures).subquery()
        return _Source(rows.c, _chosen(rows.c, slice_))
    table = LABELS if "label" in needed else ROLLUP
    where = [*_chosen(table.c, slice_), *_within(table.c.day, slice_)]
    return _Source(table.c, where)


def _rows(
    session: Session, slice_: Slice, needed: Sequence[str], measures: Sequence[str]
) -> Select[Any]:
    """Sum the rows themselves: no roll-up knows guidelines, or who gave which answer."""
    project = select(PROJECT.c.acceptance_basis, PROJECT.c.currency).where(
        PROJECT.c.id == slice_.project_ids[0]
    )
    basis, currency = (str(one) for one in session.execute(project).one())
    terms = Terms(slice_.project_ids[0], basis, currency)
    columns = [_COLUMNS[name] for name in dict.fromkeys((*needed, "vendor", "queue", "locale"))]
    parts = [
        part.query(terms, columns, measures).where(*_within(part.day, slice_))
        for part in row_parts(terms, columns)
    ]
    return select(union_all(*parts).subquery())


def _chosen(columns: Any, slice_: Slice) -> list[ColumnElement[bool]]:  # noqa: ANN401
    return [
        columns[column].in_(wanted)
        for column, name in _FILTERS.items()
        if (wanted := getattr(slice_, name)) and column in columns
    ]


def _within(day: ColumnElement[Any], slice_: Slice) -> list[ColumnElement[bool]]:
    return [day >= slice_.first_day, day <= slice_.last_day]


def has_guidelines(session: Session, slice_: Slice) -> bool:
    """Tell whether any row of some days says by which guideline it was made."""
    e = EVENT.c
    query = (
        select(e.id)
        .where(
            e.project_id.in_(slice_.project_ids),
            *_within(e.day, slice_),
            e.guideline_version.is_not(None),
        )
        .limit(1)
    )
    return session.execute(query).first() is not None


def roster(session: Session, slice_: Slice, periods: Sequence[tuple[date, date]]) -> pd.DataFrame:
    """List who worked up to the last day of a slice.

    Returns
    -------
    DataFrame, shape (n_people, 3 + n_periods)
        Columns ``code``, ``first_day``, ``last_day`` and ``units_0``, ``units_1``…: submitted in
        each of the periods.
    """
    r = ROLLUP.c
    units = [
        func.sum(case((r.day.between(*days), r.submitted_units), else_=0)).label(f"units_{number}")
        for number, days in enumerate(periods)
    ]
    worked = (
        select(
            r.annotator_id,
            func.min(r.day).label("first_day"),
            func.max(r.day).label("last_day"),
            *units,
        )
        .where(
            *_chosen(r, slice_),
            r.day <= slice_.last_day,
            r.annotator_id != 0,
            r.submitted_units > 0,
        )
        .group_by(r.annotator_id)
        .subquery()
    )
    told = [column for column in worked.c if column.name != "annotator_id"]
    query = (
        select(_ANNOTATOR.c.external_id.label("code"), *told, _ANNOTATOR.c.project_id)
        .join(worked, _ANNOTATOR.c.id == worked.c.annotator_id)
        .order_by(_ANNOTATOR.c.external_id)
    )
    result = session.execute(query)
    found = pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()))
    return with_pseudonyms(session, found, "code")


def imports_of(session: Session, project_id: int) -> pd.DataFrame:
    """List the imports of a project that stand, oldest first.

    Returns
    -------
    DataFrame, shape (n_imports, 6)
        Columns ``id, at`` (UTC), ``file, format, rejected`` and ``receipt`` (dict).
    """
    i = IMPORT.c
    query = (
        select(i.id, i.at, i.file, i.format, i.rejected, i.receipt)
        .where(i.project_id == project_id, i.undone_at.is_(None))
        .order_by(i.id)
    )
    result = session.execute(query)
    return pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()))
