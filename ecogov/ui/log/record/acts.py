"""What a person does to the open record beside its form, and what the form has to know of it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record
from ecogov.ui.forms.conflicts import Seen
from ecogov.ui.forms.refusals import attempted
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

SEEN: Final = ".seen"

_BEGINNING: Final = "record"


def key_of(opened: Opened) -> str:
    """Give the beginning of the keys of everything that belongs to an open record."""
    return key_of_record(opened.kind, opened.id)


def key_of_record(kind: RecordKind, record_id: int) -> str:
    """Give the same for a record that may or may not be open."""
    return f"{_BEGINNING}.{kind.value}.{record_id}"


def slot_of(opened: Opened, section: str) -> str:
    """Name the place where a section of an open record says what was refused."""
    return f"{_BEGINNING}-{opened.kind.value}-{opened.id}-{section}"


def act(
    page: Page,
    opened: Opened,
    section: str,
    do: Callable[[], Logged | None],
    *,
    empties: tuple[str, ...] = (),
) -> None:
    """Do something inside a callback; `empties` are keys of inputs that start afresh then.

    The text that stands in the form stays, and may still be saved: whoever acts has seen what
    the act changed.
    """
    told: list[Logged | None] = []
    if not attempted(slot_of(opened, section), lambda: told.append(do())):
        return
    for key in empties:
        st.session_state.pop(key, None)
    if told[0] is not None:
        say(told[0])
    _keep_up(page, opened)


def seen_key(opened: Opened) -> str:
    """Give the key under which the form keeps what it was opened with."""
    return f"{key_of(opened)}{SEEN}"


def _keep_up(page: Page, opened: Opened) -> None:
    seen: Seen | None = st.session_state.get(seen_key(opened))
    if seen is not None and seen.version == opened.version:
        version = get_record(page.db, opened.kind, opened.id)["version"]
        st.session_state[seen_key(opened)] = Seen(seen.values, version)
