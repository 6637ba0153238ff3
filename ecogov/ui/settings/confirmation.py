"""What was just done, said once, with the way back and the way on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import refusal
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page
from ecogov.ui.settings.place import NEW, go

_NOTE: Final = "settings.done"


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was just done.

    Parameters
    ----------
    key : str
        Catalog key of the sentence.
    values : dict
        Its placeholders.
    undo : callable or None
        Takes it back.
    is_new_project : bool
        Offers what comes after a new project.
    """

    key: str
    values: dict[str, str] = field(default_factory=dict)
    undo: Callable[[], object] | None = None
    is_new_project: bool = False


def say(done: Done) -> None:
    """Say at the next run what was done."""
    st.session_state[_NOTE] = done


def confirmation(page: Page) -> None:
    """Draw what was said, until the next act."""
    done: Done | DomainError | None = st.session_state.pop(_NOTE, None)
    if isinstance(done, DomainError):
        st.error(refusal(page.t, done), icon=":material/block:")
    elif done is not None:
        st.success(
            page.t(done.key, **{name: literal(value) for name, value in done.values.items()}),
            icon=":material/check_circle:",
        )
        _ways_on(page, done)


def attempt(act: Callable[[], object]) -> None:
    """Do something inside a callback; a refusal is said at the next run."""
    try:
        act()
    except DomainError as refused:
        st.session_state[_NOTE] = refused


def _ways_on(page: Page, done: Done) -> None:
    if done.undo is None and not done.is_new_project:
        return
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key="settings-ways-on"):
        if done.undo is not None:
            st.button(
                t("settings.undo"),
                key="settings.undo",
                icon=":material/undo:",
                on_click=attempt,
                args=(done.undo,),
            )
        if done.is_new_project:
            if is_listed("imports"):
                link_to("imports", t("settings.next_import"), icon=":material/upload_file:")
            st.button(
                t("settings.next_target"),
                key="settings.next_target",
                icon=":material/flag:",
                type="tertiary",
                on_click=go,
                args=("targets", NEW),
            )
