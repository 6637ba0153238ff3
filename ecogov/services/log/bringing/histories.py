"""What a log kept by itself about a record, brought back with it: forecasts, baselines, events."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.rules import Act, follow
from ecogov.services.log.values import Stored, today_of
from ecogov.storage.log import histories
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session, now


def restore_histories(
    session: Session, record: tuple[RecordKind, int], kept: Mapping[str, Any], project: Stored
) -> None:
    """Keep the histories of a record that was just stored as another log had them."""
    kind, record_id = record
    stored = REGISTERS[kind].get(session, record_id)
    if kind is RecordKind.MILESTONE:
        _restore_milestone(session, stored, kept, today_of(project))
    elif kind is RecordKind.ESCALATION and kept.get("events"):
        for event in kept["events"]:
            histories.add_event(session, {"escalation_id": record_id, **event})
    else:
        follow(Act(session, kind, None, today_of(project)), record_id, stored)


def _restore_milestone(
    session: Session, stored: Stored, kept: Mapping[str, Any], today: date
) -> None:
    for day in dict.fromkeys((stored["baseline_original_on"], stored["baseline_on"])):
        if day is not None:
            told = {"milestone_id": stored["id"], "baseline_on": day}
            set_by = {"set_at": now(), "set_by": session.info["actor"]}
            histories.add_baseline(session, {**told, **set_by})
    forecasts = kept.get("forecasts")
    if forecasts is None and stored["forecast_on"] is not None:
        forecasts = ((today, stored["forecast_on"]),)
    for day, forecast in forecasts or ():
        histories.keep_forecast(session, stored["id"], day, forecast)


def kept_here(session: Session, kind: RecordKind, stored: Stored) -> dict[str, Any]:
    """Give what the log has in the columns that it keeps by itself, as files have it."""
    told = dict(stored)
    if kind is RecordKind.MILESTONE:
        rows = histories.forecasts_frame(session, (stored["id"],))
        told["forecasts"] = tuple(zip(rows["reported_on"], rows["forecast_on"], strict=True))
    elif kind is RecordKind.ESCALATION:
        told["events"] = events_of(session, (stored["id"],)).get(stored["id"], ())
    return told


def events_of(session: Session, ids: tuple[int, ...]) -> dict[int, tuple[dict[str, Any], ...]]:
    """Give the events of escalations in their order, without what the database adds to them."""
    rows = histories.events_frame(session, ids)
    found: dict[int, list[dict[str, Any]]] = {}
    told: list[dict[Any, Any]] = rows.to_dict("records")
    for row in told:
        update = row["next_update_at"]
        event = {
            "at": row["at"].to_pydatetime(),
            "event": row["event"],
            "level": row["level"],
            "actor": row["actor"],
            "next_update_at": None if pd.isna(update) else update.to_pydatetime(),
            "note": row["note"],
        }
        found.setdefault(int(row["escalation_id"]), []).append(event)
    return {one: tuple(events) for one, events in found.items()}
