"""How refusals and bugs reach a person: a sentence beside the form, or a reference number."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError, UnavailableError
from ecogov.domain.people import NotAllowedError
from ecogov.i18n.refusals import invalid, refusal
from ecogov.i18n.translator import Translator
from ecogov.ui.language import current
from ecogov.ui.visitors import known, to_the_door

_LOG: Final = logging.getLogger(__name__)
_NO_LABELS: Final[Mapping[str, str]] = MappingProxyType({})


@contextmanager
def reported(t: Translator, labels: Mapping[str, str] = _NO_LABELS) -> Iterator[None]:
    """Say refusals of the block where it stands; anything else is a bug and goes on.

    Parameters
    ----------
    t : Translator
        The reader's language.
    labels : Mapping[str, str], optional
        Name of each field of the draft as the form shows it, for what pydantic refuses.
    """
    try:
        yield
    except DomainError as error:
        st.error(refusal(t, error), icon=":material/block:")
    except ValidationError as error:
        st.error("  \n".join(invalid(t, error, labels)), icon=":material/edit_off:")


def show_bug(error: Exception) -> bool:
    """Log a bug under a reference number and show that number instead of a traceback.

    Who was signed out meanwhile, or must not do what they asked for, is told so, and so is what
    the database cannot do now: that is no bug.
    """
    if isinstance(error, NotAllowedError):
        if known() is None:
            to_the_door()
        else:
            st.error(refusal(current(), error), icon=":material/block:")
        return True
    if isinstance(error, UnavailableError):
        _LOG.warning("%s", error.code)
        st.error(refusal(current(), error), icon=":material/database_off:")
        return True
    reference = secrets.token_hex(4).upper()
    _LOG.error("bug %s", reference, exc_info=error)
    t = current()
    st.error(
        f"**{t('bug.title')}**  \n{t('bug.text', reference=reference)}",
        icon=":material/bug_report:",
    )
    return True
