"""The page as a whole: which part of it, then that part."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.ui.log.logged import logged_note
from ecogov.ui.page import Page
from ecogov.ui.standup.alarms import alarms
from ecogov.ui.standup.deck import deck
from ecogov.ui.standup.minutes import minutes
from ecogov.ui.standup.place import ALARMS, CARDS, MINUTES, RULES, TRUST, VIEW, VIEWS, choose, view
from ecogov.ui.standup.rules import rule_alarms
from ecogov.ui.standup.trust import trust
from ecogov.ui.visitors import rechecked

_PARTS: Final = MappingProxyType[str, Callable[[Page], None]](
    {CARDS: deck, RULES: rule_alarms, MINUTES: minutes, TRUST: trust, ALARMS: alarms}
)
_WIDGET: Final = "standup.view"

_STYLE: Final = """<style>
.st-key-standup-split { align-items: flex-start; }
.st-key-standup-card { flex: 1 1 34rem !important; min-width: 0; }
.st-key-standup-list { flex: 0 1 20rem !important; min-width: 0; gap: 0.15rem; }
.st-key-standup-card h2 { font-size: 1.3rem; padding: 0.1rem 0 0; line-height: 1.35; }
.st-key-standup-card h3 { font-size: 0.95rem; padding: 0.4rem 0 0; }
[class*="st-key-standup-row-"] button { justify-content: flex-start; text-align: left; height: auto;
  padding: 0.3rem 0.5rem; width: 100%; border-radius: 0.35rem; }
[class*="st-key-standup-row-"] button p { white-space: normal; text-align: left; font-weight: 400;
  line-height: 1.3; }
[class*="st-key-standup-row-open-"] button {
  background: color-mix(in srgb, currentColor 8%, transparent); }
.st-key-standup-similar { gap: 0.1rem; }
.st-key-standup-similar button { min-height: 0; padding: 0.1rem 0; }
.st-key-standup-acts { row-gap: 0.4rem; }
@media (max-width: 640px) {
  .st-key-standup-split { flex-direction: column; }
  .st-key-standup-card, .st-key-standup-list { flex: 0 0 auto !important; width: 100%; }
  .st-key-standup-view [role="radiogroup"] { flex-wrap: nowrap; overflow-x: auto; }
  .st-key-standup-view [role="radiogroup"] > * { flex: none; }
  .st-key-standup-previous [data-testid="stMarkdownContainer"],
  .st-key-standup-next [data-testid="stMarkdownContainer"] {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
  .st-key-standup-previous kbd, .st-key-standup-next kbd,
  .st-key-standup-previous [class*="hortcut"], .st-key-standup-next [class*="hortcut"],
  .st-key-standup-acts kbd, .st-key-standup-acts [class*="hortcut"] { display: none; }
}
@media print { .st-key-standup-list, .st-key-standup-acts { display: none; } }
</style>"""


@st.fragment
@rechecked
def desk(page: Page) -> None:
    """Draw the part that the link asks for.

    A fragment: what is done here does not draw the header again.
    """
    st.html(_STYLE)
    chosen = view()
    st.session_state[_WIDGET] = chosen
    st.segmented_control(
        page.t("standup.view"),
        VIEWS,
        format_func=lambda name: page.t(f"standup.view.{name}"),
        key=_WIDGET,
        required=True,
        label_visibility="collapsed",
        on_change=_picked,
    )
    logged_note(page)
    _PARTS[chosen](page)


def _picked() -> None:
    asked = st.session_state[_WIDGET]
    choose(VIEW, None if asked == CARDS else asked)
