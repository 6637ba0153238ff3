"""The form of a record, new or stored: nothing typed is lost until it is stored."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from ecogov.domain.errors import ConflictError
from ecogov.ui.feedback import reported
from ecogov.ui.forms.conflicts import Seen, Values, bring_into_view, differences
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings.place import generation

_SAVE: Final = "save"
_REFUSAL: Final = "settings-refusal"


def record_form(
    page: Page,
    kind: str,
    stored: Values,
    *,
    draw: Callable[[Fields], dict[str, Any]],
    save: Callable[[dict[str, Any], int], None],
) -> None:
    """Draw a form and save what it holds.

    Parameters
    ----------
    page : Page
        Who types, and in which language.
    kind : str
        Kind of the record; labels stand under ``<kind>.<field>``.
    stored : Mapping[str, Any]
        The record as it is now, with ``id`` and ``version``; empty for a new one.
    draw : callable
        Draws the inputs and gives their values.
    save : callable
        Stores the values, given the version that the person saw; says and goes where it goes on.
        What it refuses is said under the form.
    """
    t = page.t
    key = form_key(kind, stored)
    seen = _seen(key, stored)
    with st.form(key):
        fields = Fields(t, kind, key, seen.values)
        values = draw(fields)
        label = t("settings.save") if stored else t("settings.add")
        if st.form_submit_button(label, type="primary", key=f"{key}.{_SAVE}"):
            labels = {name: t(f"{kind}.{name}") for name in values if t.has(f"{kind}.{name}")}
            with st.container(key=_REFUSAL), reported(t, labels):
                try:
                    save(values, seen.version)
                except ConflictError:
                    differences(page, kind, stored, _differing(stored, values))
                    # Whoever has read that and saves again means it.
                    st.session_state[f"{key}.seen"] = Seen(seen.values, stored["version"])
                    raise
            bring_into_view(_REFUSAL)


def form_key(kind: str, stored: Values) -> str:
    """Give the beginning of the keys of a form; it changes whenever a form starts afresh."""
    return f"settings.{kind}.{stored.get('id', 'new')}.{generation()}"


def _seen(key: str, stored: Values) -> Seen:
    is_on_screen = f"{key}.{_SAVE}" in st.session_state
    if not is_on_screen:
        st.session_state[f"{key}.seen"] = Seen(dict(stored), stored.get("version", 0))
    seen: Seen = st.session_state[f"{key}.seen"]
    return seen


def _differing(stored: Values, values: Values) -> dict[str, Any]:
    return {
        name: value for name, value in values.items() if name in stored and value != stored[name]
    }
