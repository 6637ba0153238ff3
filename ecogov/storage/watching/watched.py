"""What rules look at, read from the rows: bounded by days, counted in SQL."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, not_, or_, select, true
from sqlalchemy.orm import Session

from ecogov.domain.kpi.questions import Slice
from ecogov.domain.production import Stage
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.facts import AnnotatorRow

_E: Final[Any] = EVENT.c
_PERSON: Final[Any] = AnnotatorRow.__table__  # type: ignore[attr-defined]
_IS_SKIPPED: Final = or_(
    func.coalesce(_E.is_skipped, False).is_(True), func.coalesce(_E.is_cancelled, False).is_(True)
)
_WORKED: Final = and_(_E.stage == Stage.ANNOTATE, _E.annotator_id.is_not(None))


def fast_days(session: Session, slice_: Slice, seconds: float) -> pd.DataFrame:
    """Count the timed units of each person and day, and those that took less than `seconds`.

    Returns
    -------
    DataFrame, shape (n_person_days, 4)
        Columns ``day, annotator`` (as the tool names them), ``units`` and ``fast_units``. Rows of
        several units have no time of their own and do not count.
    """
    timed = and_(_WORKED, not_(_IS_SKIPPED), _E.worked_seconds.is_not(None), _E.units == 1)
    fast = func.sum(case((_E.worked_seconds < seconds, 1), else_=0))
    counted = (
        select(_E.day, _E.annotator_id, func.count().label("units"), fast.label("fast_units"))
        .where(timed, *_within(slice_))
        .group_by(_E.day, _E.annotator_id)
        .subquery()
    )
    return _named(session, counted)


def answer_runs(session: Session, slice_: Slice, least: int) -> pd.DataFrame:
    """Find where a person gave one answer at least so often in a row within a day.

    Returns
    -------
    DataFrame, shape (n_runs, 4)
        Columns ``day, annotator, length`` and ``what`` (the answer).
    """
    where = and_(_WORKED, not_(_IS_SKIPPED), _E.label.is_not(None))
    return _named(session, _runs(slice_, (where, _E.label), least, true()).subquery())


def skip_runs(session: Session, slice_: Slice, least: int) -> pd.DataFrame:
    """Find where a person skipped at least so many tasks in a row within a day.

    Returns
    -------
    DataFrame, shape (n_runs, 4)
        Columns ``day, annotator, length`` and ``what`` (None).
    """
    flag = case((_IS_SKIPPED, 1), else_=0)
    runs = _runs(slice_, (_WORKED, flag), least, flag == 1).subquery()
    return _named(session, runs).assign(what=None)


def _runs(
    slice_: Slice,
    rows: tuple[ColumnElement[bool], ColumnElement[Any]],
    least: int,
    counts: ColumnElement[bool],
) -> Select[Any]:
    """Tell islands of one value apart by the difference of two row numbers."""
    where, value = rows
    place = [_E.annotator_id, _E.day]
    order = [_E.submitted_at, _E.id]
    whole = func.row_number().over(partition_by=place, order_by=order)
    alike = func.row_number().over(partition_by=[*place, value], order_by=order)
    numbered = (
        select(
            *place,
            value.label("what"),
            case((counts, 1), else_=0).label("counts"),
            (whole - alike).label("island"),
        )
        .where(where, *_within(slice_))
        .subquery()
    )
    n = numbered.c
    return (
        select(n.day, n.annotator_id, func.count().label("length"), n.what)
        .where(n.counts == 1)
        .group_by(n.day, n.annotator_id, n.what, n.island)
        .having(func.count() >= least)
    )


def gold_answers(session: Session, slice_: Slice) -> pd.DataFrame:
    """Read the scored gold answers, untainted ones, in the order of answering.

    Returns
    -------
    DataFrame, shape (n_answers, 3)
        Columns ``day, annotator`` and ``is_right``.
    """
    untainted = func.coalesce(_E.is_tainted, False).is_(False)
    scored = (
        select(_E.day, _E.annotator_id, _E.gold_ok.label("is_right"), _E.submitted_at, _E.id)
        .where(_WORKED, untainted, _E.gold_ok.is_not(None), *_within(slice_))
        .subquery()
    )
    found = _named(session, scored, (scored.c.submitted_at, scored.c.id))
    return found[["day", "annotator", "is_right"]]


def _named(
    session: Session,
    counted: Subquery,
    order: tuple[ColumnElement[Any], ...] = (),
) -> pd.DataFrame:
    columns = [column for column in counted.c if column.name != "annotator_id"]
    query = (
        select(*columns, _PERSON.c.external_id.label("annotator"), _PERSON.c.project_id)
        .join(_PERSON, _PERSON.c.id == counted.c.annotator_id)
        .order_by(*(order or (counted.c.day, _PERSON.c.external_id)))
    )
    result = session.execute(query)
    found = pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()))
    return with_pseudonyms(session, found, "annotator")


def _within(slice_: Slice) -> list[ColumnElement[bool]]:
    found = [
        _E.project_id.in_(slice_.project_ids),
        _E.day >= slice_.first_day,
        _E.day <= slice_.last_day,
    ]
    for column, wanted in (
        (_E.vendor_id, slice_.vendor_ids),
        (_E.queue_id, slice_.queue_ids),
        (_E.locale, slice_.locales),
    ):
        if wanted:
            found.append(column.in_(wanted))
    return found
