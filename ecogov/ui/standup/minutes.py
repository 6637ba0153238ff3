"""Minutes and promises: what was said, what is still owed, what was agreed today."""

from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.drafts import ActionDraft, ActionStatus
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.services.anomalies import standups
from ecogov.services.anomalies.standups import MinutesDraft, Standups
from ecogov.services.log.records import amend_record
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.place import project_id, record_query
from ecogov.ui.log.questions import today
from ecogov.ui.page import Page
from ecogov.ui.standup import reads

_SLOT: Final = "standup.minutes"


def minutes(page: Page) -> None:
    """Draw the running stand-up, or the way to begin one; then what is owed and what was."""
    t, told = page.t, reads.standups(page.db, project_id(page))
    may = page.may(Right.TRIAGE, project_id(page))
    refusal_at(t, _SLOT)
    if told.running is None:
        since = formats.moment(t, told.since, page.timezone) if told.since else None
        st.markdown(t("standup.last", when=since) if since else t("standup.none_yet"))
        st.button(
            t("standup.start"),
            key="standup.start",
            icon=":material/play_arrow:",
            type="primary",
            disabled=not may,
            on_click=_start,
            args=(page,),
        )
    else:
        _running(page, told.running)
    _promises(page, told, may=may)
    if told.running is not None and may:
        _new_promise(page, told.running)
        st.button(
            t("standup.end"),
            key="standup.end",
            icon=":material/stop:",
            type="primary",
            help=t("standup.end.tip"),
            on_click=_end,
            args=(page, told.running),
        )
    _past(page, told)


def _start(page: Page) -> None:
    act = partial(standups.start_standup, page.db, project_id(page), actor=page.actor)
    attempted(_SLOT, act)


def _running(page: Page, running: dict[str, Any]) -> None:
    t = page.t
    started = formats.moment(t, running["started_at"].to_pydatetime(), page.timezone)
    who = literal(running["started_by"])
    st.markdown(t("standup.running", who=who, when=started))
    key = f"standup.minutes.{running['id']}.{running['version']}"
    with st.form(key, border=False):
        st.text_area(
            t("standup.minutes"),
            value=running["minutes"],
            key=f"{key}.text",
            height=140,
            placeholder=t("standup.minutes_hint"),
        )
        st.form_submit_button(
            t("standup.keep"),
            key=f"{key}.save",
            on_click=_keep,
            args=(page, running, key),
        )


def _keep(page: Page, running: dict[str, Any], key: str) -> None:
    text = st.session_state.get(f"{key}.text") or ""

    def store() -> None:
        standups.keep_minutes(
            page.db,
            int(running["id"]),
            MinutesDraft(minutes=text),
            version=int(running["version"]),
            actor=page.actor,
        )

    if attempted(_SLOT, store):
        say(Logged("standup.kept"))


def _promises(page: Page, told: Standups, *, may: bool) -> None:
    t = page.t
    st.header(t("standup.promises", count=len(told.promises)), anchor=False)
    if told.promises.empty:
        st.caption(t("standup.no_promises"))
    for row in told.promises.to_dict("records"):
        _promise(page, {str(name): value for name, value in row.items()}, may=may)


def _promise(page: Page, row: dict[str, Any], *, may: bool) -> None:
    t, ref = page.t, f"A-{row['number']}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label = f"{ref} {literal(row['title'])}"
        link_to("log", label, icon=":material/task_alt:", **record_query(ref, row["project_code"]))
        st.caption(_owed(page, row), width="content")
        st.button(
            t("standup.done"),
            key=f"standup.done.{row['id']}",
            icon=":material/check:",
            type="tertiary",
            disabled=not may,
            on_click=_kept,
            args=(page, row),
        )


def _owed(page: Page, row: dict[str, Any]) -> str:
    """Say who owes it by when, and that it is late where it is."""
    t, due = page.t, row["due_on"]
    told = [literal(row["owner"]) if row["owner"] else t("record.no_owner")]
    if isinstance(due, date):
        key = "standup.late" if due < today(page) else "standup.due"
        told.append(t(key, day=formats.day(t, due)))
    return " · ".join(told)


def _kept(page: Page, row: dict[str, Any]) -> None:
    changes = {"status": ActionStatus.DONE.value}
    act = partial(
        amend_record, page.db, RecordKind.ACTION, int(row["id"]), changes,
        version=int(row["version"]), actor=page.actor,
    )  # fmt: skip
    if attempted(_SLOT, act):
        say(Logged("standup.promise_kept", {"ref": f"A-{row['number']}"}))


def _new_promise(page: Page, running: dict[str, Any]) -> None:
    t, count = page.t, int(st.session_state.get("standup.promise.count", 0))
    key = f"standup.promise.{count}"
    with st.form(key, border=True):
        st.text_input(
            t("standup.promise"), key=f"{key}.title", placeholder=t("standup.promise_hint")
        )
        with st.container(horizontal=True, gap="small"):
            if project_id(page) is None:
                st.selectbox(t("shell.project"), list(page.projects["code"]), key=f"{key}.project")
            st.selectbox(
                t("action.owner"),
                list(reads.people(page.db, project_id(page))),
                index=None,
                key=f"{key}.owner",
                accept_new_options=True,
                placeholder=t("standup.assign_hint"),
            )
            st.date_input(t("action.due_on"), value=None, key=f"{key}.due")
        st.form_submit_button(
            t("standup.promise_add"),
            key=f"{key}.save",
            icon=":material/add_task:",
            on_click=_add,
            args=(page, running, key),
        )


def _add(page: Page, running: dict[str, Any], key: str) -> None:
    read = st.session_state.get
    ids = page.projects.set_index("code")["id"]
    chosen = project_id(page)
    project = chosen if chosen is not None else int(ids[st.session_state[f"{key}.project"]])
    made: list[str] = []

    def store() -> None:
        draft = ActionDraft(
            project_id=project,
            title=read(f"{key}.title") or "",
            owner=read(f"{key}.owner") or "",
            due_on=read(f"{key}.due"),
        )
        made.append(standups.promise(page.db, int(running["id"]), draft, actor=page.actor).ref)

    if attempted(_SLOT, store):
        st.session_state["standup.promise.count"] = int(read("standup.promise.count", 0)) + 1
        code = str(page.projects.set_index("id")["code"][project])
        say(Logged("standup.promised", {"ref": made[0]}, opens=(made[0], code)))


def _end(page: Page, running: dict[str, Any]) -> None:
    act = partial(standups.close_standup, page.db, int(running["id"]), actor=page.actor)
    if attempted(_SLOT, act):
        say(Logged("standup.ended"))


def _past(page: Page, told: Standups) -> None:
    t = page.t
    said = told.past[told.past["minutes"] != ""]
    if said.empty:
        return
    st.header(t("standup.past"), anchor=False)
    for row in said.to_dict("records"):
        moment = formats.moment(t, row["started_at"].to_pydatetime(), page.timezone)
        st.caption(f"{moment} · {literal(row['started_by'])}")
        st.markdown(literal(row["minutes"]).replace("\n", "  \n"))
