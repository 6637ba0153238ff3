"""What rows say only together: shared page time, gaps, overlaps, references, open placeholders.

Every function recomputes its column for what an import touched and adds the days it moved to the
desk, so that the roll-ups of those days can follow. Undoing an import runs the same code.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    collate,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from ecogov.domain.production import SourceFormat, Stage, TimeBasis
from ecogov.storage.production.desk import Desk
from ecogov.storage.production.events import BEFORE, EVENT

GAP_CAP_SECONDS: Final = 600.0
"""Longest pause between two rows that still counts as work on the first of them."""

TIMED_BY_PAGE: Final = frozenset({SourceFormat.APPEN, SourceFormat.TOLOKA})
TIMED_BY_GAP: Final = frozenset({SourceFormat.APPRAISE, SourceFormat.PRODIGY})
ACCEPT_TO_SUBMIT: Final = frozenset({SourceFormat.MTURK, SourceFormat.SAGEMAKER_WORKER_LOG})
"""Formats whose elapsed time runs from accepting a task to submitting it."""

_WHOLE: Final = len("2026-03-02 08:00:00")


def derive(desk: Desk, project_id: int, source_id: int, format_: SourceFormat) -> None:
    """Recompute every derived column that an import may have moved."""
    if format_ in TIMED_BY_PAGE:
        share_pages(desk, source_id)
    if format_ in TIMED_BY_GAP:
        measure_gaps(desk, source_id)
    if format_ in ACCEPT_TO_SUBMIT:
        mark_overlaps(desk, source_id)
    score_references(desk, project_id)
    supersede_placeholders(desk, project_id)


def elapsed_seconds(
    session: Session, start: ColumnElement[Any], end: ColumnElement[Any]
) -> ColumnElement[float]:
    """Subtract two instants in SQL, in seconds, exact to the microsecond."""
    if session.get_bind().dialect.name == "sqlite":
        return cast((_microseconds(end) - _microseconds(start)) / 1e6, Float)
    return cast(func.extract("epoch", end - start), Float)


def epoch_seconds(session: Session, stamp: ColumnElement[Any]) -> ColumnElement[float]:
    """Count the seconds since 1970 in SQL, exact to the microsecond."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(_microseconds(stamp) / 1e6, Float)
    return cast(func.extract("epoch", stamp), Float)


def _microseconds(stamp: ColumnElement[Any]) -> ColumnElement[int]:
    # The clock of SQLite rounds to milliseconds, and with them up to the next second.
    whole = func.strftime("%s", func.substr(stamp, 1, _WHOLE))
    return cast(whole, Integer) * 1_000_000 + cast(func.substr(stamp, _WHOLE + 2), Integer)


def in_byte_order(session: Session, key: ColumnElement[str]) -> ColumnElement[str]:
    """Order keys by their bytes, as SQLite does, whatever the language of a PostgreSQL server."""
    return key if session.get_bind().dialect.name == "sqlite" else collate(key, "C")


def share_pages(desk: Desk, source_id: int) -> None:
    """Divide the time of a page or suite over its rows, so that it is counted once."""
    touched = select(EVENT.c.page_id).where(
        EVENT.c.source_id == source_id,
        EVENT.c.page_id.is_not(None),
        EVENT.c.time_basis.in_([TimeBasis.PAGE, TimeBasis.SUITE]),
        EVENT.c.day.in_(select(desk.days.c.day)),
    )
    n_rows = func.count().over(partition_by=EVENT.c.page_id)
    shares = select(
        EVENT.c.id.label("pk"),
        EVENT.c.worked_seconds.label("stored"),
        (EVENT.c.handle_seconds / n_rows).label("value"),
    ).where(EVENT.c.source_id == source_id, EVENT.c.page_id.in_(touched))
    desk.settle(EVENT, EVENT.c.worked_seconds, shares.subquery())


def measure_gaps(desk: Desk, source_id: int) -> None:
    """Take the time to the next start (or since the last submit) of the same person as worked.

    A pause longer than `GAP_CAP_SECONDS` says nothing about the work and leaves null.
    """
    session = desk.session
    rows = and_(
        EVENT.c.source_id == source_id,
        EVENT.c.time_basis == TimeBasis.GAP,
        EVENT.c.annotator_id.in_(select(desk.people.c.annotator_id)),
    )
    line = [EVENT.c.annotator_id, EVENT.c.page_id]
    key = in_byte_order(session, EVENT.c.event_id)
    following = func.lead(EVENT.c.started_at).over(
        partition_by=line, order_by=[EVENT.c.started_at, key]
    )
    previous = func.lag(EVENT.c.submitted_at).over(
        partition_by=line, order_by=[EVENT.c.submitted_at, key]
    )
    gap = case(
        (EVENT.c.started_at.is_not(None), elapsed_seconds(session, EVENT.c.started_at, following)),
        else_=elapsed_seconds(session, previous, EVENT.c.submitted_at),
    )
    worked = EVENT.c.worked_seconds
    measured = select(EVENT.c.id.label("pk"), worked.label("stored"), gap.label("seconds"))
    gaps = measured.where(rows).subquery()
    is_work = and_(gaps.c.seconds > 0, gaps.c.seconds < GAP_CAP_SECONDS)
    kept = case((is_work, gaps.c.seconds), else_=None)
    desk.settle(EVENT, worked, select(gaps.c.pk, gaps.c.stored, kept.label("value")).subquery())


