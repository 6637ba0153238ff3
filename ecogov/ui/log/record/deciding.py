"""The way of a change request: submitted, approved, rejected, withdrawn; who, when, why."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.i18n import formats
from ecogov.services.log.changes import (
    approve_change,
    reject_change,
    submit_change,
    withdraw_change,
)
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.log.form.offers import offers_of
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.effect_editor import effects
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_SECTION: Final = "deciding"


def deciding(page: Page, opened: Opened) -> None:
    """Draw what the change would do, and the steps that its status allows."""
    t, status = page.t, opened.stored["status"]
    effects(page, opened)
    if opened.is_archived:
        return
    if status == "draft":
        with st.container(horizontal=True, gap="small"):
            _step(page, opened, "submit", submit_change, is_main=True)
            _step(page, opened, "withdraw", withdraw_change)
    elif status == "submitted":
        _decision(page, opened)
    elif opened.stored["decided_at"] is not None:
        told = {
            "who": literal(opened.stored["decided_by"]),
            "when": formats.moment(t, opened.stored["decided_at"], page.timezone),
        }
        st.markdown(t(f"change.told.{status}", **told))
        st.text(opened.stored["decision_note"])
    refusal_at(t, slot_of(opened, _SECTION))


def _step(
    page: Page, opened: Opened, verb: str, do: Callable[..., None], *, is_main: bool = False
) -> None:
    t = page.t
    st.button(
        t(f"change.{verb}"),
        key=f"{key_of(opened)}.{verb}",
        type="primary" if is_main else "secondary",
        help=t(f"change.{verb}.tip"),
        on_click=act,
        args=(page, opened, _SECTION, partial(_done, page, opened, verb, do)),
    )


def _decision(page: Page, opened: Opened) -> None:
    t, key = page.t, f"{key_of(opened)}.decision"
    people = offers_of(page, opened.project_id).people
    with st.form(key):
        st.selectbox(
            t("change.decider"),
            people,
            index=None,
            key=f"{key}.decider",
            placeholder=t("record.person_hint"),
            accept_new_options=True,
        )
        st.text_area(
            t("change.note"), key=f"{key}.note", height=68, placeholder=t("change.note_hint")
        )
        with st.container(horizontal=True, gap="small"):
            _verdict(page, opened, "approve", approve_change, is_main=True)
            _verdict(page, opened, "reject", reject_change)
    _step(page, opened, "withdraw", withdraw_change)


def _verdict(
    page: Page, opened: Opened, verb: str, do: Callable[..., None], *, is_main: bool = False
) -> None:
    t = page.t
    st.form_submit_button(
        t(f"change.{verb}"),
        key=f"{key_of(opened)}.{verb}",
        type="primary" if is_main else "secondary",
        help=t(f"change.{verb}.tip"),
        on_click=_decide,
        args=(page, opened, verb, do),
    )


def _decide(page: Page, opened: Opened, verb: str, do: Callable[..., None]) -> None:
    key = f"{key_of(opened)}.decision"
    told = {name: st.session_state.get(f"{key}.{name}") or "" for name in ("decider", "note")}
    act(page, opened, _SECTION, partial(_done, page, opened, verb, partial(do, **told)))


def _done(page: Page, opened: Opened, verb: str, do: Callable[..., Any]) -> Logged:
    do(page.db, opened.id, version=opened.version, actor=page.actor)
    return Logged(f"change.done.{verb}", {"ref": opened.ref})
