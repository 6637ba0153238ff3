"""The log of a project as tables for files: every column of our own template, in codes."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.interchange import Wait
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.plans import PlanFacts
from ecogov.domain.log.template import columns_of, effects_text, forecasts_text, waits_text
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.domain.workdays import DayOff
from ecogov.services.calendars import project_calendar
from ecogov.services.log.bringing.histories import events_of
from ecogov.services.log.setups import log_setup
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.log import histories, listing, setups
from ecogov.storage.registers import Session

_MOMENTS: Final = ("decided_at", "raised_at", "next_update_at", "resolved_at")


def exported(
    db: Database, project_id: int, kinds: Sequence[RecordKind]
) -> dict[RecordKind, pd.DataFrame]:
    """Read the records of a project that are not archived, all as of one moment.

    Returns
    -------
    dict of RecordKind to DataFrame
        Columns ``id``, ``version`` and those of `ecogov.domain.log.template.columns_of`: project
        and vendor by code, choices as codes, days as dates; effects, links and histories as
        texts, instants in ISO 8601. By number; no records give the same columns.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return {kind: _exported(session, project_id, kind) for kind in kinds}


def plan_facts(db: Database, project: Project, *, name: str, days: Sequence[date]) -> PlanFacts:
    """Give what a file says about a project; `days` are those that its records name.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    calendar = project_calendar(db, project.id)
    setup = log_setup(db, project.id)
    off = calendar.non_working(min(days), max(days)) if days else []
    return PlanFacts(
        code=project.code,
        name=name,
        weekend=frozenset(calendar.weekend),
        days_off=tuple(one.day for one in off if one.reason is not DayOff.WEEKEND),
        day_start=setup.day_start,
        day_end=setup.day_end,
    )


def days_named(rows: pd.DataFrame) -> list[date]:
    """Collect the days that milestones begin and end on."""
    names = ("start_on", "baseline_on", "forecast_on", "actual_on")
    return [day for name in names for day in rows[name] if day is not None]


def _exported(session: Session, project_id: int, kind: RecordKind) -> pd.DataFrame:
    wanted = LogFilter(project_id=project_id)
    rows = listing.records_frame(session, kind, wanted, Order("number", is_descending=False))
    told = rows.assign(
        ref=[str(Reference(kind, number)) for number in rows["number"]],
        project_id=rows["project_code"],
    )
    if "vendor_code" in told:
        told["vendor_id"] = told["vendor_code"]
    for name in _MOMENTS:
        if name in told:
            texts = [None if pd.isna(at) else at.isoformat() for at in told[name]]
            told[name] = pd.Series(texts, index=told.index, dtype=object)
    told = _with_texts(session, project_id, kind, told)
    return told[["id", "version", *columns_of(kind)]].reset_index(drop=True)


def _with_texts(
    session: Session, project_id: int, kind: RecordKind, rows: pd.DataFrame
) -> pd.DataFrame:
    ids = tuple(map(int, rows["id"]))
    if kind is RecordKind.MILESTONE:
        waits, forecasts = _waits(session, project_id), _forecasts(session, ids)
        return rows.assign(waits_for=_texts(rows, waits), forecasts=_texts(rows, forecasts))
    if kind is RecordKind.ESCALATION:
        events = {one: json.dumps([_event(event) for event in told], ensure_ascii=False)
                  for one, told in events_of(session, ids).items()}  # fmt: skip
        return rows.assign(events=_texts(rows, events))
    if kind is RecordKind.CHANGE:
        refs = _refs(session, project_id)
        effects = [effects_text(told, refs) for told in rows["effects"]]
        return rows.assign(effects=pd.Series(effects, index=rows.index, dtype=object))
    return rows


def _texts(rows: pd.DataFrame, texts: dict[int, str]) -> "pd.Series[Any]":
    told = [texts.get(int(one), "") for one in rows["id"]]
    return pd.Series(told, index=rows.index, dtype=object)


def _refs(session: Session, project_id: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for is_archived in (False, True):
        wanted = LogFilter(project_id=project_id, archived=is_archived)
        rows = listing.records_frame(session, RecordKind.MILESTONE, wanted, Order())
        found |= {int(one): str(Reference(RecordKind.MILESTONE, int(number)))
                  for one, number in zip(rows["id"], rows["number"], strict=True)}  # fmt: skip
    return found


def _waits(session: Session, project_id: int) -> dict[int, str]:
    links = setups.links_frame(session, frozenset({project_id}))
    if links.empty:
        return {}
    refs, found = _refs(session, project_id), dict[int, list[Wait]]()
    for row in links.to_dict("records"):
        wait = Wait(refs[row["predecessor_id"]], row["type"], row["lag_days"])
        found.setdefault(row["successor_id"], []).append(wait)
    return {one: waits_text(waits) for one, waits in found.items()}


def _forecasts(session: Session, ids: tuple[int, ...]) -> dict[int, str]:
    rows = histories.forecasts_frame(session, ids)
    found: dict[int, list[tuple[date, date | None]]] = {}
    told: list[dict[Any, Any]] = rows.to_dict("records")
    for row in told:
        found.setdefault(int(row["milestone_id"]), []).append(
            (row["reported_on"], row["forecast_on"])
        )
    return {one: forecasts_text(pairs) for one, pairs in found.items()}


def _event(event: dict[str, Any]) -> list[str]:
    update = event["next_update_at"]
    return [
        event["at"].isoformat(),
        event["event"],
        event["level"] or "",
        event["actor"],
        update.isoformat() if update else "",
        event["note"],
    ]
