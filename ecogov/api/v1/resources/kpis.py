"""KPIs with numerator, denominator, interval, target and evidence."""

from datetime import date
from typing import Annotated, Any, Final, Literal

import pandas as pd
from pydantic import BaseModel, Field

from ecogov.api.v1.endpoints import Call, Day, Endpoint, Query
from ecogov.domain.kpi.metrics import METRICS
from ecogov.services.kpis import Question, Slice, kpi_cells

Dimension = Literal["day", "week", "month", "vendor", "queue", "locale", "label", "label_source"]
"""Figures of single people are left to the pages, which know who may see them."""


class KpiQuery(Query):
    """Which figures, of which days, broken down how."""

    metric: list[str] = Field(default=[], description="Codes; all by default.")
    by: list[Dimension] = Field(
        default=[], description="Broken down by at most one period, and by others."
    )
    since: Annotated[Day | None, Field(description="First day, included.")] = None
    until: Annotated[Day | None, Field(description="Last day, included.")] = None


class KpiCell(BaseModel):
    """One figure of one group; without a value, `null_reason` says why."""

    metric: str
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None
    n: float | None
    low: float | None
    high: float | None
    target: float | None
    comparator: str | None
    evidence: str
    more_samples: int | None
    null_reason: str | None
    as_of: date | None
    group: dict[str, str | None]


class KpiCells(BaseModel):
    """The figures that were asked for."""

    items: list[KpiCell]


def _kpis(call: Call) -> KpiCells:
    asked: KpiQuery = call.query
    project = call.project()
    slice_ = Slice(project_ids=(project.id,), first_day=asked.since, last_day=asked.until)
    question = Question(slice_, tuple(asked.metric) or tuple(METRICS), tuple(asked.by))
    cells = kpi_cells(call.db, question).astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    return KpiCells(items=[_cell({str(k): v for k, v in row.items()}, question.by) for row in rows])


def _cell(row: dict[str, Any], by: tuple[str, ...]) -> KpiCell:
    told = {name: row[name] for name in KpiCell.model_fields if name != "group"}
    group = {name: _text(row[name]) for name in by}
    return KpiCell(**told, group=group)


def _text(value: object) -> str | None:
    if isinstance(value, (date, pd.Timestamp)):
        return value.isoformat()[:10]
    return str(value) if value not in {None, ""} else None


ENDPOINTS: Final = (
    Endpoint(
        path="/projects/{code}/kpis",
        summary="Compute KPIs of a project.",
        answer=KpiCells,
        handle=_kpis,
        query=KpiQuery,
    ),
)
