"""Figures of an item as a whole: its first review, and the labels that people gave it.

An item is what one tool calls by one id: two tools both count from 1.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    case,
    cast,
    collate,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from ecogov.domain.production import ReviewResult, Stage
from ecogov.storage.production.derivation import in_byte_order
from ecogov.storage.production.desk import Desk
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.rollup_facts import ItemAgreementRow, ItemReviewRow

REVIEW: Final[Any] = ItemReviewRow.__table__  # type: ignore[attr-defined]
AGREEMENT: Final[Any] = ItemAgreementRow.__table__  # type: ignore[attr-defined]
_REVIEWED: Final = (
    "source_id", "item_id", "review_day", "day", "queue_id", "vendor_id", "locale", "annotator_id",
    "label_source", "review_result",
)  # fmt: skip
_SLICE: Final[dict[str, object]] = {"queue_id": 0, "vendor_id": 0, "locale": ""}


def judge_items(desk: Desk, project_id: int) -> None:
    """Recompute the item figures of what an import touched."""
    _judge_reviews(desk, project_id)
    _judge_agreement(desk, project_id)


def _forget(desk: Desk, table: Table, project_id: int) -> None:
    mine = and_(table.c.project_id == project_id, table.c.item_id.in_(select(desk.items.c.item_id)))
    desk.add(desk.days, select(table.c.day).where(mine))
    desk.session.execute(delete(table).where(mine))


def _judge_reviews(desk: Desk, project_id: int) -> None:
    _forget(desk, REVIEW, project_id)
    known = select(EVENT.c.id).where(
        EVENT.c.project_id == project_id, EVENT.c.review_day.is_not(None)
    )
    if desk.session.execute(known.limit(1)).first() is None:
        return
    touched = and_(
        EVENT.c.project_id == project_id, EVENT.c.item_id.in_(select(desk.items.c.item_id))
    )
    key = in_byte_order(desk.session, EVENT.c.event_id)
    query = first_reviews(project_id, touched, key)
    names = [column.name for column in query.selected_columns]
    desk.session.execute(insert(REVIEW).from_select(names, query))
    mine = and_(
        REVIEW.c.project_id == project_id, REVIEW.c.item_id.in_(select(desk.items.c.item_id))
    )
    desk.add(desk.days, select(REVIEW.c.day).where(mine))


def first_reviews(
    project_id: int, touched: ColumnElement[bool], key: ColumnElement[str]
) -> Select[Any]:
    """Find how the first review of every item went.

    Parameters
    ----------
    touched : condition
        The rows to look at: all of an item or none.
    key : column
        Orders reviews of the same instant.

    Returns
    -------
    Select
        The columns of ``item_review``.
    """
    when = func.coalesce(EVENT.c.reviewed_at, EVENT.c.submitted_at)
    order = [when.nulls_last(), key]
    rank = func.row_number().over(partition_by=[EVENT.c.source_id, EVENT.c.item_id], order_by=order)
    ranked = (
        select(*(EVENT.c[name] for name in _REVIEWED), rank.label("rank"))
        .where(touched, EVENT.c.review_result.is_not(None))
        .subquery()
    )
    was_returned = or_(EVENT.c.review_result == ReviewResult.REJECTED, EVENT.c.attempt > 1)
    returned = (
        select(EVENT.c.source_id, EVENT.c.item_id)
        .where(touched, was_returned)
        .distinct()
        .subquery()
    )
    day = func.coalesce(ranked.c.review_day, ranked.c.day)
    passed = case((ranked.c.review_result == ReviewResult.ACCEPTED, 1), else_=0)
    return (
        select(
            literal(project_id).label("project_id"),
            ranked.c.source_id,
            ranked.c.item_id,
            day.label("day"),
            func.coalesce(ranked.c.queue_id, 0).label("queue_id"),
            func.coalesce(ranked.c.vendor_id, 0).label("vendor_id"),
            func.coalesce(ranked.c.locale, "").label("locale"),
            func.coalesce(ranked.c.annotator_id, 0).label("annotator_id"),
            ranked.c.label_source,
            passed.label("first_passed"),
            case((returned.c.item_id.is_not(None), 1), else_=0).label("returned"),
        )
        .select_from(ranked.outerjoin(returned, _is_same_item(returned, ranked)))
        .where(ranked.c.rank == 1, day.is_not(None))
    )


def _is_same_item(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(one.c.source_id == other.c.source_id, one.c.item_id == other.c.item_id)


_IS_RATING: Final = and_(
    EVENT.c.stage == Stage.ANNOTATE,
    EVENT.c.label.is_not(None),
    EVENT.c.annotator_id.is_not(None),
    EVENT.c.day.is_not(None),
    func.coalesce(EVENT.c.is_skipped, False).is_(False),
    func.coalesce(EVENT.c.is_cancelled, False).is_(False),
)


def _judge_agreement(desk: Desk, project_id: int) -> None:
    """Sum up the labels of every item that two people rated or more, as a pattern of counts."""
    _forget(desk, AGREEMENT, project_id)
    e = EVENT.c
    desk.add(
        desk.shared,
        select(e.item_id)
        .where(e.project_id == project_id, e.item_id.in_(select(desk.items.c.item_id)))
        .group_by(e.item_id)
        .having(func.count() > 1),
    )
    desk.count_rows(desk.shared)
    touched = and_(e.project_id == project_id, e.item_id.in_(select(desk.shared.c.item_id)))
    by_label = ratings_by_label(touched).subquery()
    query = agreements(project_id, by_label, _pattern(desk.session, by_label.c.label, by_label.c.n))
    names = [column.name for column in query.selected_columns]
    desk.session.execute(insert(AGREEMENT).from_select(names, query))
    for column, repeated in self_pairs(touched).items():
        told = repeated.subquery()
        desk.session.execute(
            update(AGREEMENT)
            .where(AGREEMENT.c.project_id == project_id, _is_same_item(AGREEMENT, told))
            .values({column: told.c.pairs})
        )
    mine = and_(
        AGREEMENT.c.project_id == project_id,
        AGREEMENT.c.item_id.in_(select(desk.items.c.item_id)),
    )
    desk.add(desk.days, select(AGREEMENT.c.day).where(mine))


def ratings_by_label(touched: ColumnElement[bool]) -> Select[Any]:
    """Count who gave which label to an item, in the order of items and labels."""
    e = EVENT.c
    edges = (("first", func.min), ("last", func.max))
    return (
        select(
            e.source_id,
            e.item_id,
            e.label,
            func.count().label("n"),
            func.max(e.day).label("day"),
            *(edge(e.annotator_id).label(f"{name}_person") for name, edge in edges),
            *(
                edge(func.coalesce(e[column], none)).label(f"{name}_{column}")
                for column, none in _SLICE.items()
                for name, edge in edges
            ),
        )
        .where(touched, _IS_RATING)
        .group_by(e.source_id, e.item_id, e.label)
        .order_by(e.source_id, e.item_id, e.label)
    )


def agreements(project_id: int, by_label: FromClause, pattern: ColumnElement[str]) -> Select[Any]:
    """Put the labels of every item that two people rated or more into one row.

    Parameters
    ----------
    by_label : table
        What `ratings_by_label` gives.
    pattern : aggregate
        Writes the labels of an item as JSON: what to count how often, in the order of the labels.

    Returns
    -------
    Select
        The columns of ``item_agreement`` but for the pairs of ratings that one person made alone.
    """
    b = by_label.c
    return (
        select(
            literal(project_id).label("project_id"),
            b.source_id,
            b.item_id,
            func.max(b.day).label("day"),
            *(_only(b, column, none).label(column) for column, none in _SLICE.items()),
            pattern.label("pattern"),
            literal(0).label("self_pairs"),
            literal(0).label("self_agreeing"),
        )
        .group_by(b.source_id, b.item_id)
        .having(func.min(b.first_person) < func.max(b.last_person))
    )


def _only(
    columns: ReadOnlyColumnCollection[str, Any], name: str, none: object
) -> ColumnElement[Any]:
    first, last = func.min(columns[f"first_{name}"]), func.max(columns[f"last_{name}"])
    return case((first == last, first), else_=none)


def _pattern(
    session: Session, label: ColumnElement[Any], n: ColumnElement[Any]
) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "sqlite":
        return func.json_group_object(label, n)
    # json_object_agg would write the same with other spaces, in the order of the server's language.
    counted = cast(func.to_json(label), Text) + ":" + cast(n, Text)
    return (
        "{" + func.string_agg(counted, aggregate_order_by(literal(","), collate(label, "C"))) + "}"
    )


def self_pairs(touched: ColumnElement[bool]) -> dict[str, Select[Any]]:
    """Count the pairs of ratings that one person made alone: they are not pairs of two people.

    Returns
    -------
    dict of str to Select
        By column of ``item_agreement``: ``source_id``, ``item_id`` and ``pairs``.
    """
    e, item = EVENT.c, (EVENT.c.source_id, EVENT.c.item_id)
    n = func.count()
    found = {}
    for column, keys in (
        ("self_pairs", (*item, e.annotator_id)),
        ("self_agreeing", (*item, e.annotator_id, e.label)),
    ):
        repeated = (
            select(*item, (n * (n - 1) / 2).label("pairs"))
            .where(touched, _IS_RATING)
            .group_by(*keys)
            .having(n > 1)
            .subquery()
        )
        pairs = cast(func.sum(repeated.c.pairs), Integer).label("pairs")
        found[column] = select(repeated.c.source_id, repeated.c.item_id, pairs).group_by(
            repeated.c.source_id, repeated.c.item_id
        )
    return found
