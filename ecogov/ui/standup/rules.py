"""What plain rules have told, until somebody has seen to it."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.production_rules.rules import RuleAlarm, RuleKind
from ecogov.i18n import formats
from ecogov.i18n.rules import alarm_sentence, found_in_words, slice_in_words
from ecogov.services.production_rules.settling import reopen_alarms, settle_alarms
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.log.form.dialog import Given, prepare
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page
from ecogov.ui.standup import reads

_SLOT: Final = "standup.rules"
_TABLE: Final = "standup.rules.table"
_TURN: Final = "standup.rules.turn"
_LONGEST_TITLE: Final = 190
_MOST_ROWS_SHOWN: Final = 14


def rule_alarms(page: Page) -> None:
    """Draw the alarms that nobody has seen to, newest first, with what may be done about them."""
    t = page.t
    rows, count = reads.rule_alarms(page.db, project_id(page))
    st.header(t("standup.rules.open", count=count), anchor=False)
    if rows.empty:
        st.markdown(t("standup.rules.none"))
        link_to("settings", t("standup.rules.set_up"), icon=":material/rule:", section="rules")
        return
    alarms = [_alarm(row) for row in rows.to_dict("records")]
    picked = _table(page, alarms)
    chosen = [(int(rows["id"].iloc[at]), alarms[at]) for at in picked]
    _acts(page, chosen)
    refusal_at(t, _SLOT)
    if count > len(rows):
        st.caption(t("standup.rules.more", count=count - len(rows)))


def _alarm(row: dict[Any, Any]) -> RuleAlarm:
    return RuleAlarm(
        project_id=int(row["project_id"]),
        rule=int(row["rule_id"]),
        kind=RuleKind(row["kind"]),
        day=row["day"],
        slice=row["slice"],
        value=row["value"],
        limit=row["threshold"],
        evidence=row["evidence"],
    )


def _table(page: Page, alarms: list[RuleAlarm]) -> list[int]:
    t = page.t
    shown = pd.DataFrame(
        {
            t("standup.rules.project"): [_project(page, one)["code"] for one in alarms],
            t("rule.column.day"): [formats.day(t, one.day) for one in alarms],
            t("rule.column.who"): [slice_in_words(t, one.slice) for one in alarms],
            t("rule.column.what"): [
                found_in_words(t, one, _project(page, one)["currency"]) for one in alarms
            ],
        }
    )
    state = st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= _MOST_ROWS_SHOWN else "auto",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"{_TABLE}.{st.session_state.get(_TURN, 0)}",
        alt=t("standup.rules.open", count=len(alarms)),
    )
    return [at for at in state.selection.rows if at < len(alarms)]


def _acts(page: Page, chosen: list[tuple[int, RuleAlarm]]) -> None:
    t = page.t
    if not chosen:
        st.caption(t("standup.rules.tick"))
        return
    projects = {alarm.project_id for _, alarm in chosen}
    if not all(page.may(Right.TRIAGE, one) for one in projects):
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("standup.rules.settle", count=len(chosen)),
            key="standup.rules.settle",
            icon=":material/visibility:",
            type="primary",
            on_click=partial(_settle, page, [number for number, _ in chosen]),
        )
        for kind in (RecordKind.ISSUE, RecordKind.ACTION):
            st.button(
                t(f"standup.rules.log.{kind.value}"),
                key=f"standup.rules.log.{kind.value}",
                icon=KIND_ICONS[kind],
                disabled=len(projects) > 1,
                on_click=partial(prepare, kind, _given(page, [alarm for _, alarm in chosen])),
            )


def _given(page: Page, alarms: list[RuleAlarm]) -> Given:
    first = alarms[0]
    told = [
        f"{formats.day(page.t, one.day)} · "
        f"{alarm_sentence(page.t, one, _project(page, one)['currency'])}"
        for one in alarms
    ]
    metric = str(first.evidence.get("metric", ""))
    title = told[0].partition(" · ")[2][:_LONGEST_TITLE]
    return Given(
        {"title": title, "description": "\n".join(told)}, metric if metric in METRICS else None
    )


def _settle(page: Page, ids: list[int]) -> None:
    moved: list[int] = []

    def act() -> None:
        moved.extend(settle_alarms(page.db, ids, actor=page.actor))

    if attempted(_SLOT, act):
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        undo = partial(reopen_alarms, page.db, moved, actor=page.actor)
        say(Logged("standup.rules.settled", {"number": str(len(moved))}, undo=undo))


def _project(page: Page, alarm: RuleAlarm) -> dict[str, str]:
    row = page.projects.loc[page.projects["id"] == alarm.project_id, ["code", "currency"]]
    if row.empty:
        return {"code": "", "currency": ""}
    return {name: str(row[name].iloc[0]) for name in ("code", "currency")}
