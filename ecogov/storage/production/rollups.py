"""Roll-ups: the measures of every day and slice, recomputed for the days that an import touched.

They are sums of rows and nothing else: `ecogov.storage.production.verifying` recomputes them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from ecogov.domain.kpi.measures import MEASURES
from ecogov.domain.production import ReviewResult, Stage
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.items import AGREEMENT, REVIEW
from ecogov.storage.production.rollup_facts import (
    RollupAgreementRow,
    RollupLabelRow,
    RollupRow,
    RollupStockRow,
)

ROLLUP: Final[Any] = RollupRow.__table__  # type: ignore[attr-defined]
LABELS: Final[Any] = RollupLabelRow.__table__  # type: ignore[attr-defined]
PATTERNS: Final[Any] = RollupAgreementRow.__table__  # type: ignore[attr-defined]
STOCK: Final[Any] = RollupStockRow.__table__  # type: ignore[attr-defined]

_CELL: Final = ("queue_id", "vendor_id", "locale")
_PEOPLE: Final = (*_CELL, "annotator_id", "label_source")
_BY_LABEL: Final = (*_CELL, "label")
_OF_ANSWERS: Final = frozenset({"label", "guideline_version"})
_EMPTY: Final[dict[str, object]] = {
    "queue_id": 0, "vendor_id": 0, "locale": "", "annotator_id": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a project decides how rows are counted; `days` limits the work (None: all)."""

    project_id: int
    acceptance_basis: str
    currency: str
    days: Select[Any] | None = None


def _when(condition: ColumnElement[bool], value: ColumnElement[Any] | int) -> ColumnElement[Any]:
    return case((condition, value), else_=0)


