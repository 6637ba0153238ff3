"""The lists of the page: risks, milestones, escalations, decisions, actions; each row a link."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.charts.risks.bands import band_name
from ecogov.domain.escalations.clocks import Clock, EscalationState
from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.scales import Scale
from ecogov.domain.risks.words import Nature, Severity
from ecogov.domain.schedule.slips import MilestoneState
from ecogov.i18n import formats
from ecogov.i18n.log.slips import standing
from ecogov.i18n.translator import Translator
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.columns import lateness
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.place import record_query
from ecogov.ui.log.questions import today
from ecogov.ui.page import Page
from ecogov.ui.project.reads import Sheet, clocks

_GRAVE: Final = frozenset({Severity.HIGH.value, Severity.CRITICAL.value})
_LATE: Final = frozenset(
    {
        MilestoneState.STALE_FORECAST.value,
        MilestoneState.LATE_UNFORECAST.value,
        MilestoneState.LATE_REFORECAST.value,
    }
)
_SEPARATOR: Final = " · "


def risks(page: Page, read: Sheet) -> None:
    """Draw the highest threats with score, band and movement."""
    rows = read.log.risks
    with card(page, read, "risks", RecordKind.RISK, sort="score"):
        for row in rows.to_dict("records"):
            facts = [_score(page.t, row, read.scales), *_owner(page.t, row)]
            record_line(RecordKind.RISK, row, facts)


def milestones(page: Page, read: Sheet) -> None:
    """Draw the milestones of the next weeks, and those that are late, with their slip."""
    t = page.t
    with card(page, read, "milestones", RecordKind.MILESTONE, sort="due"):
        for row in read.log.milestones.to_dict("records"):
            said = standing(t, row["state"], row["slip_now_days"], row["total_slip_days"])
            marked = f":red[:material/schedule: {literal(said)}]" if row["state"] in _LATE else said
            facts = [formats.day(t, row["next_on"]), marked, *_owner(t, row)]
            record_line(RecordKind.MILESTONE, row, facts)


def escalations(page: Page, read: Sheet) -> None:
    """Draw the open escalations with the clock that presses most."""
    t, rows = page.t, read.log.escalations
    states = clocks(page.db, read.project.id, rows)
    with card(page, read, "escalations", RecordKind.ESCALATION, sort="severity"):
        for row in rows.to_dict("records"):
            state = states[int(row["id"])]
            facts = [
                t(f"escalation.severity.{row['severity']}"),
                _level(t, Level(row["level"]), state),
                _pressing(page, state),
                *_owner(t, row),
            ]
            record_line(RecordKind.ESCALATION, row, facts)


def decisions(page: Page, read: Sheet) -> None:
    """Draw the decisions that are needed, by when and from whom."""
    with card(page, read, "decisions", RecordKind.DECISION, sort="due"):
        for row in read.log.decisions.to_dict("records"):
            who = row["decider"] or row["owner"]
            facts = [*_due(page, row), literal(who) if who else page.t("record.no_owner")]
            if row["recommendation"]:
                told = _short(str(row["recommendation"]))
                facts.append(page.t("project_page.recommended", text=literal(told)))
            record_line(RecordKind.DECISION, row, facts)


def actions(page: Page, read: Sheet) -> None:
    """Draw the actions that are overdue."""
    with card(page, read, "actions", RecordKind.ACTION, due="overdue"):
        for row in read.log.actions.to_dict("records"):
            facts = [*_due(page, row), *_owner(page.t, row)]
            record_line(RecordKind.ACTION, row, facts)


@contextmanager
def card(page: Page, read: Sheet, name: str, kind: RecordKind, **query: str) -> Iterator[None]:
    """Draw a list of records under its heading, with the way to all of them; say if it is empty."""
    t = page.t
    count = read.log.counts[name]
    with st.container(border=True, key=f"project-card-{name}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(t(f"project_page.{name}", count=count), anchor=False, width="content")
            st.space("stretch")
            link_to(
                "log", t("project_page.all"), icon=":material/arrow_forward:",
                kind=kind.value, **query,
            )  # fmt: skip
        if not count:
            st.caption(t(f"project_page.{name}.none"))
        with st.container(key=f"project-list-{name}", gap=None):
            yield


def record_line(kind: RecordKind, row: Mapping[Any, Any], facts: Sequence[str]) -> None:
    """Draw a record as one link that opens it: reference, title, and what tells it apart."""
    told = _SEPARATOR.join(fact for fact in facts if fact)
    link_to(
        "log",
        f"**{row['ref']}** {literal(_short(str(row['title'])))} :small[· {told}]",
        icon=KIND_ICONS[kind],
        **record_query(str(row["ref"]), str(row["project_code"])),
    )


def _score(t: Translator, row: Mapping[Any, Any], scales: Mapping[int, Scale]) -> str:
    if pd.isna(row["current_score"]):
        return t("record.unscored")
    severity = str(row["current_band"])
    scale = scales[int(row["scale_version"])]
    band = next(band for band in scale.bands if band.severity.value == severity)
    told: dict[str, str | int] = {
        "score": int(row["current_score"]),
        "band": literal(band_name(t, band, Nature.THREAT)),
    }
    stages = (row[f"{stage}_score"] for stage in ("inherent", "current", "target"))
    moved = [str(int(score)) for score in stages if not pd.isna(score)]
    said = t("project_page.score", **told)
    if len(set(moved)) > 1:
        said = t("project_page.moved", moved=" → ".join(moved), **told)
    return f":red[:material/warning: {said}]" if severity in _GRAVE else said


def _owner(t: Translator, row: Mapping[Any, Any]) -> list[str]:
    return [literal(row["owner"]) if row["owner"] else t("record.no_owner")]


def _due(page: Page, row: Mapping[Any, Any]) -> list[str]:
    t, due_on = page.t, row["due_on"]
    if due_on is None:
        return [t("project_page.undated")]
    late = lateness(t, due_on, today(page))
    return [formats.day(t, due_on), f":red[{late}]" if late else ""]


def _level(t: Translator, stands: Level, state: EscalationState) -> str:
    should = state.standing.level
    if should.height <= stands.height:
        return t(f"escalation.level.{stands}")
    return f":red[:material/trending_up: {t('project_page.level', level=stands, wanted=should)}]"


def _pressing(page: Page, state: EscalationState) -> str:
    """Say the clock that is due first among those that are waited for."""
    t = page.t
    waiting = [
        clock
        for clock in (state.acknowledge, state.next_update, state.resolve)
        if clock.done_at is None
    ]
    if not waiting:
        return ""
    return _clock(t, min(waiting, key=lambda clock: clock.due_at), page.timezone)


def _clock(t: Translator, clock: Clock, timezone: str) -> str:
    told = {
        "clock": t(f"escalation.clock.{clock.kind}"),
        "due": formats.moment(t, clock.due_at, timezone),
        "hours": formats.number(t, abs(clock.left_hours), digits=1),
    }
    if clock.is_breached:
        return f":red[:material/error: {t('escalation.clock.overdue', **told)}]"
    if clock.is_paused:
        return f":material/pause_circle: {t('escalation.clock.paused', clock=told['clock'])}"
    return f":material/timer: {t('escalation.clock.left', **told)}"


def _short(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "…"
