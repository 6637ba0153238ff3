"""The choices above the timeline; what is picked stands in the link, as codes of no language."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from ecogov.domain.schedule.figures import Standing
from ecogov.ui.literal import literal
from ecogov.ui.log import cached as log_cached
from ecogov.ui.log.place import ask, asked, project_id
from ecogov.ui.log.questions import NOTHING, OWNER, one
from ecogov.ui.milestones.choices import (
    COMMITTED,
    STATE,
    STATES,
    TIMELINE,
    TYPE,
    TYPES,
    VIEW,
    VIEWS,
    view,
)
from ecogov.ui.page import Page

_WIDTH: Final = 150


def filter_bar(page: Page) -> None:
    """Draw the choice of the picture, and the filters of the whole page."""
    t = page.t
    _say_what_is_unknown(page)
    st.session_state[_key(VIEW)] = view()
    st.segmented_control(
        t("plan.view"),
        VIEWS,
        format_func=lambda code: t(f"plan.view.{code}"),
        key=_key(VIEW),
        required=True,
        on_change=_picked,
        args=(VIEW, TIMELINE),
        label_visibility="collapsed",
    )
    _state(page)
    people = [*log_cached.people(page.db, project_id(page)), *asked(OWNER)]
    names = {name: name for name in people if name != NOTHING}
    _pick_many(t("milestone.owner"), OWNER, {**names, NOTHING: t("log.filter.nobody")})
    types = {code: t(f"milestone.type.{code}") for code in TYPES if code != NOTHING}
    _pick_many(t("milestone.type"), TYPE, {**types, NOTHING: t("log.filter.empty")})
    st.session_state[_key(COMMITTED)] = bool(asked(COMMITTED))
    st.toggle(
        t("plan.filter.committed"),
        key=_key(COMMITTED),
        on_change=_picked,
        args=(COMMITTED, ""),
        width="content",
    )


def _key(name: str) -> str:
    return f"plan.filter.{name}"


def _state(page: Page) -> None:
    t = page.t
    st.session_state[_key(STATE)] = one(STATE, STATES, Standing.OPEN.value)
    st.selectbox(
        t("plan.filter.state"),
        STATES,
        format_func=lambda code: t(f"plan.state.{code}"),
        key=_key(STATE),
        label_visibility="collapsed",
        on_change=_picked,
        args=(STATE, Standing.OPEN.value),
        width=_WIDTH,
    )


def _pick_many(label: str, name: str, words: Mapping[str, str]) -> None:
    st.session_state[_key(name)] = [code for code in asked(name) if code in words]
    st.multiselect(
        label,
        list(words),
        format_func=lambda code: words[code],
        key=_key(name),
        placeholder=label,
        label_visibility="collapsed",
        on_change=_picked,
        args=(name, ""),
        width=_WIDTH,
    )


def _picked(name: str, default: str) -> None:
    value = st.session_state[_key(name)]
    if isinstance(value, bool):
        ask(name, ["1"] if value else [])
    elif isinstance(value, list):
        ask(name, value)
    else:
        ask(name, [value] if value and value != default else [])


def _say_what_is_unknown(page: Page) -> None:
    """Say which filters of a link mean nothing here, and take them out of it."""
    lost = []
    for name, known in ((STATE, STATES), (TYPE, TYPES), (VIEW, VIEWS)):
        values = asked(name)
        unknown = [value for value in values if value not in known]
        if unknown:
            lost += unknown
            ask(name, [value for value in values if value in known])
    if lost:
        told = page.t("value.list_separator").join(lost)
        st.warning(page.t("log.unknown_filter", values=literal(told)), icon=":material/link_off:")
