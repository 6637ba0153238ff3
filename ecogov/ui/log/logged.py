"""What was just logged or put away, said on any page in a corner where nothing has to move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.place import record_query
from ecogov.ui.page import Page
from ecogov.ui.redraw import NOTE, redraw_records
from ecogov.ui.visitors import rechecked

_SAID: Final = "log.logged"
_UNDONE: Final = "log.undone"
_SLOT: Final = "log.logged.undo"

STYLE: Final = """<style>
.st-key-log-logged {
  position: fixed; right: 1.25rem; bottom: 1.25rem; z-index: 1000000; width: auto;
  max-width: min(32rem, calc(100vw - 2.5rem)); padding: 0.5rem 0.9rem; border-radius: 0.5rem;
  background: light-dark(#fff, #1d2126); color-scheme: inherit;
  border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  box-shadow: 0 4px 18px rgb(0 0 0 / 0.18);
}
@media print { .st-key-log-logged { display: none; } }
</style>"""


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that was just done to a record.

    Parameters
    ----------
    key : str
        Catalog key of the sentence.
    values : dict
        Its placeholders.
    opens : tuple of (str, str) or None
        Reference and code of the project of the record that the way on opens.
    undo : callable or None
        Takes it back.
    """

    key: str
    values: dict[str, str] = field(default_factory=dict)
    opens: tuple[str, str] | None = None
    undo: Callable[[], object] | None = None


def say(logged: Logged) -> None:
    """Say at the next run what was done."""
    st.session_state[_SAID] = logged


@st.fragment(key=NOTE)
@rechecked
def standing_note(page: Page) -> None:
    """Draw what was said in a part of its own, which is drawn anew without the page."""
    logged_note(page, is_apart=True)


def logged_note(page: Page, *, is_apart: bool = False) -> None:
    """Draw what was said, with the way on and the way back, until the next act.

    `is_apart` where the records are drawn by another part of the page.
    """
    said: Logged | None = st.session_state.pop(_SAID, None)
    refusal_at(page.t, _SLOT)
    if said is None:
        return
    t = page.t
    values = {name: literal(value) for name, value in said.values.items()}
    st.html(STYLE)
    with st.container(key="log-logged", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/check_circle: {t(said.key, **values)}", width="content")
        if said.opens is not None:
            ref, code = said.opens
            query = record_query(ref, code)
            link_to("log", t("record.open", ref=ref), icon=":material/open_in_new:", **query)
        if said.undo is not None:
            st.button(
                t("record.undo"),
                key="log.logged.undo",
                icon=":material/undo:",
                type="tertiary",
                on_click=_take_back,
                args=(said.undo, page if is_apart else None),
            )


def undone() -> int:
    """Count what was taken back so far: a form that stands open then starts afresh."""
    count: int = st.session_state.get(_UNDONE, 0)
    return count


def _take_back(undo: Callable[[], object], page: Page | None) -> None:
    if attempted(_SLOT, undo):
        st.session_state[_UNDONE] = undone() + 1
        say(Logged("record.undone"))
    if page is not None:
        redraw_records(page)