def _is(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(column, False).is_(True)


_SUBMITTED: Final = and_(
    EVENT.c.stage == Stage.ANNOTATE, not_(_is(EVENT.c.is_skipped)), not_(_is(EVENT.c.is_cancelled))
)
_TIMED: Final = and_(_SUBMITTED, EVENT.c.worked_seconds.is_not(None))
_GOOD: Final = EVENT.c.review_result.in_([ReviewResult.ACCEPTED, ReviewResult.FIXED])


def _accepted(terms: Terms) -> ColumnElement[Any]:
    unreviewed = EVENT.c.units if terms.acceptance_basis == "submission" else 0
    return case(
        (not_(_SUBMITTED), 0),
        (EVENT.c.units_accepted.is_not(None), EVENT.c.units_accepted),
        (_is(EVENT.c.is_gold), 0),
        (_GOOD, EVENT.c.units),
        (EVENT.c.review_result == ReviewResult.REJECTED, 0),
        else_=unreviewed,
    )


def _production(terms: Terms) -> dict[str, ColumnElement[Any]]:
    e = EVENT.c
    accepted = _accepted(terms)
    scored, tainted = e.gold_ok.is_not(None), _is(e.is_tainted)
    row_timed = and_(_TIMED, e.units == 1)
    costed = and_(
        e.amount.is_not(None),
        or_(e.currency.is_(None), literal(terms.currency) == "", e.currency == terms.currency),
    )
    prelabelled = and_(_SUBMITTED, e.prelabel.is_not(None))
    received = or_(e.received_day.is_not(None), e.units_received.is_not(None))
    return {
        "submitted_units": _when(_SUBMITTED, e.units),
        "accepted_units": accepted,
        "timed_units": _when(_TIMED, e.units),
        "timed_accepted_units": _when(_TIMED, accepted),
        "handle_seconds": _when(_TIMED, e.worked_seconds),
        "timed_rows": _when(row_timed, 1),
        "handle_seconds_squared": _when(row_timed, e.worked_seconds * e.worked_seconds),
        "overlapped_rows": _when(and_(_TIMED, _is(e.is_overlapping)), 1),
        "skipped_units": _when(_is(e.is_skipped), e.units),
        "cancelled_units": _when(and_(_is(e.is_cancelled), not_(_is(e.is_skipped))), e.units),
        "skip_known_units": _when(
            and_(
                e.stage == Stage.ANNOTATE,
                or_(e.is_skipped.is_not(None), e.is_cancelled.is_not(None)),
            ),
            e.units,
        ),
        "return_base_items": _when(e.units_returned.is_not(None), e.units),
        "returned_items": func.coalesce(e.units_returned, 0),
        "gold_answers": _when(and_(scored, not_(tainted)), 1),
        "gold_correct": _when(and_(_is(e.gold_ok), not_(tainted)), 1),
        "gold_answers_tainted": _when(and_(scored, tainted), 1),
        "gold_correct_tainted": _when(and_(_is(e.gold_ok), tainted), 1),
        "closed_units": _when(and_(e.stage == Stage.ANNOTATE, received), e.units),
        "prelabels_shown": _when(prelabelled, 1),
        "prelabels_kept": _when(and_(prelabelled, e.prelabel == e.label), 1),
        "cost_amount": _when(costed, e.amount),
        "costed_accepted_units": _when(costed, accepted),
    }


def _reviews() -> dict[str, ColumnElement[Any]]:
    e = EVENT.c
    told = e.units_reviewed.is_not(None)
    correct = func.coalesce(e.units_correct, 0)
    knows_correct = and_(told, e.units_correct.is_not(None))

    def of(result: ReviewResult) -> ColumnElement[bool]:
        return and_(e.review_result == result, not_(told))

    return {
        "reviewed_units": case((told, _when(knows_correct, e.units_reviewed)), else_=e.units),
        "review_accepted_units": case(
            (knows_correct, correct), (of(ReviewResult.ACCEPTED), e.units), else_=0
        ),
        "review_fixed_units": _when(of(ReviewResult.FIXED), e.units),
        "review_rejected_units": case(
            (knows_correct, e.units_reviewed - correct),
            (of(ReviewResult.REJECTED), e.units),
            else_=0,
        ),
        "first_reviewed_items": _when(knows_correct, e.units_reviewed),
        "first_passed_items": _when(knows_correct, correct),
    }


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that feed some measures, and the day on which they count."""

    table: Table
    day: ColumnElement[Any]
    sums: Mapping[str, ColumnElement[Any]]
    where: ColumnElement[bool] = true()  # noqa: RUF009 - a constant of SQL, never changed

    def query(
        self, terms: Terms, dimensions: Sequence[str], names: Sequence[str] = MEASURES
    ) -> Select[Any]:
        """Sum some measures by day and dimensions."""
        columns = [
            func.coalesce(self.table.c[name], _EMPTY[name]).label(name)
            if name in _EMPTY
            else self.table.c[name].label(name)
            for name in dimensions
        ]
        measures = [
            (func.sum(self.sums[name]) if name in self.sums else literal(0)).label(name)
            for name in names
        ]
        query = select(self.day.label("day"), *columns, *measures).where(
            self.table.c.project_id == terms.project_id, self.day.is_not(None), self.where
        )
        if terms.days is not None:
            query = query.where(self.day.in_(terms.days))
        return query.group_by(self.day, *columns)


_IS_REVIEWED: Final = or_(EVENT.c.review_result.is_not(None), EVENT.c.units_reviewed.is_not(None))
_FIRSTS: Final[Mapping[str, ColumnElement[Any]]] = {
    "first_reviewed_items": literal(1),
    "first_passed_items": REVIEW.c.first_passed,
    "return_base_items": literal(1),
    "returned_items": REVIEW.c.returned,
}


def row_parts(terms: Terms, dimensions: Sequence[str]) -> list[Part]:
    """List the kinds of rows that feed the measures, as far as they know the dimensions."""
    e = EVENT.c
    if _OF_ANSWERS.intersection(dimensions):
        # The roll-up by answer has no room for people, nor for rows without an answer.
        is_rolled_up = set(dimensions) == set(_BY_LABEL)
        has_label = e.label.is_not(None) if is_rolled_up else true()
        return [
            Part(EVENT, e.day, _production(terms), has_label),
            Part(EVENT, e.review_day, _reviews(), and_(_IS_REVIEWED, has_label)),
        ]
    received = {"received_units": func.coalesce(e.units_received, e.units)}
    return [
        Part(EVENT, e.day, _production(terms)),
        Part(EVENT, e.review_day, _reviews(), _IS_REVIEWED),
        Part(EVENT, e.received_day, received, not_(_is(e.is_superseded))),
        Part(REVIEW, REVIEW.c.day, _FIRSTS),
    ]


def _sums(terms: Terms, dimensions: Sequence[str]) -> Select[Any]:
    parts = [part.query(terms, dimensions) for part in row_parts(terms, dimensions)]
    every = union_all(*parts).subquery()
    measures = [func.sum(every.c[name]).label(name) for name in MEASURES]
    keys = [every.c.day, *(every.c[name] for name in dimensions)]
    return select(literal(terms.project_id).label("project_id"), *keys, *measures).group_by(*keys)


def _patterns(terms: Terms) -> Select[Any]:
    a = AGREEMENT.c
    keys = [a.day, a.queue_id, a.vendor_id, a.locale, a.pattern]
    query = select(
        literal(terms.project_id).label("project_id"),
        *keys,
        func.count().label("items"),
        cast(func.sum(a.self_pairs), Integer).label("self_pairs"),
        cast(func.sum(a.self_agreeing), Integer).label("self_agreeing"),
    ).where(a.project_id == terms.project_id)
    if terms.days is not None:
        query = query.where(a.day.in_(terms.days))
    return query.group_by(*keys)


def _stock(terms: Terms) -> Select[Any]:
    e = EVENT.c
    keys = [
        e.day,
        func.coalesce(e.queue_id, 0).label("queue_id"),
        func.coalesce(e.vendor_id, 0).label("vendor_id"),
        func.coalesce(e.locale, "").label("locale"),
    ]
    query = select(
        literal(terms.project_id).label("project_id"),
        *keys,
        func.sum(e.units_open).label("open_units"),
    ).where(e.project_id == terms.project_id, e.units_open.is_not(None), e.day.is_not(None))
    if terms.days is not None:
        query = query.where(e.day.in_(terms.days))
    return query.group_by(*keys)


def plans(terms: Terms) -> list[tuple[Any, Select[Any]]]:
    """Pair every roll-up with the query that computes it from the rows."""
    return [
        (ROLLUP, _sums(terms, _PEOPLE)),
        (LABELS, _sums(terms, _BY_LABEL)),
        (PATTERNS, _patterns(terms)),
        (STOCK, _stock(terms)),
    ]


def roll_up(session: Session, terms: Terms) -> None:
    """Recompute the roll-ups of a project for the days of `terms`."""
    for table, query in plans(terms):
        old = delete(table).where(table.c.project_id == terms.project_id)
        if terms.days is not None:
            old = old.where(table.c.day.in_(terms.days))
        session.execute(old)
        names = [column.name for column in query.selected_columns]
        session.execute(insert(table).from_select(names, query))
