"""The parts of a report that come from the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.people import Right
from ecogov.domain.schedule.reports import weekly_reports
from ecogov.domain.schedule.slips import MilestoneStatus
from ecogov.domain.schedule.velocity import slip_velocities
from ecogov.domain.status.records import (
    AskPart,
    ClockPart,
    EscalationPart,
    LinePart,
    MilestonePart,
    RecordPart,
    RiskPart,
    StepPart,
    TrendPart,
)
from ecogov.services.log.escalations import clocks_of
from ecogov.services.log.reading import list_records
from ecogov.services.people.rights import require
from ecogov.services.status.facts import Moment, end_of
from ecogov.services.status.sources import Sources
from ecogov.storage.database import Database
from ecogov.storage.registers import now

MOST_MILESTONES: Final = 15
MOST_RISKS: Final = 10
MOST_LINES: Final = 10
_AHEAD: Final = timedelta(days=28)
_COMPARED: Final = tuple(KINDS)

Row = Mapping[Any, Any]


def known(value: Any) -> Any:  # noqa: ANN401 - cells of frames are untyped
    """Give a cell of a frame, and None where it is missing."""
    is_missing = value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124
    return None if is_missing else value


def read_log(db: Database, project_id: int) -> dict[RecordKind, pd.DataFrame]:
    """Read the records of every kind, closed ones too."""
    mine = LogFilter(project_id=project_id)
    return {kind: list_records(db, kind, mine) for kind in _COMPARED}


def compared_records(
    log: Mapping[RecordKind, pd.DataFrame], risks: pd.DataFrame
) -> list[RecordPart]:
    """List what the next report is compared with, by kind and number."""
    scores = dict(zip(risks["ref"], risks["current_score"], strict=True))
    return [
        _record(kind, row, known(scores.get(row["ref"])))
        for kind, rows in log.items()
        for row in rows.sort_values("number").to_dict("records")
    ]


def _record(kind: RecordKind, row: Row, score: float | None) -> RecordPart:
    spec = KINDS[kind]
    return RecordPart(
        kind=kind.value,
        ref=row["ref"],
        title=row["title"],
        status=row["status"],
        is_open=row["status"] in spec.open_statuses,
        due_on=known(row[spec.due]),
        baseline_on=known(row.get("baseline_on")),
        score=score,
        owner=row["owner"],
    )


def steps(actions: pd.DataFrame) -> tuple[StepPart, ...]:
    """Give the open actions that say who, by when and to what effect: the path to green."""
    return tuple(
        StepPart(
            ref=row["ref"],
            action=row["title"],
            owner=row["owner"],
            due_on=row["due_on"],
            effect=row["expected_effect"],
        )
        for row in _open(RecordKind.ACTION, actions)
        if row["owner"] and row["expected_effect"] and known(row["due_on"])
    )


def asks(decisions: pd.DataFrame) -> tuple[AskPart, ...]:
    """Give the open decisions that say what we recommend and by when it is needed."""
    return tuple(
        AskPart(
            ref=row["ref"],
            ask=row["title"],
            recommendation=row["recommendation"],
            needed_by=row["due_on"],
            cost_of_delay=row["cost_of_delay"],
            decider=row["decider"],
        )
        for row in _open(RecordKind.DECISION, decisions)
        if row["recommendation"] and known(row["due_on"])
    )


def _open(kind: RecordKind, rows: pd.DataFrame) -> Sequence[Row]:
    is_open = rows["status"].isin(KINDS[kind].open_statuses)
    told = rows[is_open].sort_values(["due_on", "number"], na_position="last")
    return told.to_dict("records")


def milestone_parts(told: Moment, sources: Sources) -> tuple[MilestonePart, ...]:
    """Give the milestones that a stakeholder looks at: the last ones done, then those to come."""
    velocities = slip_velocities(_weekly(told, sources)).set_index("milestone_id")["velocity"]
    rows = _chosen_milestones(told.milestones)
    return tuple(
        MilestonePart(
            ref=row["ref"],
            title=row["title"],
            owner=row["owner"],
            state=row["state"],
            is_committed=bool(row["is_committed"]),
            baseline_first=known(row["baseline_original"]),
            baseline=known(row["baseline_current"]),
            forecast=known(row["forecast"]),
            actual=known(row["actual"]),
            slip_now=_whole(row["slip_now_days"]),
            total_slip=_whole(row["total_slip_days"]),
            per_day=_number(velocities.get(row["id"])),
        )
        for row in rows.to_dict("records")
    )


def _chosen_milestones(rows: pd.DataFrame) -> pd.DataFrame:
    days = rows["actual"].where(rows["actual"].notna(), rows["forecast"])
    dated = rows.assign(on=pd.to_datetime(days.where(days.notna(), rows["baseline_current"])))
    is_open = dated["status"] == MilestoneStatus.PLANNED.value
    by = ["on", "number"]
    first = dated[is_open].sort_values(by).head(MOST_MILESTONES)
    is_done = dated["status"] == MilestoneStatus.DONE.value
    last = dated[is_done].sort_values(by).tail(max(MOST_MILESTONES - len(first), 0))
    return pd.concat([part for part in (last, first) if len(part)] or [first])


def trend_parts(told: Moment, sources: Sources) -> tuple[TrendPart, ...]:
    """Give what was expected week by week of the milestones that are shown and still open."""
    rows = _chosen_milestones(told.milestones)
    refs = dict(zip(rows["id"], rows["ref"], strict=True))
    is_open = rows["status"] == MilestoneStatus.PLANNED.value
    reports = _weekly(told, sources)
    mine = reports[reports["milestone_id"].isin(rows.loc[is_open, "id"])]
    return tuple(
        TrendPart(ref=refs[one], reported_on=reported.date(), forecast=forecast.date())
        for one, reported, forecast in mine[["milestone_id", "reported_on", "forecast"]].itertuples(
            index=False
        )
    )


def _weekly(told: Moment, sources: Sources) -> pd.DataFrame:
    return weekly_reports(sources.plan.forecasts, told.milestones, told.day)


def risk_parts(told: Moment, bought: Mapping[int, int]) -> tuple[RiskPart, ...]:
    """Give the highest live threats; `bought` are the days of P80 by risk."""
    by = ["current_score", "number"]
    rows = told.risks.sort_values(by, ascending=[False, True], na_position="last")
    return tuple(
        RiskPart(
            ref=row["ref"],
            title=row["title"],
            owner=row["owner"],
            category=known(row["category"]) or "",
            inherent=_number(row["inherent_score"]),
            current=_number(row["current_score"]),
            target=_number(row["target_score"]),
            band=known(row["current_band"]) or "",
            appetite=row["appetite"],
            response=known(row["response"]) or "",
            due_on=known(row["due_on"]),
            money=_number(row["expected_value"]),
            days=bought.get(int(row["id"])),
        )
        for row in rows.head(MOST_RISKS).to_dict("records")
    )


def escalation_parts(
    db: Database, sources: Sources, rows: pd.DataFrame, day: date
) -> tuple[EscalationPart, ...]:
    """Give the open escalations with their clocks at the end of a day, or now if that is sooner.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    require(db, Right.READ, sources.project.id)
    at = min(end_of(sources, day), now())
    opened = rows[rows["status"].isin(KINDS[RecordKind.ESCALATION].open_statuses)]
    opened = opened[opened["raised_at"] <= at]
    if opened.empty:
        return ()
    states = clocks_of(db, sources.project.id, opened, at=at)
    return tuple(
        _escalation(row, states[int(row["id"])])
        for row in opened.sort_values(["severity", "number"]).to_dict("records")
    )


