"""What the log keeps by itself: scores of risks, forecasts and baselines of milestones, events."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ecogov.storage.log.attachments import (
    EscalationEventRow,
    MilestoneBaselineRow,
    MilestoneForecastRow,
    RiskScoreRow,
    RiskStatusRow,
)
from ecogov.storage.log.tables import RiskRow
from ecogov.storage.registers import Session, frame, within

SCORE: Final[Any] = RiskScoreRow.__table__  # type: ignore[attr-defined]
STATUS: Final[Any] = RiskStatusRow.__table__  # type: ignore[attr-defined]
FORECAST: Final[Any] = MilestoneForecastRow.__table__  # type: ignore[attr-defined]
BASELINE: Final[Any] = MilestoneBaselineRow.__table__  # type: ignore[attr-defined]
EVENT: Final[Any] = EscalationEventRow.__table__  # type: ignore[attr-defined]

_RISK: Final[Any] = RiskRow.__table__  # type: ignore[attr-defined]


def keep_score(session: Session, values: Mapping[str, Any]) -> None:
    """Keep the levels of a risk at a stage; what was kept for the same day gives way."""
    _keep(session, SCORE, values, ("risk_id", "stage", "day"))


def keep_status(session: Session, risk_id: int, day: date, status: str) -> None:
    """Keep what a risk is; what was kept for the same day gives way."""
    _keep(session, STATUS, {"risk_id": risk_id, "day": day, "status": status}, ("risk_id", "day"))


def keep_forecast(session: Session, milestone_id: int, day: date, forecast: date | None) -> None:
    """Keep when a milestone is expected; what was kept for the same day gives way."""
    values = {"milestone_id": milestone_id, "reported_on": day, "forecast_on": forecast}
    _keep(session, FORECAST, values, ("milestone_id", "reported_on"))


def add_baseline(session: Session, values: Mapping[str, Any]) -> None:
    """Keep what a milestone is promised for from now on, under the next number."""
    held = select(func.coalesce(func.max(BASELINE.c.number), 0)).where(
        BASELINE.c.milestone_id == values["milestone_id"]
    )
    number = int(session.execute(held).scalar_one()) + 1
    session.execute(insert(BASELINE).values(number=number, **values))


def add_event(session: Session, values: Mapping[str, Any]) -> None:
    """Keep what happened to an escalation."""
    session.execute(insert(EVENT).values(**values))


def statuses_frame(session: Session, projects: frozenset[int] | None) -> pd.DataFrame:
    """List what the risks of a project, or of all, were from which day on, oldest first.

    Returns
    -------
    DataFrame, shape (n_kept, 3)
        Columns ``risk_id, day, status``.
    """
    s = STATUS.c
    query = select(s.risk_id, s.day, s.status).order_by(s.day, s.risk_id)
    if projects is not None:
        mine = within(_RISK.c.project_id, projects)
        query = query.join(_RISK, _RISK.c.id == s.risk_id).where(*mine)
    return frame(session, query, {"risk_id": "int64"})


def scores_frame(
    session: Session, projects: frozenset[int] | None = None, risk_id: int | None = None
) -> pd.DataFrame:
    """List the kept levels of risks, oldest first: of a project, of one risk, or of all.

    Returns
    -------
    DataFrame, shape (n_kept, 6)
        Columns ``risk_id, stage, day, probability, impact, scale_id``.
    """
    s = SCORE.c
    query = select(s.risk_id, s.stage, s.day, s.probability, s.impact, s.scale_id).order_by(
        s.day, s.risk_id, s.stage
    )
    if projects is not None:
        mine = within(_RISK.c.project_id, projects)
        query = query.join(_RISK, _RISK.c.id == s.risk_id).where(*mine)
    if risk_id is not None:
        query = query.where(s.risk_id == risk_id)
    kinds = {"risk_id": "int64", "probability": "Int64", "impact": "Int64", "scale_id": "Int64"}
    return frame(session, query, kinds)


def first_scored_on(session: Session, projects: frozenset[int] | None) -> date | None:
    """Give the first day of the kept levels of a project, or of all."""
    query = select(func.min(SCORE.c.day))
    if projects is not None:
        query = query.join(_RISK, _RISK.c.id == SCORE.c.risk_id)
        query = query.where(*within(_RISK.c.project_id, projects))
    day: date | None = session.execute(query).scalar_one()
    return day


def forecasts_frame(session: Session, milestone_ids: tuple[int, ...]) -> pd.DataFrame:
    """List the kept forecasts of milestones, oldest first.

    Returns
    -------
    DataFrame, shape (n_kept, 3)
        Columns ``milestone_id, reported_on, forecast_on``.
    """
    f = FORECAST.c
    query = (
        select(f.milestone_id, f.reported_on, f.forecast_on)
        .where(f.milestone_id.in_(milestone_ids))
        .order_by(f.reported_on, f.milestone_id)
    )
    return frame(session, query, {"milestone_id": "int64"})


def promises_frame(session: Session, milestone_ids: tuple[int, ...]) -> pd.DataFrame:
    """List what milestones were promised for and when that was said, oldest first.

    Returns
    -------
    DataFrame, shape (n_baselines, 3)
        Columns ``milestone_id, set_on`` (day, UTC) and ``baseline_on``.
    """
    b = BASELINE.c
    query = (
        select(b.milestone_id, b.set_at, b.baseline_on)
        .where(b.milestone_id.in_(milestone_ids))
        .order_by(b.set_at, b.milestone_id, b.number)
    )
    told = frame(session, query, {"milestone_id": "int64", "set_at": "datetime64[us, UTC]"})
    return told.assign(set_on=told.pop("set_at").dt.date)


def baselines_frame(session: Session, milestone_id: int) -> pd.DataFrame:
    """List what a milestone was promised for, in the order of promising.

    Returns
    -------
    DataFrame, shape (n_baselines, 6)
        Columns ``number, baseline_on, change_id, reason, set_at, set_by``.
    """
    b = BASELINE.c
    query = (
        select(b.number, b.baseline_on, b.change_id, b.reason, b.set_at, b.set_by)
        .where(b.milestone_id == milestone_id)
        .order_by(b.number)
    )
    return frame(session, query, {"number": "int64", "change_id": "Int64"})


def events_frame(session: Session, escalation_ids: tuple[int, ...]) -> pd.DataFrame:
    """List what happened to escalations, oldest first.

    Returns
    -------
    DataFrame, shape (n_events, 7)
        Columns ``escalation_id, event, at, actor, level, next_update_at, note``.
    """
    e = EVENT.c
    query = (
        select(e.escalation_id, e.event, e.at, e.actor, e.level, e.next_update_at, e.note)
        .where(e.escalation_id.in_(escalation_ids))
        .order_by(e.at, e.id)
    )
    kinds = {
        "escalation_id": "int64",
        "at": "datetime64[us, UTC]",
        "next_update_at": "datetime64[us, UTC]",
    }
    return frame(session, query, kinds)


def _keep(session: Session, table: Any, values: Mapping[str, Any], key: tuple[str, ...]) -> None:  # noqa: ANN401
    dialect = session.get_bind().dialect.name
    writer = sqlite.insert if dialect == "sqlite" else postgresql.insert
    told = {name: value for name, value in values.items() if name not in key}
    session.execute(
        writer(table).values(**values).on_conflict_do_update(index_elements=key, set_=told)
    )
