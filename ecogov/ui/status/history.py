"""What was published when by whom, and the links that show it to others."""

from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from ecogov.domain.lights.words import Light
from ecogov.i18n import formats
from ecogov.i18n.status import light_word
from ecogov.i18n.translator import LANGUAGES
from ecogov.services.status.links import LONGEST, USUAL, LinkDraft, create_link, revoke_link
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.place import ask
from ecogov.ui.page import Page
from ecogov.ui.status import place, reads
from ecogov.ui.status.place import Whose, may_publish
from ecogov.ui.status.publish import published_note

_SLOT: Final = "status-links"
_SHOWN: Final = "status.links.address"
_LATEST: Final = 0
_HASH_LETTERS: Final = 12


def history_section(page: Page, who: Whose) -> None:
    """Draw the published reports and the shared links."""
    t = page.t
    published_note(page, who)
    history = reads.history(page.db, who.subject)
    if history.empty:
        st.info(t("status.history.none"), icon=":material/history:")
        st.button(
            t("status.section.publish"),
            key="status.to_publish",
            type="primary",
            on_click=lambda: ask(place.SECTION, [place.PUBLISH]),
        )
        return
    for row in history.to_dict("records"):
        _line(page, row)
    _links(page, who, history)


def _line(page: Page, row: dict[Any, Any]) -> None:
    t = page.t
    number = int(row["number"])
    with st.container(
        key=f"status-history-{number}",
        horizontal=True,
        vertical_alignment="center",
        gap="small",
    ):
        label = f"{number} · {formats.day(t, row['as_of'])}"
        st.button(
            label,
            key=f"status.open.{number}",
            type="tertiary",
            icon=":material/description:",
            help=t("status.history.open"),
            on_click=_open,
            args=(number,),
        )
        when = formats.moment(t, row["published_at"], page.timezone)
        told = t("status.published", number=number, when=when, name=row["published_by"])
        st.markdown(light_word(t, Light(row["overall"])), width="content")
        hash_ = str(row["content_hash"])[:_HASH_LETTERS]
        st.caption(f"{told} · {t('status.fingerprint', hash=hash_)}", width="content")


def _open(number: int) -> None:
    ask(place.SECTION, [place.REPORT])
    ask(place.NUMBER, [str(number)])


def _links(page: Page, who: Whose, history: pd.DataFrame) -> None:
    t = page.t
    if not may_publish(page, who):
        return
    numbers = dict(zip(history["id"], history["number"], strict=True))
    with st.container(border=True, key="status-links"):
        st.header(t("status.links"), anchor=False)
        st.markdown(t("status.links.about"))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(
                t("status.links.what"),
                [_LATEST, *numbers],
                format_func=lambda one: _what(page, numbers, one),
                key="status.links.what",
                width=260,
            )
            st.selectbox(
                t("status.links.language"),
                list(LANGUAGES),
                format_func=lambda code: LANGUAGES[code],
                index=list(LANGUAGES).index(t.language),
                key="status.links.language",
                width=160,
            )
            st.date_input(
                t("status.links.expires"),
                value=who.as_of + USUAL,
                min_value=who.as_of,
                max_value=who.as_of + LONGEST - timedelta(days=1),
                key="status.links.expires",
                format="YYYY-MM-DD",
                width=160,
            )
            st.checkbox(t("status.links.redacted"), value=True, key="status.links.redacted")
            st.button(
                t("status.links.create"),
                key="status.links.create",
                type="primary",
                icon=":material/add_link:",
                on_click=_create,
                args=(page, who),
            )
        _new_address(page, who)
        refusal_at(t, _SLOT)
        rows = reads.links_of(page.db, who.subject)
        if rows.empty:
            st.caption(t("status.links.none"))
        for row in rows.to_dict("records"):
            _link(page, numbers, row)


def _what(page: Page, numbers: dict[int, int], report_id: int) -> str:
    if report_id == _LATEST or pd.isna(report_id):
        return page.t("status.links.latest")
    return f"{page.t('status.links.this')}: {numbers.get(int(report_id), '')}"


def _link(page: Page, numbers: dict[int, int], row: dict[Any, Any]) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = t(
            "status.links.told",
            what=_what(page, numbers, _LATEST if pd.isna(row["report_id"]) else row["report_id"]),
            language=LANGUAGES[row["language"]],
            day=formats.day(t, row["expires_on"]),
            views=t("status.links.views", count=int(row["views"])),
        )
        hidden = f" · {t('status.links.redacted')}" if row["is_redacted"] else ""
        st.caption(told + hidden, width="content")
        st.button(
            t("status.links.revoke"),
            key=f"status.links.{row['id']}.revoke",
            icon=":material/link_off:",
            type="tertiary",
            on_click=_revoke,
            args=(page, int(row["id"])),
        )


def _create(page: Page, who: Whose) -> None:
    state = st.session_state
    report_id: int = state["status.links.what"]
    expires_on: date = state["status.links.expires"]
    draft = LinkDraft(
        subject=who.subject,
        report_id=report_id or None,
        language=state["status.links.language"],
        is_redacted=state["status.links.redacted"],
        expires_on=expires_on,
    )
    made: list[str] = []
    create = partial(create_link, page.db, draft, actor=page.actor)
    if attempted(_SLOT, lambda: made.append(create())):
        state[_SHOWN] = (who.subject, _address(made[0]))


def _address(token: str) -> str:
    parts = urlsplit(st.context.url or "")
    beginning = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{beginning}/status/{token}"


def _new_address(page: Page, who: Whose) -> None:
    """Show an address once; it is not stored and cannot be shown again."""
    shown: tuple[str, str] | None = st.session_state.get(_SHOWN)
    if shown is None or shown[0] != who.subject:
        return
    st.code(shown[1], language=None, wrap_lines=True)
    st.warning(page.t("status.links.once"), icon=":material/key:")


def _revoke(page: Page, link_id: int) -> None:
    st.session_state.pop(_SHOWN, None)
    attempted(_SLOT, partial(revoke_link, page.db, link_id, actor=page.actor))
