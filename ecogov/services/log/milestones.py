"""Milestones beyond their records: what waits for what, how they stand, what was promised when."""

from datetime import date
from typing import Final

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.domain.schedule.links import closing_circle
from ecogov.domain.schedule.moves import moved_by_slip
from ecogov.domain.schedule.network import critical_path
from ecogov.domain.schedule.slips import with_slips
from ecogov.domain.workdays import Calendar
from ecogov.services import calendars, editing
from ecogov.services.log.reading import list_records
from ecogov.services.log.visibility import check_visible
from ecogov.services.people.rights import reached
from ecogov.storage.database import Database
from ecogov.storage.log import hanging, histories, setups
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.log.setups import MILESTONE_LINKS
from ecogov.storage.registers import Session

_MILESTONES: Final = REGISTERS[RecordKind.MILESTONE]
PLAN_TERMS: Final = {
    "baseline_original_on": "baseline_original",
    "baseline_on": "baseline_current",
    "forecast_on": "forecast",
    "actual_on": "actual",
}
"""What the columns are called where slips and paths are computed."""

_UNPLANNED: Final = ("description", "external_key", "created_at", "created_by", "archived_at")
"""Columns that no plan looks at."""


def link_milestones(db: Database, draft: MilestoneLinkDraft, *, actor: str) -> int:
    """Let a milestone wait for another one of its project, and give the link's id.

    Raises
    ------
    NotFoundError
        ``milestone.unknown``.
    DomainError
        ``milestone_link.project`` when they belong to two projects, ``milestone_link.taken``
        when one waits for the other already, ``schedule.cycle`` with the ``members`` of the
        circle that this would close.
    """
    with db.write(actor) as session:
        first = _MILESTONES.get(session, draft.predecessor_id)
        second = _MILESTONES.get(session, draft.successor_id)
        if first["project_id"] != second["project_id"]:
            raise DomainError("milestone_link.project")
        editing.open_project(session, first["project_id"])
        _check_no_circle(session, first["project_id"], draft)
        values = {**draft.model_dump(), "type": draft.type.value}
        return editing.add(session, MILESTONE_LINKS, {**values, "project_id": first["project_id"]})


def unlink_milestones(db: Database, link_id: int, *, actor: str) -> None:
    """Let a milestone wait no more.

    Raises
    ------
    NotFoundError
        ``milestone_link.unknown``.
    """
    with db.write(actor) as session:
        editing.remove(session, MILESTONE_LINKS, link_id)


def milestone_links(db: Database, project_id: int | None) -> pd.DataFrame:
    """List which milestones wait for which, of one project or of all.

    Returns
    -------
    DataFrame, shape (n_links, 6)
        Columns ``id, project_id, predecessor_id, successor_id, type, lag_days``.
    """
    with db.read() as session:
        return setups.links_frame(session, reached(db, project_id))


def milestone_schedule(
    db: Database, wanted: LogFilter, *, as_of: date, limit: int | None = None
) -> pd.DataFrame:
    """List milestones with their slips and states on a day, the earliest first.

    Returns
    -------
    DataFrame, shape (n_milestones, n_columns)
        As `list_records` gives them but for texts and times of logging, with ``baseline_original,
        baseline_current, forecast, actual`` for the days and what
        `ecogov.domain.schedule.slips.with_slips` adds: ``slip_now_days, total_slip_days,
        absorbed_days, state``.
    """
    order = Order("forecast_on", is_descending=False)
    rows = list_records(
        db, RecordKind.MILESTONE, wanted, order, window=(0, limit), left_out=_UNPLANNED
    )
    return with_slips(rows.rename(columns=PLAN_TERMS), as_of)


def project_path(db: Database, project_id: int, *, as_of: date) -> pd.DataFrame:
    """Find what the end of a project depends on.

    Milestones that were put away or cancelled hold nothing back. What waits for nothing is
    expected for its forecast, else for its baseline; the links say the rest.

    Returns
    -------
    DataFrame, shape (n_milestones, 10)
        See `ecogov.domain.schedule.network.critical_path`.

    Raises
    ------
    DomainError
        ``schedule.cycle`` and what else `critical_path` refuses.
    """
    return critical_path(*_plan(db, project_id, as_of))


