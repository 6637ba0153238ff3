"""One search over all records: from the header of every page, and on the page of the log."""

from typing import Any, Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n.translator import Translator
from ecogov.ui.header.scope import in_link
from ecogov.ui.literal import literal
from ecogov.ui.log import cached
from ecogov.ui.log.form.dialog import is_open as form_is_open
from ecogov.ui.log.paste import is_pasting
from ecogov.ui.log.place import ask, asked, record_query
from ecogov.ui.log.questions import TEXT
from ecogov.ui.log.split import beside_record
from ecogov.ui.navigation import entry_of
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_IN_DIALOG: Final = "shell.search.text"
_ON_PAGE: Final = "log.search.text"
_LIMIT: Final = 50
_LONGEST: Final = 200


def search_button(page: Page) -> None:
    """Draw the button of the header that opens the search."""
    t = page.t
    is_asked = st.button(
        t("shell.search"),
        key="shell.search",
        icon=":material/search:",
        type="tertiary",
        help=t("shell.search_tip"),
        shortcut="Mod+K",
    )
    # There is room for one dialog only, and the key works while another one is open.
    if is_asked and not form_is_open() and not is_pasting(page):
        st.dialog(t("shell.search_title"), width="medium")(rechecked(_dialog))(page)


def search_section(page: Page) -> None:
    """Draw the search on the page of the log; what is looked for stands in the link."""
    t = page.t
    st.session_state[_ON_PAGE] = " ".join(asked(TEXT))
    st.text_input(
        t("log.search.label"),
        key=_ON_PAGE,
        placeholder=t("log.search.label"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=_LONGEST,
        on_change=_typed,
        width=480,
    )
    with beside_record(page):
        _results(page, st.session_state[_ON_PAGE])


def _dialog(page: Page) -> None:
    text = st.text_input(
        page.t("log.search.label"),
        key=_IN_DIALOG,
        placeholder=page.t("log.search.label"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=_LONGEST,
    )
    _results(page, text)


def _typed() -> None:
    text = st.session_state[_ON_PAGE].strip()
    ask(TEXT, [text] if text else [])


def _results(page: Page, text: str) -> None:
    t = page.t
    if not text.strip():
        st.caption(t("log.search.hint"))
        return
    found = cached.found(page.db, text)
    if found.empty:
        st.info(t("log.search.nothing"), icon=":material/search_off:")
        return
    if len(found) == _LIMIT:
        st.caption(t("log.search.most", count=_LIMIT))
    for kind in dict.fromkeys(found["kind"]):
        rows = found[found["kind"] == kind]
        st.markdown(f"**{t(f'log.kind.{kind}')}**")
        with st.container(gap="xsmall", key=f"log-found-{kind}"):
            for record in rows.itertuples():
                _result(t, RecordKind(kind), record)


def _result(t: Translator, kind: RecordKind, record: Any) -> None:  # noqa: ANN401 - a row
    query = {**in_link(), **record_query(record.ref, record.project_code)}
    told = [record.project_code, t(f"{kind.value}.status.{record.status}"), record.owner]
    st.page_link(
        entry_of("log").file,
        label=f"**{record.ref}** {literal(record.title)} "
        f":gray[{' · '.join(literal(part) for part in told if part)}]",
        query_params=query,
        help=t("log.search.open", ref=record.ref),
    )