def mark_overlaps(desk: Desk, source_id: int) -> None:
    """Mark rows whose elapsed time runs while the same person had another task open."""
    rows = and_(
        EVENT.c.source_id == source_id,
        EVENT.c.time_basis == TimeBasis.ELAPSED,
        EVENT.c.started_at.is_not(None),
        EVENT.c.submitted_at.is_not(None),
        EVENT.c.annotator_id.in_(select(desk.people.c.annotator_id)),
    )
    key = in_byte_order(desk.session, EVENT.c.event_id)
    order = [EVENT.c.started_at, EVENT.c.submitted_at, key]
    person = EVENT.c.annotator_id
    latest_end = func.max(EVENT.c.submitted_at).over(
        partition_by=person, order_by=order, rows=(None, -1)
    )
    next_start = func.lead(EVENT.c.started_at).over(partition_by=person, order_by=order)
    overlaps = or_(latest_end > EVENT.c.started_at, next_start < EVENT.c.submitted_at)
    marks = select(
        EVENT.c.id.label("pk"),
        EVENT.c.is_overlapping.label("stored"),
        case((overlaps, 1.0), else_=None).label("value"),
    )
    desk.settle(EVENT, EVENT.c.is_overlapping, marks.where(rows).subquery())


def score_references(desk: Desk, project_id: int) -> None:
    """Score the other answers on an item against the first answer marked as its reference."""
    if not _any(desk.session, EVENT.c.project_id == project_id, EVENT.c.is_reference):
        return
    touched = and_(
        EVENT.c.project_id == project_id, EVENT.c.item_id.in_(select(desk.items.c.item_id))
    )
    key = in_byte_order(desk.session, EVENT.c.event_id)
    desk.settle(EVENT, EVENT.c.gold_ok, reference_verdicts(touched, key).subquery())


def reference_verdicts(touched: ColumnElement[bool], key: ColumnElement[str]) -> Select[Any]:
    """Judge rows by the references among them.

    Parameters
    ----------
    touched : condition
        The rows to judge: all of an item or none.
    key : column
        Orders references of the same instant.

    Returns
    -------
    Select
        Columns ``pk``, ``stored`` and ``value`` (1, 0 or null).
    """
    order = [EVENT.c.submitted_at.nulls_last(), key]
    rank = func.row_number().over(partition_by=[EVENT.c.source_id, EVENT.c.item_id], order_by=order)
    ranked = (
        select(EVENT.c.source_id, EVENT.c.item_id, EVENT.c.label, rank.label("rank"))
        .where(touched, EVENT.c.is_reference.is_(True), EVENT.c.label.is_not(None))
        .subquery()
    )
    first = select(ranked).where(ranked.c.rank == 1).subquery()
    is_scored = and_(
        func.coalesce(EVENT.c.is_reference, False).is_(False),
        func.coalesce(EVENT.c.is_skipped, False).is_(False),
        func.coalesce(EVENT.c.is_cancelled, False).is_(False),
        EVENT.c.label.is_not(None),
        EVENT.c.gold_correct.is_(None),
    )
    is_same = and_(first.c.source_id == EVENT.c.source_id, first.c.item_id == EVENT.c.item_id)
    return (
        select(
            EVENT.c.id.label("pk"),
            EVENT.c.gold_ok.label("stored"),
            case(
                (EVENT.c.gold_correct.is_not(None), cast(EVENT.c.gold_correct, Integer)),
                (and_(is_scored, EVENT.c.label == first.c.label), 1),
                (and_(is_scored, EVENT.c.label != first.c.label), 0),
                else_=None,
            ).label("value"),
        )
        .select_from(EVENT.outerjoin(first, is_same))
        .where(touched)
    )


def forget_references(desk: Desk, project_id: int, import_id: int) -> None:
    """Drop the verdicts on touched items where an import brought or replaced a reference.

    `score_references` gives back those that still hold; it cannot know of references that went.
    """
    brought = select(EVENT.c.id).where(EVENT.c.import_id == import_id, EVENT.c.is_reference)
    replaced = select(BEFORE.c.id).where(BEFORE.c.replaced_by == import_id, BEFORE.c.is_reference)
    if all(desk.session.execute(query.limit(1)).first() is None for query in (brought, replaced)):
        return
    resting = and_(
        EVENT.c.project_id == project_id,
        EVENT.c.item_id.in_(select(desk.items.c.item_id)),
        EVENT.c.gold_correct.is_(None),
        EVENT.c.gold_ok.is_not(None),
    )
    desk.add(desk.days, select(EVENT.c.day).where(resting))
    desk.session.execute(update(EVENT).where(resting).values(gold_ok=None))


def supersede_placeholders(desk: Desk, project_id: int) -> None:
    """Retire the row that stood for an open item once somebody has worked on it."""
    unworked = and_(EVENT.c.submitted_at.is_(None), EVENT.c.annotator_id.is_(None))
    if not _any(desk.session, EVENT.c.project_id == project_id, unworked):
        return
    done = EVENT.alias("done")
    worked_on = (
        select(done.c.id)
        .where(
            done.c.project_id == project_id,
            done.c.item_id == EVENT.c.item_id,
            done.c.source_id == EVENT.c.source_id,
            done.c.day.is_not(None),
            done.c.id != EVENT.c.id,
        )
        .exists()
    )
    is_open = and_(
        EVENT.c.project_id == project_id,
        EVENT.c.item_id.in_(select(desk.items.c.item_id)),
        EVENT.c.stage == Stage.ANNOTATE,
        unworked,
        EVENT.c.received_day.is_not(None),
    )
    verdicts = select(
        EVENT.c.id.label("pk"),
        EVENT.c.is_superseded.label("stored"),
        case((worked_on, 1), else_=None).label("value"),
    )
    desk.settle(EVENT, EVENT.c.is_superseded, verdicts.where(is_open).subquery())


def _any(session: Session, *where: ColumnElement[bool]) -> bool:
    return session.execute(select(EVENT.c.id).where(*where).limit(1)).first() is not None
