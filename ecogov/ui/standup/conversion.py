"""A record of the log out of a card: its form stands filled in, so that one key is enough."""

from datetime import date
from typing import Any, Final

import streamlit as st

from ecogov.domain.anomalies.triage import INTO
from ecogov.domain.anomalies.watched import RATIO
from ecogov.domain.log.drafts import Category
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.anomaly_cards import Reader, explained, headline, since, title
from ecogov.services.anomalies import triage
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.questions import today
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.place import open_card
from ecogov.ui.standup.reader import reader_of

_BEGUN: Final = "standup.conversion"
_SLOT: Final = "standup.convert"
_LONGEST_TITLE: Final = 200


def begin(card: dict[str, Any], kind: RecordKind) -> None:
    """Open the form of a kind of record for a card; asking again closes it."""
    asked = (int(card["id"]), kind.value)
    st.session_state[_BEGUN] = None if st.session_state.get(_BEGUN) == asked else asked


def conversion_form(page: Page, card: dict[str, Any], after: int | None) -> None:
    """Draw the form where it was asked for."""
    begun: tuple[int, str] | None = st.session_state.get(_BEGUN)
    if begun is None or begun[0] != card["id"]:
        return
    t, key = page.t, f"standup.convert.{card['id']}.{begun[1]}"
    _, names = reads.card(page.db, int(card["id"]), today(page))
    reader = reader_of(page, names, card)
    with st.form(key, border=True):
        kind = st.segmented_control(
            t("standup.convert.kind"),
            [one.value for one in INTO],
            default=begun[1],
            required=True,
            format_func=lambda one: f"{KIND_ICONS[RecordKind(one)]} {t(f'new.{one}')}",
            key=f"{key}.kind",
        )
        st.text_input(
            t("issue.title"), value=title(reader, card)[:_LONGEST_TITLE], key=f"{key}.title"
        )
        with st.container(horizontal=True, gap="small"):
            st.selectbox(
                t("issue.owner"),
                list(reads.people(page.db, int(card["project_id"]))),
                index=None,
                key=f"{key}.owner",
                accept_new_options=True,
                placeholder=t("standup.assign_hint"),
            )
            st.date_input(t("issue.due_on"), value=None, key=f"{key}.due")
        st.form_submit_button(
            t("standup.convert.save"),
            key=f"{key}.save",
            type="primary",
            icon=":material/output:",
            on_click=_convert,
            args=(page, card, reader, (key, str(kind), after)),
        )
        refusal_at(t, _SLOT, {"title": t("issue.title")})


def _convert(
    page: Page, card: dict[str, Any], reader: Reader, form: tuple[str, str, int | None]
) -> None:
    key, kind, after = form
    kind = str(st.session_state.get(f"{key}.kind") or kind)
    made: list[str] = []

    def store() -> None:
        told = _told(card, reader, key, RecordKind(kind))
        seen = (int(card["id"]), int(card["version"]))
        made.append(triage.convert(page.db, seen, RecordKind(kind), told, actor=page.actor).ref)

    if attempted(_SLOT, store):
        st.session_state.pop(_BEGUN, None)
        ref = page.t("anomaly.ref", number=card["number"])
        code = str(page.projects.set_index("id")["code"][card["project_id"]])
        say(Logged("standup.converted", {"ref": ref, "made": made[0]}, opens=(made[0], code)))
        open_card(after)


def _told(card: dict[str, Any], reader: Reader, key: str, kind: RecordKind) -> dict[str, object]:
    """Fill the record: what was typed, and what the card says."""
    lines = [headline(reader, card), since(reader.t, card), explained(reader, card)]
    due: date | None = st.session_state.get(f"{key}.due")
    told: dict[str, object] = {
        "title": st.session_state.get(f"{key}.title") or "",
        "owner": st.session_state.get(f"{key}.owner") or "",
        "description": "\n\n".join(line for line in lines if line),
        "due_on": due,
        "vendor_id": int(card["vendor_id"]) if card["vendor_id"] > 0 else None,
    }
    if card["lead"]["measure"] == RATIO:
        told["category"] = Category.QUALITY.value
    fields = {spec.name for spec in KINDS[kind].fields} | {"title", "owner", "description"}
    return {name: value for name, value in told.items() if name in fields}
