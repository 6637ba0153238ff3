"""A decision gives way to a newer one, which is logged in its place."""

from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.drafts import DecisionDraft, DecisionStatus
from ecogov.services.log.decisions import supersede_decision
from ecogov.ui.forms.fields import Fields
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.log.done import field_labels
from ecogov.ui.log.form.offers import offers_of
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.head import code_of
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_SECTION: Final = "superseding"
_ASKED: Final = ("title", "outcome", "decider")


def superseding(page: Page, opened: Opened) -> None:
    """Draw the way to decide anew, while the decision stands."""
    t, key = page.t, f"{key_of(opened)}.supersede"
    if opened.stored["status"] == DecisionStatus.SUPERSEDED or opened.is_archived:
        return
    with (
        st.popover(t("decision.supersede"), key=key, icon=":material/swap_horiz:"),
        st.form(f"{key}.form", border=False),
    ):
        st.caption(t("decision.supersede_tip"))
        fields = Fields(t, opened.kind.value, f"{key}.form", {"title": opened.stored["title"]})
        fields.text("title")
        fields.lines("outcome")
        people = offers_of(page, opened.project_id).people
        fields.person("decider", people, placeholder=t("record.person_hint"))
        refusal_at(t, slot_of(opened, _SECTION), field_labels(t, opened.kind))
        st.form_submit_button(
            t("decision.supersede"),
            type="primary",
            key=f"{key}.form.save",
            on_click=_supersede,
            args=(page, opened),
        )


def _supersede(page: Page, opened: Opened) -> None:
    key = f"{key_of(opened)}.supersede.form"
    told = {name: st.session_state.get(f"{key}.{name}") or "" for name in _ASKED}
    act(page, opened, _SECTION, partial(_stored, page, opened, told))


def _stored(page: Page, opened: Opened, told: dict[str, Any]) -> Logged:
    kept = {"project_id": opened.project_id, "owner": opened.stored["owner"]}
    draft = DecisionDraft(status=DecisionStatus.DECIDED, **kept, **told)
    made = supersede_decision(page.db, opened.id, draft, version=opened.version, actor=page.actor)
    values = {"was": opened.ref, "now": made.ref}
    return Logged("decision.superseded", values, opens=(made.ref, code_of(page, opened)))
