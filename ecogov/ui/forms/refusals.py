"""What a callback refused, said at the next run where it belongs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.i18n.translator import Translator
from ecogov.ui.feedback import reported

_NO_LABELS: Final[Mapping[str, str]] = MappingProxyType({})
_BEGINNING: Final = "refused."


def attempted(slot: str, act: Callable[[], object]) -> bool:
    """Do something inside a callback and tell whether it was done; else `refusal_at` says why."""
    st.session_state.pop(_BEGINNING + slot, None)
    try:
        act()
    except (DomainError, ValidationError) as refused:
        st.session_state[_BEGINNING + slot] = refused
        return False
    return True


def is_refused(slot: str) -> bool:
    """Tell whether there is a refusal to be said."""
    return _BEGINNING + slot in st.session_state


def refusal_at(t: Translator, slot: str, labels: Mapping[str, str] = _NO_LABELS) -> None:
    """Say what was refused; it stands until the next attempt."""
    refused: DomainError | ValidationError | None = st.session_state.get(_BEGINNING + slot)
    if refused is not None:
        with reported(t, labels):
            raise refused


def forget(slot: str) -> None:
    """Say a refusal no more."""
    st.session_state.pop(_BEGINNING + slot, None)
