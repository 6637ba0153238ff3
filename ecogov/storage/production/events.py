"""Events in and out: what on the desk is new, changed, known or older; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from ecogov.domain.production import TimeBasis
from ecogov.storage.production.desk import Desk
from ecogov.storage.production.facts import (
    AnnotatorRow,
    EventBeforeRow,
    EventRow,
    ImportOverlapRow,
    ImportRow,
)
from ecogov.storage.records import QueueRow, VendorRow

EVENT: Final[Any] = EventRow.__table__  # type: ignore[attr-defined]
BEFORE: Final[Any] = EventBeforeRow.__table__  # type: ignore[attr-defined]
_ANNOTATOR: Final[Any] = AnnotatorRow.__table__  # type: ignore[attr-defined]
_VENDOR: Final[Any] = VendorRow.__table__  # type: ignore[attr-defined]
_QUEUE: Final[Any] = QueueRow.__table__  # type: ignore[attr-defined]
_IMPORT: Final[Any] = ImportRow.__table__  # type: ignore[attr-defined]
_OVERLAP: Final[Any] = ImportOverlapRow.__table__  # type: ignore[attr-defined]

_DERIVED: Final = {"worked_seconds", "is_overlapping", "gold_ok", "is_superseded"}
_KEYS: Final = {"id", "project_id", "source_id", "import_id", "event_id", "source_row"}
_TOLD: Final = tuple(
    column.name
    for column in EVENT.columns
    if column.name not in _DERIVED | _KEYS | {"day", "review_day", "received_day"}
)
_LOOKED_UP: Final = {"annotator_id", "reviewer_id", "vendor_id", "queue_id"}
SHARED_TIME: Final = (TimeBasis.PAGE, TimeBasis.SUITE, TimeBasis.GAP)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows on the desk; they add up to its height.

    ``older`` were told again by a newer export before; ``copies`` and ``superseded`` are repeats of
    a natural key within the file, the same and different.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0
    copies: int = 0
    superseded: int = 0


def _drop_repeats(desk: Desk) -> tuple[int, int]:
    """Keep one row per natural key, the last told; ties fall the same way in any order.

    Returns
    -------
    (int, int)
        Identical repeats, and different ones that were superseded within the file.
    """
    staged = desk.staged
    repeated = (
        select(staged.c.event_id).group_by(staged.c.event_id).having(func.count() > 1)
    ).subquery()
    content = [column for column in staged.columns if column.name not in {"n", "source_row"}]
    rank = _newest_first(desk, content)
    identical = func.row_number().over(partition_by=content, order_by=staged.c.n)
    rows = (
        select(staged.c.n, rank.label("rank"), identical.label("copy"))
        .where(staged.c.event_id.in_(select(repeated.c.event_id)))
        .subquery()
    )
    lost = select(rows.c.n, case((rows.c.copy > 1, 1.0), else_=0.0)).where(rows.c.rank > 1)
    session, settled = desk.session, desk.settled
    session.execute(insert(settled).from_select(["pk", "value"], lost))
    is_copy = settled.c.value > 0
    counted = select(func.count(), func.count().filter(is_copy)).select_from(settled)
    n_lost, copies = session.execute(counted).one()
    session.execute(delete(staged).where(staged.c.n.in_(select(settled.c.pk))))
    session.execute(delete(settled))
    return copies, n_lost - copies


def _newest_first(desk: Desk, content: list[Column[Any]]) -> ColumnElement[int]:
    staged = desk.staged
    stamps = ("source_updated_at", "submitted_at", "reviewed_at")
    leading = [staged.c[name] for name in stamps if name in staged.c]
    order = [column.desc().nulls_last() for column in [*leading, *content]]
    return func.row_number().over(partition_by=staged.c.event_id, order_by=[*order, staged.c.n])


def _resolved(desk: Desk, project_id: int) -> tuple[dict[str, ColumnElement[Any]], Any]:
    """Look up the numbers of the people, vendors and queues that the desk names."""
    columns = {name: desk.told[name] for name in _TOLD if name not in _LOOKED_UP}
    joined: Any = desk.staged
    for column, name, table, key in (
        ("annotator_id", "annotator", _ANNOTATOR.alias("person"), "external_id"),
        ("reviewer_id", "reviewer", _ANNOTATOR.alias("checker"), "external_id"),
        ("vendor_id", "vendor", _VENDOR, "code"),
        ("queue_id", "queue", _QUEUE, "code"),
    ):
        columns[column] = cast(null(), Integer)
        if name in desk.staged.c:
            is_same = table.c[key] == desk.staged.c[name]
            if "project_id" in table.c:
                is_same = and_(table.c.project_id == project_id, is_same)
            joined = joined.outerjoin(table, is_same)
            columns[column] = _known(desk.staged.c[name], table.c.id)
    return columns, joined


def _known(told: Column[Any], found: Column[Any]) -> ColumnElement[Any]:
    # A name that is not stored yet must differ from "no name", or a change would look the same.
    return case((told.is_(None), None), else_=func.coalesce(found, -1))


def match(desk: Desk, project_id: int, source_id: int | None) -> Counts:
    """Compare the desk with what is stored under the same natural keys.

    Repeats of a key within the file leave the desk first; what remains is told apart in
    ``desk.matched``, where rows that are new have no entry.
    """
    staged = desk.staged
    copies, superseded = _drop_repeats(desk)
    height = desk.session.execute(select(func.count()).select_from(staged)).scalar_one()
    found: dict[str, int] = {}
    if source_id is not None and not _is_empty(desk.session, source_id):
        found = _compare(desk, project_id, source_id)
    return Counts(new=height - sum(found.values()), copies=copies, superseded=superseded, **found)


def _compare(desk: Desk, project_id: int, source_id: int) -> dict[str, int]:
    staged, matched = desk.staged, desk.matched
    columns, joined = _resolved(desk, project_id)
    differs = or_(*(EVENT.c[name].is_distinct_from(told) for name, told in columns.items()))
    state = case(
        (_is_older(desk), "older"),
        (differs, "changed"),
        else_="same",
    )
    stored = and_(EVENT.c.source_id == source_id, EVENT.c.event_id == staged.c.event_id)
    query = select(staged.c.n, EVENT.c.id, state).select_from(joined.join(EVENT, stored))
    desk.session.execute(insert(matched).from_select(["n", "id", "state"], query))
    desk.count_rows(matched)
    counted = select(matched.c.state, func.count()).group_by(matched.c.state)
    return dict(desk.session.execute(counted).all())


def _is_older(desk: Desk) -> ColumnElement[bool]:
    """Tell what a newer export told before: by the tool's stamp, else by what cannot be unsaid.

    Daily totals have no stamps of their own, so their last correction counts.
    """
    stored, told = EVENT.c, desk.told
    unsubmitted = and_(stored.submitted_at.is_not(None), told["submitted_at"].is_(None))
    unreviewed = and_(stored.reviewed_at.is_not(None), told["reviewed_at"].is_(None))
    return or_(
        stored.source_updated_at > told["source_updated_at"],
        and_(
            stored.source_updated_at.is_not_distinct_from(told["source_updated_at"]),
            stored.units_reviewed.is_(None),
            or_(unsubmitted, unreviewed, stored.reviewed_at > told["reviewed_at"]),
        ),
    )


def _is_empty(session: Session, source_id: int) -> bool:
    return (
        session.execute(select(EVENT.c.id).where(EVENT.c.source_id == source_id).limit(1)).first()
        is None
    )


def take_in(desk: Desk, counts: Counts, *, project_id: int, source_id: int, import_id: int) -> None:
    """Store what is new and what changed; what changed is kept as it was before."""
    if counts.changed:
        _replace(desk, project_id, import_id)
    if counts.new:
        _insert_new(desk, counts, (project_id, source_id, import_id))
        desk.count_rows(EVENT, n_new=counts.new)
    if counts.changed or counts.same or counts.older:
        _note_overlap(desk, import_id)


def _changed(desk: Desk) -> Select[Any]:
    return select(desk.matched.c.id).where(desk.matched.c.state == "changed")


def _replace(desk: Desk, project_id: int, import_id: int) -> None:
    names = [column.name for column in EVENT.columns]
    kept = select(*(EVENT.c[name] for name in names), literal(import_id)).where(
        EVENT.c.id.in_(_changed(desk))
    )
    desk.session.execute(insert(BEFORE).from_select([*names, "replaced_by"], kept))
    columns, joined = _resolved(desk, project_id)
    told = (
        select(
            desk.matched.c.id.label("pk"),
            desk.told["source_row"],
            *(_days(desk)),
            *(value.label(name) for name, value in columns.items()),
            *(value.label(name) for name, value in _first_derived(columns).items()),
        )
        .select_from(joined.join(desk.matched, desk.matched.c.n == desk.staged.c.n))
        .where(desk.matched.c.state == "changed")
        .subquery()
    )
    values = {column.name: column for column in told.columns if column.name != "pk"}
    desk.session.execute(
        update(EVENT)
        .where(EVENT.c.id == told.c.pk)
        .values(
            **values,
            import_id=import_id,
            is_overlapping=None,
            is_superseded=None,
        )
    )


def _days(desk: Desk) -> tuple[Any, ...]:
    return tuple(desk.told[name].label(name) for name in ("day", "review_day", "received_day"))


def _first_derived(columns: dict[str, ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    shared = columns["time_basis"].in_([basis.value for basis in SHARED_TIME])
    return {
        "worked_seconds": case((shared, None), else_=columns["handle_seconds"]),
        "gold_ok": columns["gold_correct"],
    }


def _insert_new(desk: Desk, counts: Counts, ids: tuple[int, int, int]) -> None:
    columns, joined = _resolved(desk, ids[0])
    derived = _first_derived(columns)
    query = select(
        *(literal(number) for number in ids),
        desk.told["source_row"],
        desk.staged.c.event_id,
        *_days(desk),
        *columns.values(),
        *derived.values(),
    ).select_from(joined)
    if counts.changed or counts.same or counts.older:
        query = query.where(desk.staged.c.n.not_in(select(desk.matched.c.n)))
    names = ["project_id", "source_id", "import_id", "source_row", "event_id"]
    names += ["day", "review_day", "received_day", *columns, *derived]
    desk.session.execute(insert(EVENT).from_select(names, query.order_by(desk.staged.c.n)))


def _note_overlap(desk: Desk, import_id: int) -> None:
    earlier = (
        select(EVENT.c.import_id)
        .where(EVENT.c.id.in_(select(desk.matched.c.id)), EVENT.c.import_id != import_id)
        .union(select(BEFORE.c.import_id).where(BEFORE.c.replaced_by == import_id))
    )
    numbers: Sequence[int] = desk.session.execute(earlier).scalars().all()
    if numbers:
        desk.session.execute(
            insert(_OVERLAP),
            [{"import_id": import_id, "earlier_id": number} for number in numbers],
        )


def touch(desk: Desk, import_id: int) -> None:
    """Name the days, items and people whose figures an import may have moved."""
    mine = EVENT.c.import_id == import_id
    before = BEFORE.c.replaced_by == import_id
    for table, where in ((EVENT, mine), (BEFORE, before)):
        for column in (table.c.day, table.c.review_day, table.c.received_day):
            desk.add(desk.days, select(column).where(where))
        desk.add(desk.items, select(table.c.item_id).where(where))
        desk.add(desk.people, select(table.c.annotator_id).where(where))
    desk.count_rows(desk.days, desk.items, desk.people)