def _escalation(row: Row, state: Any) -> EscalationPart:  # noqa: ANN401 - see EscalationState
    clocks = (state.acknowledge, state.next_update, state.resolve)
    return EscalationPart(
        ref=row["ref"],
        title=row["title"],
        severity=row["severity"],
        level=state.standing.level.value,
        raised_to=row["raised_to"],
        ask=row["ask"],
        raised_at=row["raised_at"].to_pydatetime(),
        our_hours=state.our_hours,
        vendor_hours=state.vendor_hours,
        is_with_vendor=state.is_with_vendor,
        clocks=tuple(
            ClockPart(
                kind=clock.kind.value,
                due_at=clock.due_at,
                left_hours=clock.left_hours,
                is_breached=clock.is_breached,
                is_done=clock.done_at is not None,
            )
            for clock in clocks
        ),
    )


_ENDS: Final = {
    RecordKind.MILESTONE: "actual_on",
    RecordKind.ACTION: "done_on",
    RecordKind.ISSUE: "resolved_on",
    RecordKind.DECISION: "decided_on",
}


def done_lines(
    log: Mapping[RecordKind, pd.DataFrame], since: date, as_of: date
) -> tuple[LinePart, ...]:
    """List what was finished after one day and until another, the latest first."""
    told = [
        _line(kind, row, row[column])
        for kind, column in _ENDS.items()
        for row in log[kind].to_dict("records")
        if known(row[column]) and since < row[column] <= as_of and row["status"] != "cancelled"
    ]
    return _first(told, is_latest_first=True)


def upcoming_lines(log: Mapping[RecordKind, pd.DataFrame], as_of: date) -> tuple[LinePart, ...]:
    """List what is due next, late things among it, the earliest first."""
    told = [
        _line(kind, row, row[KINDS[kind].due])
        for kind in _ENDS
        for row in log[kind].to_dict("records")
        if row["status"] in KINDS[kind].open_statuses
        and known(row[KINDS[kind].due])
        and row[KINDS[kind].due] <= as_of + _AHEAD
    ]
    return _first(told, is_latest_first=False)


def _line(kind: RecordKind, row: Row, day: date) -> LinePart:
    return LinePart(
        kind=kind.value, ref=row["ref"], title=row["title"], day=day, owner=row["owner"]
    )


def _first(lines: Iterable[LinePart], *, is_latest_first: bool) -> tuple[LinePart, ...]:
    told = sorted(lines, key=lambda line: (line.day or date.min, line.ref), reverse=is_latest_first)
    return tuple(told[:MOST_LINES])


def _whole(value: Any) -> int | None:  # noqa: ANN401 - cells of frames are untyped
    found = known(value)
    return None if found is None else int(found)


def _number(value: Any) -> float | None:  # noqa: ANN401 - cells of frames are untyped
    found = known(value)
    return None if found is None else float(found)
