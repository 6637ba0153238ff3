"""What people said about a card, and the line in which to say more."""

from typing import Any, Final

import streamlit as st

from ecogov.domain.anomalies.triage import NoteDraft
from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.services.anomalies import triage
from ecogov.services.anomalies.reading import Anomaly
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.page import Page

_SLOT: Final = "standup.comment"


def conversation(page: Page, found: Anomaly) -> None:
    """Draw the comments, newest first, under the line for a new one."""
    t, key = page.t, f"standup.comment.{found.card['id']}.{len(found.notes)}"
    if page.may(Right.TRIAGE, int(found.card["project_id"])):
        with st.form(key, border=False):
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                st.text_input(
                    t("anomaly.text"),
                    key=f"{key}.text",
                    placeholder=t("record.comment_hint"),
                    label_visibility="collapsed",
                )
                st.form_submit_button(
                    t("record.add_comment"),
                    key=f"{key}.save",
                    on_click=_add,
                    args=(page, found.card, key),
                )
            refusal_at(t, _SLOT)
    for note in found.notes.to_dict("records"):
        moment = formats.moment(t, note["at"].to_pydatetime(), page.timezone)
        st.caption(f"{literal(note['actor'])}, {moment}")
        st.markdown(literal(note["text"]))


def _add(page: Page, card: dict[str, Any], key: str) -> None:
    text = st.session_state.get(f"{key}.text") or ""
    attempted(
        _SLOT,
        lambda: triage.comment(page.db, int(card["id"]), NoteDraft(text=text), actor=page.actor),
    )
