"""The report: the draft of today or a published one, alone or against another one."""

import pandas as pd
import streamlit as st

from ecogov.i18n import formats
from ecogov.services.status.publishing import Published
from ecogov.ui.log.place import ask
from ecogov.ui.log.questions import one
from ecogov.ui.page import Page
from ecogov.ui.status import place, reads
from ecogov.ui.status.comparison import comparison_view
from ecogov.ui.status.files import downloads
from ecogov.ui.status.place import Whose
from ecogov.ui.status.reads import Asked, Look

_DRAFT = "draft"
_NONE = "none"


def report_section(page: Page, who: Whose) -> None:
    """Draw a report with the choice of it, and what it is compared with."""
    history = reads.history(page.db, who.subject)
    with st.container(key="status-tools", horizontal=True, vertical_alignment="bottom"):
        chosen = _picker(page, history, place.NUMBER, (_DRAFT, "status.history.draft"))
        other = None
        if chosen is not None and len(history) > 1:
            rest = history[history["id"] != chosen]
            other = _picker(page, rest, place.WITH, (_NONE, "status.compare.nothing"))
        st.space("stretch")
        published = None if chosen is None else reads.published(page.db, chosen)
        downloads(page, who, published)
    if published is not None and other is not None:
        comparison_view(page, published, reads.published(page.db, other))
        return
    st.html(drawn(page, who, published))


def drawn(page: Page, who: Whose, published: Published | None) -> str:
    """Write a published report, or without one the draft of today, as HTML."""
    look: Look = (page.t.language, page.t.locale, page.theme)
    if published is not None:
        publication = reads.publication_of(published)
        return reads.drawn(published.report, publication, look, published.content_hash)
    report = reads.draft(page.db, Asked(who.project_id, who.programme, who.as_of))
    key = f"{page.db.key} {page.db.person.name} {page.db.revision()} {who.subject} {who.as_of}"
    return reads.drawn(report, None, look, key)


def _picker(page: Page, history: pd.DataFrame, name: str, instead: tuple[str, str]) -> int | None:
    """Draw the choice of a published report, by number, or of what stands first instead."""
    code, label = instead
    words = {code: page.t(label)}
    ids: dict[str, int | None] = {code: None}
    for row in history.to_dict("records"):
        number = str(row["number"])
        words[number] = f"{number} · {formats.day(page.t, row['as_of'])}"
        ids[number] = int(row["id"])
    if len(words) == 1:
        return None
    key = f"status.{name}"
    st.session_state[key] = one(name, tuple(words), code)
    st.selectbox(
        page.t("status.history.shown" if name == place.NUMBER else "status.compare"),
        list(words),
        format_func=lambda number: words[number],
        key=key,
        width=240,
        on_change=lambda: ask(name, [st.session_state[key]]),
    )
    return ids[st.session_state[key]]
