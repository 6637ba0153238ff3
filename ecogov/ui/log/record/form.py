"""The form of a stored record: only what a person changed is stored, and nothing typed is lost."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import Amended, amend_record, take_back
from ecogov.storage.database import Database
from ecogov.ui.forms.conflicts import Seen, bring_into_view, differences
from ecogov.ui.forms.fields import Fields
from ecogov.ui.forms.focus import emphasise, put_focus
from ecogov.ui.forms.refusals import attempted, forget, is_refused, refusal_at
from ecogov.ui.log.done import field_labels
from ecogov.ui.log.form.inputs import shown, specs, typed
from ecogov.ui.log.form.layout import FIRST, form_inputs
from ecogov.ui.log.form.offers import offers_of
from ecogov.ui.log.logged import Logged, say, undone
from ecogov.ui.log.record.acts import SEEN, key_of, key_of_record, seen_key, slot_of
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_STATUS: Final = "status"
_OVER: Final = frozenset({"approved", "rejected", "withdrawn"})


def edit_form(page: Page, opened: Opened, *, focus: str = "") -> None:
    """Draw the form; `focus` names the field that the link asks to look at."""
    t, kind = page.t, opened.kind
    _begin(opened)
    key = _form_key(opened)
    slot = slot_of(opened, "form")
    is_over = kind is RecordKind.CHANGE and opened.stored[_STATUS] in _OVER
    with st.form(key, border=False):
        standing = shown(kind, {**_begun(opened), **_kept(opened)})
        offers = offers_of(page, opened.project_id)
        form_inputs(
            Fields(t, kind.value, key, standing), offers, first=_first(kind, standing), focus=focus
        )
        with st.container(key=slot):
            refusal_at(t, slot, field_labels(t, kind))
            _show_conflict(page, opened)
        st.form_submit_button(
            t("record.save"),
            type="primary",
            key=f"{key}.save",
            on_click=_save,
            args=(page, opened),
            disabled=opened.is_archived or is_over,
            help=t("record.decided_tip") if is_over else None,
        )
    if is_refused(slot):
        bring_into_view(slot)
    elif any(spec.name == focus for spec in specs(kind)):
        put_focus(f"{key}.{focus}")
        emphasise(f"{key}.{focus}")


def _first(kind: RecordKind, standing: Mapping[str, Any]) -> tuple[str, ...]:
    """Tell what is seen at once: what matters for the kind, its status, what was written."""
    asked = specs(kind)
    status = [spec.name for spec in asked if spec.name == _STATUS]
    told = [spec.name for spec in asked if spec.shape is Shape.NOTE and standing[spec.name]]
    return (*FIRST[kind], *status, *told)


def _begin(opened: Opened) -> None:
    is_on_screen = f"{_form_key(opened)}.save" in st.session_state
    goes_on = st.session_state.pop(f"{key_of(opened)}.goes_on", False)
    if not (is_on_screen or goes_on):
        _go_on_from(opened, opened.stored, {})
        forget(slot_of(opened, "form"))


def _save(page: Page, opened: Opened) -> None:
    seen: Seen = st.session_state[seen_key(opened)]
    told = typed(opened.kind, _form_key(opened))
    changes = {name: value for name, value in told.items() if value != seen.values[name]}
    save = partial(_stored, page, opened, changes, seen.version)
    if attempted(slot_of(opened, "form"), save):
        now = get_record(page.db, opened.kind, opened.id)
        _go_on_from(opened, now, {})
        if any(value != now[name] for name, value in told.items()):
            _start_afresh(opened)


def _stored(page: Page, opened: Opened, changes: dict[str, Any], version: int) -> None:
    try:
        amended = amend_record(
            page.db, opened.kind, opened.id, changes, version=version, actor=page.actor
        )
    except ConflictError:
        # Whoever has read what is stored now and saves again means it.
        _go_on_from(opened, get_record(page.db, opened.kind, opened.id), changes)
        _start_afresh(opened)
        raise
    if amended.version == version:
        say(Logged("record.unchanged", {"ref": opened.ref}))
        return
    undo = partial(take_back, page.db, [amended], actor=page.actor)
    say(Logged("record.saved", {"ref": opened.ref}, undo=undo))


def _go_on_from(opened: Opened, stored: Mapping[str, Any], kept: dict[str, Any]) -> None:
    """Let the form go on from what is stored, but for what a person typed and wants to keep."""
    st.session_state[seen_key(opened)] = Seen(dict(stored), int(stored["version"]))
    st.session_state[f"{key_of(opened)}.begun"] = dict(stored)
    st.session_state[f"{key_of(opened)}.kept"] = kept


def _begun(opened: Opened) -> dict[str, Any]:
    """Give what the inputs started with: one that starts with something else is a new one."""
    begun: dict[str, Any] = st.session_state[f"{key_of(opened)}.begun"]
    return begun


def _kept(opened: Opened) -> dict[str, Any]:
    kept: dict[str, Any] = st.session_state.get(f"{key_of(opened)}.kept", {})
    return kept


def adopt(db: Database, changed: Iterable[Amended]) -> None:
    """Let a form that stands open go on from what its reader changed beside it, as in the table.

    Only the inputs of those very fields show something else: whatever else was typed stays, and
    saving it is no conflict with oneself. What was refused before is still to be saved.
    """
    for one in changed:
        key = key_of_record(one.kind, one.id)
        seen: Seen | None = st.session_state.get(f"{key}{SEEN}")
        form = _form_of(key)
        if seen is None or f"{form}.save" not in st.session_state:
            continue
        now = get_record(db, one.kind, one.id)
        if now["version"] != seen.version + 1:
            continue  # somebody else was here too, and is heard when the form is saved
        standing, stood = typed(one.kind, form), shown(one.kind, now)
        for name in one.before:
            if standing.get(name) == seen.values[name]:
                st.session_state[f"{form}.{name}"] = stood[name]
        st.session_state[f"{key}{SEEN}"] = Seen(dict(now), int(now["version"]))


def _start_afresh(opened: Opened) -> None:
    """Make the inputs new ones, with what they start with: a widget keeps what stands in it."""
    start_over(opened)
    st.session_state[f"{key_of(opened)}.goes_on"] = True


def start_over(opened: Opened) -> None:
    """Let the form begin with what is stored at the next run: something else changed the record."""
    counter = f"{key_of(opened)}.count"
    st.session_state[counter] = st.session_state.get(counter, 0) + 1


def _form_key(opened: Opened) -> str:
    return _form_of(key_of(opened))


def _form_of(key: str) -> str:
    return f"{key}.{st.session_state.get(f'{key}.count', 0)}.{undone()}"


def _show_conflict(page: Page, opened: Opened) -> None:
    yours = {name: value for name, value in _kept(opened).items() if value != opened.stored[name]}
    if yours:
        differences(page, opened.kind.value, opened.stored, yours)
        st.caption(page.t("record.conflict_tip"))
