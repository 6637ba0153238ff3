"""What was just done in the log, said once where nothing jumps, with the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.refusals import invalid, refusal
from ecogov.i18n.translator import Translator
from ecogov.ui.literal import literal
from ecogov.ui.page import Page

_DONE: Final = "log.done"
_REFUSED: Final = "log.refused"


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was just done.

    Parameters
    ----------
    kind : RecordKind
        What it was done to.
    key : str
        Catalog key of the sentence.
    values : mapping
        Its placeholders.
    undo : callable or None
        Takes it back.
    """

    kind: RecordKind
    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    undo: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not stored, and what a person had typed.

    Parameters
    ----------
    kind : RecordKind
        What it was typed into.
    error : DomainError or ValidationError
        Why not.
    where : str
        Reference of the record; empty where it was many.
    typed : tuple of (str, str)
        Names of fields, and what was typed into each.
    """

    kind: RecordKind
    error: DomainError | ValidationError
    where: str = ""
    typed: tuple[tuple[str, str], ...] = ()


def say(done: Done) -> None:
    """Say beside the totals what was done, until the next act."""
    st.session_state[_DONE] = done


def refuse(refused: Refused) -> None:
    """Say above the list what was refused, until it is put away or something is stored."""
    held: list[Refused] = st.session_state.setdefault(_REFUSED, [])
    held.append(refused)


def attempt(kind: RecordKind, act: Callable[[], object]) -> bool:
    """Do something; a refusal is said above the list. Tells whether it was done."""
    forget()
    try:
        act()
    except (DomainError, ValidationError) as error:
        refuse(Refused(kind, error))
        return False
    return True


def forget() -> None:
    """Stop saying what was done or refused before."""
    st.session_state.pop(_DONE, None)
    st.session_state.pop(_REFUSED, None)


def refusals(page: Page) -> None:
    """Draw what was refused, with the text that was typed."""
    held: list[Refused] = st.session_state.get(_REFUSED, [])
    if not held:
        return
    with st.container(key="log-refused"):
        for refused in held:
            st.error(_sentence(page.t, refused), icon=":material/block:")
        st.button(
            page.t("log.refused.close"),
            key="log.refused.close",
            icon=":material/close:",
            type="tertiary",
            on_click=forget,
        )


def done_note(page: Page) -> None:
    """Draw what was done, and the button that takes it back."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    values = {
        name: literal(value) if isinstance(value, str) else value
        for name, value in done.values.items()
    }
    st.markdown(f":material/check_circle: {page.t(done.key, **values)}", width="content")
    if done.undo is not None:
        st.button(
            page.t("log.undo"),
            key="log.undo",
            icon=":material/undo:",
            on_click=_take_back,
            args=(done.kind, done.undo),
        )


def field_labels(t: Translator, kind: RecordKind) -> dict[str, str]:
    """Name the fields of a kind as forms and tables do."""
    return {spec.name: t(f"{kind.value}.{spec.name}") for spec in KINDS[kind].fields}


def _take_back(kind: RecordKind, undo: Callable[[], object]) -> None:
    if attempt(kind, undo):
        say(Done(kind, "log.undone"))


def _sentence(t: Translator, refused: Refused) -> str:
    labels = field_labels(t, refused.kind)
    error = refused.error
    told = [refusal(t, error)] if isinstance(error, DomainError) else invalid(t, error, labels)
    said = [f"**{refused.where}**  "] if refused.where else []
    said += [literal(sentence) for sentence in told]
    said += [
        t("log.refused.typed", field=labels.get(name, name), text=literal(text))
        for name, text in refused.typed
    ]
    return "  \n".join(said)
