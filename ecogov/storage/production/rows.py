"""The rows behind a figure, read back from the events."""

from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from ecogov.domain.kpi.drilling import Behind
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.production import Stage
from ecogov.storage.people.pseudonyms import with_pseudonyms
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.facts import AnnotatorRow, ImportRow
from ecogov.storage.production.items import AGREEMENT
from ecogov.storage.records import ProjectRow, QueueRow, VendorRow

_E: Final[Any] = EVENT.c
_IS_SKIPPED: Final = func.coalesce(_E.is_skipped, False)
_IS_CANCELLED: Final = func.coalesce(_E.is_cancelled, False)
_IS_TAINTED: Final = func.coalesce(_E.is_tainted, False)
_SUBMITTED: Final = and_(
    _E.stage == Stage.ANNOTATE, _IS_SKIPPED.is_(False), _IS_CANCELLED.is_(False)
)
_CONDITIONS: Final[dict[Behind, ColumnElement[bool]]] = {
    Behind.SUBMITTED: _SUBMITTED,
    Behind.TIMED: and_(_SUBMITTED, _E.worked_seconds.is_not(None)),
    Behind.REVIEWED: or_(_E.review_result.is_not(None), _E.units_reviewed.is_not(None)),
    Behind.GOLD: and_(_E.gold_ok.is_not(None), _IS_TAINTED.is_(False)),
    Behind.GOLD_TAINTED: and_(_E.gold_ok.is_not(None), _IS_TAINTED.is_(True)),
    Behind.OVERLAP: and_(_SUBMITTED, _E.label.is_not(None)),
    Behind.DUE: and_(_SUBMITTED, _E.assigned_at.is_not(None), _E.submitted_at.is_not(None)),
    Behind.OPEN: or_(
        _E.units_open > 0,
        and_(
            _E.day.is_(None),
            _E.stage == Stage.ANNOTATE,
            not_(func.coalesce(_E.is_superseded, False)),
        ),
    ),
    Behind.ATTEMPTED: _E.stage == Stage.ANNOTATE,
    Behind.COSTED: _E.amount.is_not(None),
}
_TABLES: Final[tuple[Any, ...]] = tuple(
    model.__table__  # type: ignore[union-attr]  # sqlmodel adds it
    for model in (AnnotatorRow, VendorRow, QueueRow, ProjectRow, ImportRow)
)
_COLUMNS: Final = (
    "day", "item_id", "label", "units", "worked_seconds", "time_basis", "is_overlapping",
    "review_result", "reviewed_at", "gold_label", "gold_ok", "is_tainted", "is_skipped",
    "is_cancelled", "units_accepted", "units_reviewed", "units_correct", "units_returned",
    "units_open", "amount", "currency", "assigned_at", "submitted_at", "batch",
    "guideline_version", "event_id",
)  # fmt: skip


def rows_behind(session: Session, slice_: Slice, behind: Behind, limit: int) -> pd.DataFrame:
    """Read the rows that a figure of a slice counts, newest first.

    Returns
    -------
    DataFrame, shape (<= limit, 32)
        Columns of the event, with the codes of project, vendor, queue and person and the names
        of file and row that they came from.
    """
    person, vendor, queue, project, told = _TABLES
    query = (
        select(
            *(_E[name] for name in _COLUMNS[:2]),
            project.c.code.label("project"),
            vendor.c.code.label("vendor"),
            queue.c.code.label("queue"),
            _E.locale,
            person.c.external_id.label("annotator"),
            *(_E[name] for name in _COLUMNS[2:]),
            told.c.file,
            _E.source_row,
            _E.project_id,
        )
        .select_from(
            EVENT.join(project, project.c.id == _E.project_id)
            .join(told, told.c.id == _E.import_id)
            .outerjoin(person, person.c.id == _E.annotator_id)
            .outerjoin(vendor, vendor.c.id == _E.vendor_id)
            .outerjoin(queue, queue.c.id == _E.queue_id)
        )
        .where(*_where(slice_, behind))
        .order_by(_day(behind).desc(), _E.id.desc())
        .limit(limit)
    )
    result = session.execute(query)
    found = pd.DataFrame(result.all(), columns=list(result.keys()))
    return with_pseudonyms(session, found, "annotator")


def count_behind(session: Session, slice_: Slice, behind: Behind) -> int:
    """Count the rows that a figure of a slice counts."""
    query: Select[Any] = select(func.count()).select_from(EVENT).where(*_where(slice_, behind))
    return int(session.execute(query).scalar_one())


def _day(behind: Behind) -> ColumnElement[date | None]:
    found: ColumnElement[date | None] = _E.review_day if behind is Behind.REVIEWED else _E.day
    return found


def _where(slice_: Slice, behind: Behind) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_CONDITIONS[behind]]
    pairs = (
        (_E.project_id, slice_.project_ids),
        (_E.vendor_id, slice_.vendor_ids),
        (_E.queue_id, slice_.queue_ids),
        (_E.locale, slice_.locales),
        (_E.annotator_id, slice_.annotator_ids),
        (_E.label, slice_.labels),
        (_E.guideline_version, slice_.guideline_versions),
    )
    found += [_matches(column, wanted) for column, wanted in pairs if wanted]
    if behind is Behind.OVERLAP:
        return [*found, _is_shared(slice_)]
    return [*found, *_within(_day(behind), slice_.first_day, slice_.last_day, behind)]


def _matches(column: ColumnElement[Any], wanted: tuple[Any, ...]) -> ColumnElement[bool]:
    """Compare as the roll-ups do, where 0 and "" stand for none."""
    named = [value for value in wanted if value not in {0, ""}]
    if len(named) == len(wanted):
        return or_(column.in_(named))
    return or_(column.in_(named), column.is_(None))


def _within(
    day: ColumnElement[date | None], first: date | None, last: date | None, behind: Behind
) -> list[ColumnElement[bool]]:
    if behind is Behind.OPEN:
        return [] if last is None else [or_(day.is_(None), day == last)]
    bounds: list[ColumnElement[bool]] = [day.is_not(None)]
    bounds += [] if first is None else [day >= first]
    bounds += [] if last is None else [day <= last]
    return bounds


def _is_shared(slice_: Slice) -> ColumnElement[bool]:
    """Tell whether a row is about an item that the agreement of the slice counts."""
    item: Any = AGREEMENT.c
    days = []
    days += [] if slice_.first_day is None else [item.day >= slice_.first_day]
    days += [] if slice_.last_day is None else [item.day <= slice_.last_day]
    shared = select(item.item_id).where(
        item.project_id == _E.project_id, item.source_id == _E.source_id, *days
    )
    found: ColumnElement[bool] = _E.item_id.in_(shared)
    return found
