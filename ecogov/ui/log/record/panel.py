"""One record open: what it is, its form and verbs, what it is linked to, what happened to it."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.ui.log.logged import logged_note
from ecogov.ui.log.place import FIELD
from ecogov.ui.log.record.comments import comment_form
from ecogov.ui.log.record.conversion import conversion
from ecogov.ui.log.record.deciding import deciding
from ecogov.ui.log.record.escalating import escalating
from ecogov.ui.log.record.form import edit_form
from ecogov.ui.log.record.head import head
from ecogov.ui.log.record.links import linked
from ecogov.ui.log.record.planning import planning
from ecogov.ui.log.record.reading import reading
from ecogov.ui.log.record.reads import Opened, may_write, opened_record
from ecogov.ui.log.record.superseding import superseding
from ecogov.ui.log.record.timeline import timeline
from ecogov.ui.page import Page

_VERBS: Final = MappingProxyType[RecordKind, Callable[[Page, Opened], None]](
    {
        RecordKind.CHANGE: deciding,
        RecordKind.MILESTONE: planning,
        RecordKind.ESCALATION: escalating,
        RecordKind.DECISION: superseding,
    }
)
"""What a kind has beside what all have."""

_STYLE: Final = """<style>
.st-key-log-record h2 { padding: 0; font-size: 1.3rem; overflow-wrap: anywhere; }
.st-key-log-record h3 { padding: 0.4rem 0 0; font-size: 1.05rem; }
.st-key-log-record-head button { padding-inline: 0.35rem; }
[class*="st-key-log-note-"] { flex-wrap: nowrap !important; }
</style>"""


def record_panel(page: Page, kind: RecordKind, record_id: int) -> None:
    """Draw an open record; one that is not there any more is said."""
    try:
        opened = opened_record(page.db, kind, record_id)
    except NotFoundError:
        st.warning(page.t("record.gone"), icon=":material/link_off:")
        return
    logged_note(page)
    st.html(_STYLE)
    with st.container(border=True, key="log-record"):
        head(page, opened)
        if may_write(page, opened):
            _writing(page, opened)
        else:
            reading(page, opened)
        linked(page, opened)
        if page.may(Right.TRIAGE, opened.project_id):
            comment_form(page, opened)
        timeline(page, opened)


def _writing(page: Page, opened: Opened) -> None:
    edit_form(page, opened, focus=st.query_params.get(FIELD, ""))
    if opened.kind in _VERBS:
        _VERBS[opened.kind](page, opened)
    if not opened.is_archived:
        conversion(page, opened)
