"""The language of a session: what was chosen, else what the link says, else the browser's."""

import json
from typing import Final

import streamlit as st

from ecogov.domain.people import Person
from ecogov.i18n.translator import LANGUAGES, Translator, language_of, translator
from ecogov.settings import load

LANGUAGE: Final = "lang"
"""Query parameter that holds a chosen language, so that it survives a reload."""

_CHOSEN: Final = "language.chosen"
_PREFERRED: Final = "language.preferred"


def current() -> Translator:
    """Give the translator of this session; a language in the link counts as a choice."""
    linked = st.query_params.get(LANGUAGE)
    if linked in LANGUAGES:
        st.session_state[_CHOSEN] = linked
    return translator(chosen_language() or _default(), st.context.locale)


def chosen_language() -> str | None:
    """Tell which language this session asked for; None when it follows the browser."""
    language: str | None = st.session_state.get(_CHOSEN)
    return language


def language_switch(t: Translator) -> None:
    """Draw the button that switches to the other language, named in that language."""
    other = next(code for code in LANGUAGES if code != t.language)
    st.button(
        LANGUAGES[other],
        key="shell.language",
        type="tertiary",
        icon=":material/translate:",
        help=t("shell.language_tip"),
        on_click=_choose,
        args=(other,),
    )


def prefer(person: Person) -> None:
    """Speak the language of an account where this session asked for none."""
    st.session_state[_PREFERRED] = person.visit.language if person.visit else ""


def announce(t: Translator) -> None:
    """Tell the browser the language of the document, for screen readers, hyphens and fonts."""
    script = f"document.documentElement.lang = {json.dumps(t.language)}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True, width="content")


def _choose(language: str) -> None:
    st.session_state[_CHOSEN] = language
    st.query_params[LANGUAGE] = language


def _default() -> str:
    preferred: str = st.session_state.get(_PREFERRED, "")
    if preferred:
        return preferred
    configured = load().language
    return language_of(st.context.locale) if configured == "auto" else configured
