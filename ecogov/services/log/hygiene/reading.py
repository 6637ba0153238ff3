"""The frames that the rules of hygiene look at: every kind of record with what stands beside it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from ecogov.domain.escalations.clocks import EscalationState
from ecogov.domain.log.hygiene.escalations import with_clocks
from ecogov.domain.log.kinds import PREFIXES, RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.appetite import Appetite, with_appetite
from ecogov.domain.risks.scoring import scored, with_contradictions
from ecogov.domain.schedule.slips import with_slips
from ecogov.services.log.escalations import clocks_of
from ecogov.services.log.risks import BUILT_IN, risk_scales
from ecogov.storage.database import Database
from ecogov.storage.log import hygiene
from ecogov.storage.registers import Session, now

_R: Final = RecordKind
_LEVELS: Final = "probability impact residual_probability residual_impact target_probability"
_COLUMNS: Final = MappingProxyType(
    {
        _R.RISK: f"{_LEVELS} target_impact nature category scale_id response due_on review_on"
        " accepted_by accepted_until",
        _R.MILESTONE: "baseline_original_on baseline_on forecast_on actual_on percent_complete"
        " is_committed",
        _R.ISSUE: "severity due_on resolution resolved_on",
        _R.ASSUMPTION: "due_on",
        _R.DEPENDENCY: "due_on promised_on",
        _R.DECISION: "due_on options recommendation review_on",
        _R.ACTION: "due_on carried_over",
        _R.CHANGE: "due_on",
        _R.ESCALATION: "severity level next_update_at raised_at",
    }
)
"""What the rules read of each kind beside what all kinds have."""

_ENDED: Final = MappingProxyType(
    {
        _R.RISK: ("realised",),
        _R.MILESTONE: ("done",),
        _R.ISSUE: ("resolved", "closed"),
        _R.DECISION: ("decided",),
    }
)
"""Statuses without work left that some rule looks at all the same."""

_TERMS: Final = {
    "baseline_original_on": "baseline_original",
    "baseline_on": "baseline_current",
    "forecast_on": "forecast",
    "actual_on": "actual",
}
_REASONS: Final = (_R.RISK, _R.ISSUE, _R.ACTION)
_NO_STATES: Final[Mapping[int, EscalationState]] = MappingProxyType({})


def record_frames(
    db: Database, projects: pd.DataFrame, reach: frozenset[int] | None, as_of: date
) -> dict[str, pd.DataFrame]:
    """Read the records of every kind as `ecogov.domain.log.hygiene.rules.xray` wants them.

    `projects` are as `list_projects` gives them.
    """
    zones = dict(zip(projects["id"], projects["timezone"], strict=True))
    with db.read() as session:
        links = hygiene.links_frame(session, reach)
        appetites = hygiene.appetites_frame(session, reach)
        frames = {kind: _records(session, kind, reach, zones) for kind in KINDS}
    frames[_R.RISK] = _risks(db, frames[_R.RISK], links, appetites)
    frames[_R.MILESTONE] = _milestones(frames[_R.MILESTONE], links, as_of)
    frames[_R.ESCALATION] = _escalations(db, frames[_R.ESCALATION], zones, as_of)
    return {kind.value: rows for kind, rows in frames.items()}


def local_days(moments: pd.Series, zones: pd.Series) -> pd.Series:
    """Give the days of moments (UTC) on the clocks of zones, row by row."""
    days = pd.Series(pd.NaT, index=moments.index, dtype="datetime64[us]")
    for zone in zones.dropna().unique():
        mine = zones == zone
        local = moments[mine].dt.tz_convert(str(zone)).dt.tz_localize(None)
        days[mine] = local.dt.normalize().astype("datetime64[us]")
    return days


def _records(
    session: Session,
    kind: RecordKind,
    reach: frozenset[int] | None,
    zones: Mapping[int, str],
) -> pd.DataFrame:
    opened = KINDS[kind].open_statuses
    statuses, columns = (*opened, *_ENDED.get(kind, ())), _COLUMNS[kind].split()
    rows = hygiene.records_frame(session, kind, statuses, columns, projects=reach)
    return rows.assign(
        ref=f"{PREFIXES[kind]}-" + rows["number"].astype("str"),
        is_open=rows["status"].isin(opened),
        created_on=local_days(rows["created_at"], rows["project_id"].map(zones)),
    )


def _risks(
    db: Database, rows: pd.DataFrame, links: pd.DataFrame, appetites: pd.DataFrame
) -> pd.DataFrame:
    versions = rows["scale_id"].fillna(BUILT_IN).astype("int64")
    told = rows.assign(
        n_actions=_linked(rows, links, _R.RISK, (_R.ACTION,)),
        n_issues=_linked(rows, links, _R.RISK, (_R.ISSUE,)),
        scale_version=versions,
    )
    marked = with_contradictions(scored(told, risk_scales(db)))
    held = {key: _by_category(part) for key, part in appetites.groupby("project_id")}
    parts = [with_appetite(part, held.get(key, {})) for key, part in marked.groupby("project_id")]
    return pd.concat(parts) if parts else with_appetite(marked, {})


def _by_category(rows: pd.DataFrame) -> dict[str, Appetite]:
    columns = (rows[name].tolist() for name in ("category", "appetite", "tolerance"))
    return {name: Appetite(wanted, borne) for name, wanted, borne in zip(*columns, strict=True)}


def _milestones(rows: pd.DataFrame, links: pd.DataFrame, as_of: date) -> pd.DataFrame:
    told = rows.assign(n_reasons=_linked(rows, links, _R.MILESTONE, _REASONS))
    return with_slips(told.rename(columns=_TERMS), as_of)


def _linked(
    rows: pd.DataFrame, links: pd.DataFrame, kind: RecordKind, others: tuple[RecordKind, ...]
) -> pd.Series:
    """Count the links of records with records of some other kinds, whichever way they point."""
    outward = links[(links["from_kind"] == kind) & links["to_kind"].isin(others)]["from_id"]
    inward = links[(links["to_kind"] == kind) & links["from_kind"].isin(others)]["to_id"]
    counts = pd.concat([outward, inward]).value_counts()
    return rows["id"].map(counts).fillna(0).astype("int64")


def _escalations(
    db: Database, rows: pd.DataFrame, zones: Mapping[int, str], as_of: date
) -> pd.DataFrame:
    states: dict[int, EscalationState] = {}
    for project_id in rows["project_id"].unique().tolist():
        part = rows[rows["project_id"] == project_id]
        at = _end_of(as_of, zones[project_id])
        raised = part[part["raised_at"] <= at]
        if not raised.empty:
            states |= clocks_of(db, project_id, raised, at=at)
    return with_clocks(rows, states or _NO_STATES)


def _end_of(day: date, timezone: str) -> datetime:
    """Give the moment at which clocks are read: now, or when a day that is past was over."""
    end = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(timezone))
    return min(now(), end)
