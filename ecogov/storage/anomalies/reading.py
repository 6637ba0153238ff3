"""What a scan reads: the sums of every stream of work, and of the people with volume enough."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, func, select

from ecogov.domain.anomalies.watched import WATCHED
from ecogov.domain.kpi.measures import MEASURES
from ecogov.domain.kpi.questions import Slice
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.production import kpis
from ecogov.storage.production.facts import AnnotatorRow
from ecogov.storage.production.rollups import ROLLUP
from ecogov.storage.registers import Session, frame

CELL: Final = ("vendor", "queue", "locale")
_COLUMNS: Final = {
    "vendor": "vendor_id", "queue": "queue_id", "locale": "locale", "annotator": "annotator_id",
}  # fmt: skip
_FLOW: Final = ("received_units", "closed_units")
_WATCHED: Final = tuple(
    sorted({name for one in WATCHED.values() for name in one.columns} & {*MEASURES})
)
_PERSON: Final[Any] = AnnotatorRow.__table__  # type: ignore[attr-defined]


def stream_sums(session: Session, project_id: int, days: tuple[date, date]) -> pd.DataFrame:
    """Sum the measures of every stream of work of a project, day by day.

    Returns
    -------
    DataFrame
        Columns ``day, vendor, queue, locale``, then the measures.
    """
    return _sums(session, project_id, days, {name: _COLUMNS[name] for name in CELL})


def people_sums(
    session: Session, project_id: int, days: tuple[date, date], most: int
) -> pd.DataFrame:
    """Sum the measures of the people who worked on most days, at most so many of them.

    Returns
    -------
    DataFrame
        Columns ``day, vendor, queue, locale, annotator``, then the measures.
    """
    r = ROLLUP.c
    query = (
        select(r.annotator_id)
        .where(r.project_id == project_id, r.annotator_id > 0, r.day.between(*days))
        .group_by(r.annotator_id)
        .order_by(func.count(r.day.distinct()).desc(), r.annotator_id)
        .limit(most)
    )
    people: list[int] = list(session.execute(query).scalars())
    return _sums(session, project_id, days, _COLUMNS, ROLLUP.c.annotator_id.in_(people))


def _sums(
    session: Session,
    project_id: int,
    days: tuple[date, date],
    keys: Mapping[str, str],
    *where: ColumnElement[bool],
    measures: Sequence[str] = _WATCHED,
) -> pd.DataFrame:
    """Sum what is watched, and nothing else: most measures are not."""
    r = ROLLUP.c
    named = [r.day, *(r[column].label(name) for name, column in keys.items())]
    sums = [func.coalesce(func.sum(r[name]), 0).label(name) for name in measures]
    query = (
        select(*named, *sums)
        .where(r.project_id == project_id, r.day.between(*days), *where)
        .group_by(*named)
        .order_by(*named)
    )
    result = session.execute(query)
    told = pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()))
    return told.astype(dict.fromkeys(measures, "float64"))


def stock_and_flow(
    session: Session, project_id: int, last_day: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read what tells the backlog of every stream: the stock as reported, and the flow."""
    told = kpis.told_stock(session, Slice((project_id,), None, last_day))
    keys = {name: _COLUMNS[name] for name in ("queue", "vendor", "locale")}
    flow = _sums(session, project_id, (date.min, last_day), keys, measures=_FLOW)
    return told, flow.assign(project=project_id)


def leaf_sums(
    session: Session, project_id: int, days: tuple[date, date], dimensions: Sequence[str]
) -> pd.DataFrame:
    """Sum the measures of some days along dimensions, for finding the slice that explains."""
    return kpis.measure_sums(session, Slice((project_id,), *days), dimensions)


def last_day(session: Session, project_id: int) -> date | None:
    """Tell the last day on which a project has any figure."""
    query = select(func.max(ROLLUP.c.day)).where(ROLLUP.c.project_id == project_id)
    found: Any = session.execute(query).scalar_one_or_none()
    return None if found is None else date.fromisoformat(str(found))


def people_names(
    session: Session, project_ids: Collection[int], ids: Collection[int]
) -> dict[int, str]:
    """Give the names of some people of some projects; pseudonyms where names must not be read."""
    wanted = [number for number in ids if number > 0]
    if not wanted:
        return {}
    query = select(_PERSON.c.id, _PERSON.c.external_id, _PERSON.c.project_id).where(
        _PERSON.c.id.in_(wanted), _PERSON.c.project_id.in_(project_ids)
    )
    found = frame(session, query, {"id": "int64", "project_id": "int64"})
    named = with_pseudonyms(session, found, "external_id")
    return dict(zip(named["id"].tolist(), named["external_id"], strict=True))
