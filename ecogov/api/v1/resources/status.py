"""How a project stands: lights with rule and value, the date, what is needed, what changed."""

from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from ecogov.api.v1.endpoints import Call, Day, Endpoint, Query
from ecogov.reports.status.objects import status_object
from ecogov.services.log.hygiene.xray import today_of
from ecogov.services.status.reporting import project_status


class StatusQuery(Query):
    """Which days have passed."""

    as_of: Day | None = None


class Dimension(BaseModel):
    """A light with the rule that decided it, and the override where somebody overrode it."""

    name: str
    light: str
    rule: str | None
    value: float | None
    threshold: float | None
    reason: str
    since: date | None
    override: dict[str, Any] | None
    rule_light: str
    weeks: int | None


class Forecast(BaseModel):
    """The dates by which half, four fifths and nineteen twentieths of the futures are done."""

    p50: date | None
    p80: date | None
    p95: date | None
    committed: date | None
    confidence: float | None
    n_days: int | None
    null_reason: str | None


class Status(BaseModel):
    """The status of a project on a day; texts are in the language of Accept-Language."""

    project: str
    as_of: date
    overall: str
    verdict: str
    dimensions: list[Dimension]
    forecast: Forecast
    decisions_needed: list[dict[str, Any]]
    path_to_green: list[dict[str, Any]]
    changes_since_last: list[dict[str, Any]]


def _status(call: Call) -> Status:
    project = call.project()
    asked: StatusQuery = call.query
    as_of = asked.as_of or today_of(call.db, project.id)
    report = project_status(call.db, project.id, as_of)
    return Status.model_validate(status_object(call.t, report))


ENDPOINTS: Final = (
    Endpoint(
        path="/projects/{code}/status",
        summary="Tell how a project stands.",
        answer=Status,
        handle=_status,
        query=StatusQuery,
    ),
)
