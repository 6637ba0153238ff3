"""Anomalies of a project: what was strange, since when, how strange, and what became of it."""

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from ecogov.api.v1.endpoints import Call, Day, Endpoint, Window
from ecogov.api.v1.resources.projects import next_window
from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.services.anomalies.reading import list_anomalies


class AnomalyWindow(Window):
    """Which anomalies, and which part of a long list of them."""

    shown: Annotated[Shown, Field(description="By how they stand.")] = Shown.OPEN
    metric: Annotated[str, Field(max_length=40, description="Only of this one.")] = ""
    since: Annotated[Day | None, Field(description="Strange on or after this day.")] = None


class Anomaly(BaseModel):
    """A finding; `p_value` is how often chance alone does this, `score` is higher for stranger."""

    number: int
    status: str
    owner: str
    reason: str | None
    metric: str
    finding: str
    direction: str | None
    locale: str | None
    p_value: float | None
    score: float | None
    series_count: int
    first_day: date
    last_day: date
    found_at: datetime
    settled_at: datetime | None


class Anomalies(BaseModel):
    """A part of the anomalies of a project, the strangest first."""

    items: list[Anomaly]
    total: int
    next: str | None


def _list(call: Call) -> Anomalies:
    window: AnomalyWindow = call.query
    wanted = AnomalyFilter(
        project_id=call.project().id,
        shown=window.shown,
        metric=window.metric,
        since=window.since,
    )
    found = list_anomalies(call.db, wanted)[list(Anomaly.model_fields)]
    part = found.iloc[window.offset : window.offset + window.limit]
    rows = part.astype(object).where(part.notna(), None).to_dict("records")
    items = [Anomaly.model_validate(row) for row in rows]
    return Anomalies(items=items, total=len(found), next=next_window(call, len(found)))


ENDPOINTS: Final = (
    Endpoint(
        path="/projects/{code}/anomalies",
        summary="List the anomalies of a project, the strangest first.",
        answer=Anomalies,
        handle=_list,
        query=AnomalyWindow,
    ),
)
