"""A comment on a record, or an address to look at."""

from functools import partial
from typing import Final

import streamlit as st

from ecogov.domain.log.links import NoteDraft
from ecogov.services.log.notes import add_note, remove_note
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.record.acts import key_of, slot_of
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_SECTION: Final = "note"


def comment_form(page: Page, opened: Opened) -> None:
    """Draw the form of a comment; it is empty again once the comment is stored."""
    t = page.t
    key = _form_key(opened)
    with st.form(key, border=False):
        st.text_area(
            t("record.comment"),
            key=f"{key}.text",
            height=68,
            placeholder=t("record.comment_hint"),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                t("record.address"),
                key=f"{key}.url",
                placeholder="https://",
                icon=":material/link:",
                label_visibility="collapsed",
            )
            st.form_submit_button(
                t("record.add_comment"),
                key=f"{key}.save",
                on_click=_add,
                args=(page, opened),
            )
        refusal_at(t, slot_of(opened, _SECTION), {"url": t("record.address")})


def _add(page: Page, opened: Opened) -> None:
    key = _form_key(opened)
    told = {name: st.session_state.get(f"{key}.{name}") or "" for name in ("text", "url")}
    stored: list[int] = []

    def store() -> None:
        draft = NoteDraft(kind=opened.kind, record_id=opened.id, **told)
        stored.append(add_note(page.db, draft, actor=page.actor))

    if attempted(slot_of(opened, _SECTION), store):
        st.session_state[_counter(opened)] = st.session_state.get(_counter(opened), 0) + 1
        undo = partial(remove_note, page.db, stored[0], actor=page.actor)
        say(Logged("record.comment_added", undo=undo))


def _form_key(opened: Opened) -> str:
    return f"{key_of(opened)}.note.form.{st.session_state.get(_counter(opened), 0)}"


def _counter(opened: Opened) -> str:
    return f"{key_of(opened)}.note.count"
