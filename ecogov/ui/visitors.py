"""Who looks at a session: asked again at every run, so that who is signed out is out at once."""

import json
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Final, ParamSpec, TypeVar

import streamlit as st

from ecogov.domain.accounts import LOGIN, SESSION_COOKIE
from ecogov.domain.people import LOCAL, Person
from ecogov.services.people.secrecy import form_proof
from ecogov.services.people.signing_in import has_accounts, person_of
from ecogov.settings import load
from ecogov.ui.database import database

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")

_SEEN: Final[ContextVar[Person | None]] = ContextVar("visitor", default=None)

_TO_THE_DOOR: Final = (
    f"<script>window.location.assign({json.dumps(LOGIN + '?next=')}"
    " + encodeURIComponent(window.location.pathname + window.location.search))</script>"
)


def session_token() -> str:
    """Give the token that the browser of this session holds; empty without one."""
    return st.context.cookies.get(SESSION_COOKIE, "")


def own_form_proof() -> str:
    """Give what forms to the door carry, so that it knows that this session drew them."""
    return form_proof(session_token())


def visitor() -> Person:
    """Give who looks at this session; nobody is sent to the door, and the run ends."""
    found = known()
    if found is None:
        to_the_door()
        st.stop()
    _SEEN.set(found)
    return found


def seen() -> Person:
    """Give whom this run has found already; `ecogov/entry/main.py` and `rechecked` ask anew."""
    return _SEEN.get() or visitor()


def known() -> Person | None:
    """Give who looks at this session; None for who would have to sign in."""
    db = database()
    address = st.context.ip_address
    told = address if isinstance(address, str) else ""
    found = person_of(db, session_token(), address=told)
    if found is None and not load().must_sign_in(has_accounts=has_accounts(db)):
        return LOCAL
    return found


def to_the_door() -> None:
    """Send the tab to sign-in; it comes back to where it is."""
    st.html(_TO_THE_DOOR, unsafe_allow_javascript=True, width="content")


def rechecked(draw: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Let a part of a page that runs alone ask again who looks at it."""

    @wraps(draw)
    def drawn(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
        visitor()
        return draw(*args, **kwargs)

    return drawn
