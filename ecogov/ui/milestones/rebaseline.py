"""Promising a milestone for another day: a change request, decided where it was asked for."""

from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.log.changes import ChangeDraft, MoveBaseline
from ecogov.domain.log.fields import FIRST_DAY, LAST_DAY
from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.log.changes import approve_change, submit_change
from ecogov.services.log.records import log_record
from ecogov.ui.forms.refusals import attempted, forget, refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.log.done import field_labels
from ecogov.ui.log.form.offers import offers_of
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.record.acts import key_of
from ecogov.ui.log.record.form import start_over
from ecogov.ui.log.record.reads import Opened, opened_record
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_MILESTONE: Final = "plan.rebaseline"
_CHANGE: Final = "plan.rebaseline.change"
_SLOT: Final = "plan-rebaseline"
_KEY: Final = "plan.rebaseline"
_TITLE_LETTERS: Final = 200


def ask_to_move(milestone_id: int) -> None:
    """Open the dialog at the next run, beside the milestone, which has to be open."""
    _close()
    for name in ("day", "reason", "decider"):
        st.session_state.pop(f"{_KEY}.{name}", None)
    st.session_state[_MILESTONE] = milestone_id


def rebaseline(page: Page, opened: Opened) -> None:
    """Draw the button that asks to move a baseline, and the dialog where it is open."""
    t = page.t
    if opened.stored["baseline_on"] is None or opened.is_archived:
        return
    st.button(
        t("plan.rebaseline"),
        key=f"{key_of(opened)}.rebaseline",
        icon=":material/edit_calendar:",
        help=t("plan.rebaseline_tip"),
        on_click=ask_to_move,
        args=(opened.id,),
    )
    if st.session_state.get(_MILESTONE) == opened.id:
        title = t("plan.rebaseline.title", ref=opened.ref)
        st.dialog(title, width="medium", on_dismiss=_close)(rechecked(_body))(page, opened)


def _close() -> None:
    st.session_state.pop(_MILESTONE, None)
    st.session_state.pop(_CHANGE, None)
    forget(_SLOT)


def _body(page: Page, opened: Opened) -> None:
    st.markdown(f"**{opened.ref} {literal(opened.stored['title'])}**")
    change_id: int | None = st.session_state.get(_CHANGE)
    if change_id is None:
        _request(page, opened)
    else:
        _decision(page, opened, opened_record(page.db, RecordKind.CHANGE, change_id))
    refusal_at(page.t, _SLOT, field_labels(page.t, RecordKind.CHANGE))


def _request(page: Page, opened: Opened) -> None:
    t, was = page.t, opened.stored["baseline_on"]
    forecast = opened.stored["forecast_on"]
    day: date | None = st.date_input(
        t("plan.rebaseline.day"),
        None if forecast == was else forecast,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=f"{_KEY}.day",
        width=220,
    )
    if day is not None:
        st.markdown(_moved(t, was, day))
    st.text_area(t("plan.rebaseline.reason"), key=f"{_KEY}.reason", height=80)
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("plan.rebaseline.submit"),
            key=f"{_KEY}.submit",
            type="primary",
            help=t("change.submit.tip"),
            on_click=_ask,
            args=(page, opened),
            kwargs={"is_submitted": True},
        )
        st.button(
            t("plan.rebaseline.draft"),
            key=f"{_KEY}.draft",
            on_click=_ask,
            args=(page, opened),
            kwargs={"is_submitted": False},
        )


def _moved(t: Translator, was: date, now: date) -> str:
    """Say the old day, the new one, and how far apart they are."""
    days = (now - was).days
    side = "later" if days > 0 else "earlier"
    moved = t(f"effect.{side}", count=abs(days)) if days else t("effect.same_day")
    told = {"was": formats.day(t, was), "now": formats.day(t, now)}
    return t("plan.rebaseline.moved", moved=moved, **told)


def _ask(page: Page, opened: Opened, *, is_submitted: bool) -> None:
    held = {name: st.session_state.get(f"{_KEY}.{name}") for name in ("day", "reason")}
    made: list[int] = []
    if attempted(_SLOT, lambda: made.append(_requested(page, opened, held))):
        st.session_state[_CHANGE] = made[0]
        if is_submitted:
            _submit(page, made[0], 1)


def _requested(page: Page, opened: Opened, held: dict[str, Any]) -> int:
    day, reason = held["day"], (held["reason"] or "").strip()
    if day is None or day == opened.stored["baseline_on"]:
        raise DomainError("plan.rebaseline_day")
    if not reason:
        raise DomainError("plan.rebaseline_reason")
    title = page.t("plan.rebaseline.request", ref=opened.ref, title=opened.stored["title"])
    draft = ChangeDraft(
        project_id=opened.project_id,
        title=title[:_TITLE_LETTERS],
        reason=reason,
        impact_days=(day - opened.stored["baseline_on"]).days,
        effects=(MoveBaseline(milestone_id=opened.id, to=day),),
    )
    return log_record(page.db, RecordKind.CHANGE, draft, actor=page.actor).id


def _submit(page: Page, change_id: int, version: int) -> None:
    do = partial(submit_change, page.db, change_id, version=version, actor=page.actor)
    attempted(_SLOT, do)


def _decision(page: Page, opened: Opened, change: Opened) -> None:
    """Draw what the request stands at, and the next step."""
    t, status = page.t, change.stored["status"]
    day = date.fromisoformat(change.stored["effects"][0]["to"])
    st.markdown(_moved(t, opened.stored["baseline_on"], day))
    st.caption(
        t("plan.rebaseline.logged", ref=change.ref, status=t(f"change_request.status.{status}"))
    )
    st.text(change.stored["reason"])
    if status == "draft":
        st.button(
            t("plan.rebaseline.submit_now"),
            key=f"{_KEY}.submit_now",
            type="primary",
            on_click=_submit,
            args=(page, change.id, change.version),
        )
        return
    st.selectbox(
        t("change.decider"),
        offers_of(page, opened.project_id).people,
        index=None,
        key=f"{_KEY}.decider",
        placeholder=t("record.person_hint"),
        accept_new_options=True,
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("change.approve"),
            key=f"{_KEY}.approve",
            type="primary",
            help=t("change.approve.tip"),
            on_click=_approve,
            args=(page, opened, change),
        )
        st.button(t("plan.rebaseline.later"), key=f"{_KEY}.later", on_click=_later)


def _approve(page: Page, opened: Opened, change: Opened) -> None:
    decider = st.session_state.get(f"{_KEY}.decider") or ""
    do = partial(
        approve_change, page.db, change.id, version=change.version, decider=decider,
        actor=page.actor,
    )  # fmt: skip
    if attempted(_SLOT, do):
        t = page.t
        day = date.fromisoformat(change.stored["effects"][0]["to"])
        told = {
            "ref": opened.ref,
            "was": formats.day(t, opened.stored["baseline_on"]),
            "now": formats.day(t, day),
        }
        say(Logged("plan.rebaseline.done", told))
        start_over(opened)
        _later()


def _later() -> None:
    _close()
    st.rerun()  # the page too, not the dialog alone: the new day has to be seen
