"""The queries that people keep: open one, keep the one that stands there, remove one."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import refusal
from ecogov.services.asking.saved import list_queries, remove_query, save_query
from ecogov.ui.literal import literal
from ecogov.ui.page import Page

_PICKED: Final = "sql.saved"
_NAME: Final = "sql.name"
_NOTE: Final = "sql.note"
_LINK: Final = "query"


def saved_picker(page: Page, into: str) -> None:
    """Draw the choice of a kept query; the chosen one, or the link's, is put under `into`."""
    t = page.t
    kept = list_queries(page.db)
    names = dict(zip(kept["id"], kept["name"], strict=True))
    statements = dict(zip(kept["id"], kept["statement"], strict=True))
    asked = st.query_params.get(_LINK, "")
    number = int(asked) if asked.isdecimal() and int(asked) in names else None
    if number is not None and st.session_state.get(_PICKED) != number:
        st.session_state[_PICKED] = number
        st.session_state[into] = statements[number]
    note(page)
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            t("sql.saved"),
            list(names),
            index=None,
            format_func=lambda one: names.get(one, ""),
            key=_PICKED,
            placeholder=t("sql.choose"),
            label_visibility="collapsed",
            icon=":material/bookmark:",
            on_change=_open,
            args=(statements, into),
            width=420,
        )
        if st.session_state.get(_PICKED) is not None:
            st.button(
                t("sql.remove"),
                key="sql.remove",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(page,),
            )


def keep(page: Page, taken_from: str) -> None:
    """Draw the form that keeps the question which stands under the key `taken_from`."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            t("sql.name"),
            key=_NAME,
            placeholder=t("sql.name"),
            label_visibility="collapsed",
            max_chars=120,
            width=320,
        )
        st.button(
            t("sql.save"),
            key="sql.save",
            icon=":material/bookmark_add:",
            on_click=_keep,
            args=(page, taken_from),
        )


def note(page: Page) -> None:
    """Say what was just done or refused."""
    told: tuple[str, str] | DomainError | None = st.session_state.pop(_NOTE, None)
    if isinstance(told, DomainError):
        st.error(refusal(page.t, told), icon=":material/block:")
    elif told is not None:
        st.success(page.t(told[0], name=literal(told[1])), icon=":material/check_circle:")


def _open(statements: dict[int, str], into: str) -> None:
    number = st.session_state[_PICKED]
    if number is None:
        st.query_params.pop(_LINK, None)
        return
    st.query_params[_LINK] = str(number)
    st.session_state[into] = statements[number]


def _keep(page: Page, taken_from: str) -> None:
    name = st.session_state[_NAME]

    def act() -> None:
        number = save_query(page.db, name, st.session_state[taken_from], actor=page.actor)
        st.session_state[_NAME] = ""
        st.query_params[_LINK] = str(number)

    _try(act, ("sql.saved_done", name))


def _remove(page: Page) -> None:
    def act() -> None:
        remove_query(page.db, st.session_state[_PICKED], actor=page.actor)
        st.query_params.pop(_LINK, None)
        st.session_state[_PICKED] = None

    _try(act, ("sql.removed_done", ""))


def _try(act: Callable[[], None], done: tuple[str, str]) -> None:
    try:
        act()
    except DomainError as refused:
        st.session_state[_NOTE] = refused
    else:
        st.session_state[_NOTE] = done
