"""Everything that happened to a record in one line of time, newest first, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.escalations.events import RAISES, EventKind
from ecogov.domain.log.links import NoteDraft
from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.log.notes import add_note, remove_note
from ecogov.ui.forms.change_words import action_in_words, changes_in_words
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.record.acts import act, key_of
from ecogov.ui.log.record.links import other_end, relation_in_words
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_SHOWN: Final = 15
_LONGEST: Final = 160
_ALL, _COMMENTS, _CHANGES = "all", "comments", "changes"
_READ: Final = ("at", "actor", "action", "before", "after")
_FIRST_ENTRY: Final = "add"
_TOLD_BY_EVENTS: Final = frozenset(
    {"acknowledge", "update", "hand_over", "take_over", "raise", "resolve", "reopen"}
)
_EVENT: Final = ("at", "actor", "event", "level", "next_update_at", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened; `lines` are Markdown, `note_id` is of a comment."""

    at: datetime
    icon: str
    told: str
    lines: tuple[str, ...] = ()
    note_id: int | None = None


def timeline(page: Page, opened: Opened) -> None:
    """Draw what happened, with the choice of what to see."""
    t, key = page.t, f"{key_of(opened)}.timeline"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(t("record.timeline"), anchor=False, width="content")
        st.space("stretch")
        wanted = st.segmented_control(
            t("record.timeline.show"),
            (_ALL, _COMMENTS, _CHANGES),
            default=_ALL,
            required=True,
            format_func=lambda code: t(f"record.timeline.{code}"),
            key=f"{key}.show",
            label_visibility="collapsed",
        )
    entries = entries_of(page, opened, wanted or _ALL)
    if not entries:
        st.caption(t(f"record.timeline.none_{wanted}"))
    shows_all = len(entries) <= _SHOWN or bool(st.session_state.get(f"{key}.older"))
    for entry in entries if shows_all else entries[:_SHOWN]:
        _draw(page, opened, entry)
    if len(entries) > _SHOWN:
        st.toggle(t("record.timeline.older", count=len(entries) - _SHOWN), key=f"{key}.older")


def entries_of(page: Page, opened: Opened, wanted: str = _ALL) -> list[Entry]:
    """Put together what happened, newest first."""
    parts: list[Entry] = []
    if wanted != _CHANGES:
        parts += _comments(page, opened)
    if wanted != _COMMENTS:
        parts += [*_changes(page, opened), *_links(page, opened), *_events(page, opened)]
    return sorted(parts, key=lambda entry: entry.at, reverse=True)


def _changes(page: Page, opened: Opened) -> Iterator[Entry]:
    t, kind = page.t, opened.kind.value
    rows = opened.history
    for at, actor, action, before, after in zip(*(rows[name] for name in _READ), strict=True):
        verb = action.rpartition(".")[2]
        if opened.events is not None and verb in _TOLD_BY_EVENTS:
            continue
        is_first = verb == _FIRST_ENTRY
        changes = [] if is_first else changes_in_words(page, kind, (before, after), opened.stored)
        lines = tuple(
            t("record.changed", field=change.field, was=literal(_short(change.was)),
              now=literal(_short(change.now)))
            for change in changes
        )  # fmt: skip
        did = t("record.logged_verb") if is_first else action_in_words(t, action)
        icon = ":material/add_circle:" if is_first else ":material/edit:"
        yield Entry(at, icon, _who(t, actor, did), lines)


def _comments(page: Page, opened: Opened) -> Iterator[Entry]:
    for row in opened.notes.to_dict("records"):
        text = literal(row["text"]).replace("\n", "  \n") if row["text"] else ""
        address = _as_link(row["url"]) if row["url"] else ""
        did = page.t("record.commented" if row["text"] else "record.attached")
        lines = tuple(line for line in (text, address) if line)
        icon = ":material/chat_bubble:" if row["text"] else ":material/link:"
        yield Entry(row["at"], icon, _who(page.t, row["actor"], did), lines, int(row["id"]))


def _links(page: Page, opened: Opened) -> Iterator[Entry]:
    t = page.t
    for row in opened.links.to_dict("records"):
        said = t("record.linked", relation=relation_in_words(t, row), other=other_end(t, row))
        who = _who(t, row["created_by"], said)
        yield Entry(row["created_at"], ":material/account_tree:", who)


def _events(page: Page, opened: Opened) -> Iterator[Entry]:
    """Say the steps of an escalation, with what was said at each."""
    t = page.t
    rows = pd.DataFrame(columns=_EVENT) if opened.events is None else opened.events
    for at, actor, event, level, promise, note in zip(*(rows[n] for n in _EVENT), strict=True):
        if event == EventKind.RAISED:
            continue
        lines = [t(f"escalation.level.{level}")] if event in RAISES else []
        if event == EventKind.RAISED_BY_CLOCK and t.has(f"escalation.reason.{note}"):
            lines.append(t(f"escalation.reason.{note}"))
        elif note:
            lines.append(literal(note).replace("\n", "  \n"))
        if pd.notna(promise):
            when = formats.moment(t, promise, page.timezone)
            lines.append(t("escalation.promised", when=when))
        did = t(f"escalation.event.{event}")
        yield Entry(at, ":material/trending_up:", _who(t, actor, did), tuple(lines))


def _draw(page: Page, opened: Opened, entry: Entry) -> None:
    when = formats.moment(page.t, entry.at, page.timezone)
    head = f"{entry.icon} {entry.told} :gray[· {when}]"
    body = "".join(f"  \n{line}" for line in entry.lines)
    if entry.note_id is None or not page.may(Right.TRIAGE, opened.project_id):
        st.markdown(head + body)
        return
    with st.container(
        key=f"log-note-{entry.note_id}", horizontal=True, vertical_alignment="top", gap="small"
    ):
        st.markdown(head + body)
        st.button(
            "",
            key=f"{key_of(opened)}.note.{entry.note_id}",
            icon=":material/delete:",
            type="tertiary",
            help=page.t("record.remove_comment"),
            on_click=act,
            args=(page, opened, "note", partial(_remove, page, entry.note_id)),
        )


def _remove(page: Page, note_id: int) -> Logged:
    was: NoteDraft = remove_note(page.db, note_id, actor=page.actor)
    undo = partial(add_note, page.db, was, actor=page.actor)
    return Logged("record.comment_removed", undo=undo)


def _who(t: Translator, actor: str, did: str) -> str:
    return t("record.did", who=literal(actor), did=did)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _as_link(url: str) -> str:
    # Between < and > an address may hold anything but these three.
    safe = url.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A")
    return f"[{literal(url)}](<{safe}>)"
