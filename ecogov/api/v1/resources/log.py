"""Risks and milestones of a project, as they stand now."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Final, TypeVar

import pandas as pd
from pydantic import BaseModel, Field

from ecogov.api.v1.endpoints import Call, Endpoint, Window
from ecogov.api.v1.resources.projects import next_window
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import count_records, list_records


class LogWindow(Window):
    """Which records, and which part of a long list of them."""

    is_open: Annotated[
        bool | None, Field(description="Only those that still need work, or only the others.")
    ] = None


class Entry(BaseModel):
    """What a record of any kind says."""

    ref: str
    title: str
    status: str
    owner: str
    description: str
    external_key: str
    version: int
    created_at: datetime


class Risk(Entry):
    """What may happen, how likely and how bad (levels 1 to 5), and what is done about it."""

    nature: str
    category: str | None
    probability: int | None
    impact: int | None
    residual_probability: int | None
    residual_impact: int | None
    target_probability: int | None
    target_impact: int | None
    response: str | None
    response_plan: str
    due_on: date | None
    review_on: date | None
    vendor_code: str | None


class Milestone(Entry):
    """A date to reach."""

    type: str | None
    baseline_original_on: date | None
    baseline_on: date | None
    forecast_on: date | None
    actual_on: date | None
    percent_complete: int | None
    is_committed: bool


class Risks(BaseModel):
    """A part of the risks of a project, the newest first."""

    items: list[Risk]
    total: int
    next: str | None


class Milestones(BaseModel):
    """A part of the milestones of a project, the newest first."""

    items: list[Milestone]
    total: int
    next: str | None


_Listed = TypeVar("_Listed", Risks, Milestones)


def _records(kind: RecordKind, entry: type[Entry], listed: type[_Listed], call: Call) -> _Listed:
    window: LogWindow = call.query
    wanted = LogFilter(project_id=call.project().id, is_open=window.is_open)
    rows = list_records(call.db, kind, wanted, window=(window.offset, window.limit))
    total = count_records(call.db, kind, wanted)
    items = [_entry(entry, row) for row in rows.astype(object).to_dict("records")]
    return listed.model_validate({"items": items, "total": total, "next": next_window(call, total)})


def _entry(entry: type[Entry], row: dict[Any, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(row[name]) else row[name] for name in entry.model_fields}


ENDPOINTS: Final = (
    Endpoint(
        path="/projects/{code}/risks",
        summary="List the risks of a project.",
        answer=Risks,
        handle=partial(_records, RecordKind.RISK, Risk, Risks),
        query=LogWindow,
    ),
    Endpoint(
        path="/projects/{code}/milestones",
        summary="List the milestones of a project.",
        answer=Milestones,
        handle=partial(_records, RecordKind.MILESTONE, Milestone, Milestones),
        query=LogWindow,
    ),
)