def what_moves(db: Database, milestone_id: int, slip_days: int, *, as_of: date) -> pd.DataFrame:
    """Find which milestones of its project finish later if one comes some working days later.

    Returns
    -------
    DataFrame, shape (n_moved, 6)
        See `ecogov.domain.schedule.moves.moved_by_slip`; with ``ref`` and ``title``.

    Raises
    ------
    NotFoundError
        ``milestone.unknown``.
    DomainError
        As `project_path`.
    """
    with db.read() as session:
        project_id = int(_MILESTONES.get(session, milestone_id)["project_id"])
    items, links, calendar = _plan(db, project_id, as_of)
    moved = moved_by_slip(items, links, calendar, slip=(milestone_id, slip_days))
    return moved.merge(items[["id", "ref", "title"]], on="id")


def forecast_history(db: Database, milestone_ids: tuple[int, ...]) -> pd.DataFrame:
    """List when milestones were expected, as of which day, oldest first.

    Returns
    -------
    DataFrame, shape (n_kept, 3)
        Columns ``milestone_id, reported_on, forecast_on`` (None where a forecast was withdrawn).
    """
    with db.read() as session:
        check_visible(session, RecordKind.MILESTONE, milestone_ids)
        return histories.forecasts_frame(session, milestone_ids)


def baseline_history(db: Database, milestone_id: int) -> pd.DataFrame:
    """List what a milestone was promised for, in the order of promising.

    Returns
    -------
    DataFrame, shape (n_baselines, 6)
        Columns ``number, baseline_on, change_id, reason, set_at, set_by``.
    """
    with db.read() as session:
        check_visible(session, RecordKind.MILESTONE, (milestone_id,))
        return histories.baselines_frame(session, milestone_id)


def _plan(
    db: Database, project_id: int, as_of: date
) -> tuple[pd.DataFrame, pd.DataFrame, Calendar]:
    """Read what `critical_path` asks for."""
    wanted = LogFilter(project_id=project_id)
    rows = list_records(db, RecordKind.MILESTONE, wanted, left_out=_UNPLANNED)
    at_work = rows[rows["status"] != "cancelled"].rename(columns=PLAN_TERMS)
    items = at_work.assign(
        duration_days=at_work["duration_days"].fillna(0),
        fixed_start=None,
        actual_start=_begun(at_work, as_of),
    )
    links = milestone_links(db, project_id).rename(columns={"type": "kind"})
    known = set(items["id"])
    inside = links[links["predecessor_id"].isin(known) & links["successor_id"].isin(known)]
    is_driven = items["id"].isin(inside["successor_id"])
    items = items.assign(earliest_start=_earliest(at_work).where(~is_driven, None))
    return items, inside, calendars.project_calendar(db, project_id)


def _earliest(milestones: pd.DataFrame) -> "pd.Series[date]":
    forecast, promised = milestones["forecast"], milestones["baseline_current"]
    expected = forecast.where(forecast.notna(), promised)
    is_date = milestones["duration_days"].fillna(0) == 0
    return expected.where(is_date, milestones["start_on"])


def _begun(milestones: pd.DataFrame, as_of: date) -> "pd.Series[date]":
    starts = milestones["start_on"]
    is_past = [day is not None and day <= as_of for day in starts]
    return starts.where(pd.Series(is_past, index=starts.index, dtype=bool), None)


def _check_no_circle(session: Session, project_id: int, draft: MilestoneLinkDraft) -> None:
    links = setups.links_frame(session, frozenset({project_id}))
    circle = closing_circle(links, draft.predecessor_id, draft.successor_id)
    if circle:
        kind = RecordKind.MILESTONE
        names = hanging.names(session, [(kind.value, int(str(one))) for one in circle])
        told = [str(Reference(kind, names[kind.value, int(str(one))].number)) for one in circle]
        raise DomainError("schedule.cycle", members=" → ".join(told))
