"""The page of the log as a whole: the choice of the section, the section, the open record."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.translator import Translator
from ecogov.ui.log import cached
from ecogov.ui.log.editing import save_edits
from ecogov.ui.log.files import files_section
from ecogov.ui.log.my_day import my_day_section
from ecogov.ui.log.place import go, project_id, section
from ecogov.ui.log.register import register
from ecogov.ui.log.risks.section import risk_section
from ecogov.ui.log.search import search_section
from ecogov.ui.log.xray import xray_section
from ecogov.ui.page import Page
from ecogov.ui.redraw import LOG
from ecogov.ui.visitors import rechecked

Draw = Callable[[Page], None]

SECTIONS: Final[dict[str, Draw]] = {
    "my-day": my_day_section,
    **{kind.value: partial(register, kind=kind) for kind in KINDS},
    RecordKind.RISK.value: risk_section,
    "search": search_section,
    "xray": xray_section,
    "files": files_section,
}
"""What the page offers, in order. A new section: one line here, its title in the catalogs.

The key stands in the link; its title stands under ``log.section.<key>``. What a section lists
stands inside ``with beside_record(page):`` of `ecogov.ui.log.split`.
"""

_WIDGET: Final = "log.section"
_IN_HEADER: Final = frozenset({"search"})
"""Sections that every page opens from its header; they need no room here."""

# On a phone the sections stand in one row that is wider than the screen.
_INTO_VIEW: Final = """<script>
(() => {{
  const look = (left) => {{
    const row = document.querySelector('.st-key-log-section [role="radiogroup"]');
    const chosen = row?.querySelector('[aria-checked="true"]');
    if (chosen) {{
      const [one, all] = [chosen, row].map((each) => each.getBoundingClientRect());
      row.scrollLeft += one.left + one.width / 2 - all.left - all.width / 2;
    }}
    if (left) setTimeout(look, 50, left - 1);
  }};
  look(12);
}})() // {section}
</script>"""


@st.fragment(key=LOG)
@rechecked
def desk(page: Page) -> None:
    """Draw the section that the link asks for, with the record that it opens.

    A fragment: what is done here does not draw the header again.
    """
    save_edits(page)
    chosen = _section_picker(page)
    SECTIONS[chosen](page)


def _section_picker(page: Page) -> str:
    t = page.t
    asked = section()
    chosen = asked if asked in SECTIONS else RecordKind.RISK.value
    counts = cached.open_counts(page.db, project_id(page))
    titles = {name: t(f"log.section.{name}") for name in SECTIONS if name not in set(RecordKind)}
    titles |= {kind.value: _title(t, kind, counts[kind]) for kind in KINDS}
    st.session_state[_WIDGET] = chosen
    st.segmented_control(
        t("log.section"),
        [name for name in SECTIONS if name not in _IN_HEADER or name == chosen],
        format_func=lambda name: titles[name],
        key=_WIDGET,
        required=True,
        on_change=_picked,
        label_visibility="collapsed",
    )
    st.html(_INTO_VIEW.format(section=chosen), unsafe_allow_javascript=True, width="content")
    return chosen


def _title(t: Translator, kind: RecordKind, n_open: int) -> str:
    name = t(f"log.kind.{kind.value}")
    return t("log.section_count", kind=name, n=str(n_open)) if n_open else name


def _picked() -> None:
    go(st.session_state[_WIDGET] or RecordKind.RISK.value)
