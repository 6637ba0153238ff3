"""Editing in the table: every edited cell is saved at once, and the table shows the truth again.

The browser keeps all edits of a table until the table is another one. So what was dealt with is
kept beside the table; the table becomes another one when its rows move, or when a cell that
somebody edited holds something else than what they typed: refused, or changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.records import Amended, amend_record, take_back
from ecogov.ui.log import cached
from ecogov.ui.log.columns import SELECTED, VENDOR
from ecogov.ui.log.companions import with_companions
from ecogov.ui.log.done import Done, Refused, field_labels, forget, refuse, say
from ecogov.ui.log.levels import PAIRS, is_pair, pair_changes, pair_words
from ecogov.ui.log.questions import today
from ecogov.ui.log.record.form import adopt
from ecogov.ui.page import Page

_SHOWN: Final = "log.shown"
_SELECTED: Final = "log.selected"
_GENERATION: Final = "log.generation"
_UNSEEN: Final = object()

Spot = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as somebody saw it in the table."""

    id: int
    version: int
    ref: str
    project_code: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The table that is on the screen.

    Parameters
    ----------
    kind : RecordKind
        What it lists.
    key : str
        Key of its widget.
    records : tuple of Seen
        Its rows.
    handled : dict
        What was typed into which cell and has been dealt with.
    """

    kind: RecordKind
    key: str
    records: tuple[Seen, ...]
    handled: dict[Spot, object] = field(default_factory=dict)


def shown_table(kind: RecordKind, rows: pd.DataFrame, frame: pd.DataFrame) -> Shown:
    """Note which table is about to be drawn, and give it the key under which it is drawn.

    Parameters
    ----------
    kind : RecordKind
        What it lists.
    rows : DataFrame
        The records: ``id, version, ref, project_code``.
    frame : DataFrame
        The same as the table shows them.
    """
    names = ("id", "version", "ref", "project_code")
    records = tuple(
        Seen(int(record), int(version), str(ref), str(code))
        for record, version, ref, code in zip(*(rows[name] for name in names), strict=True)
    )
    held: Shown | None = st.session_state.get(_SHOWN)
    if held is not None and _is_same(held, kind, records) and _agrees(held.handled, frame):
        shown = Shown(kind, held.key, records, held.handled)
    else:
        generation = st.session_state.get(_GENERATION, 0) + 1
        st.session_state[_GENERATION] = generation
        shown = Shown(kind, f"log.table.{kind.value}.{generation}", records)
    st.session_state[_SHOWN] = shown
    return shown


def selected(kind: RecordKind) -> dict[int, int]:
    """Give the versions of the ticked records of a kind, by id."""
    held: tuple[RecordKind, dict[int, int]] | None = st.session_state.get(_SELECTED)
    return dict(held[1]) if held is not None and held[0] is kind else {}


def select(kind: RecordKind, versions: Mapping[int, int]) -> None:
    """Tick these records and no others."""
    st.session_state[_SELECTED] = (kind, dict(versions))


def save_edits(page: Page) -> None:
    """Store what was typed into the table since the last run; say what was done and refused.

    No element is drawn in between, so that nothing can interrupt it halfway.
    """
    shown: Shown | None = st.session_state.get(_SHOWN)
    if shown is None or shown.key not in st.session_state:
        return
    edited: Mapping[int, Mapping[str, Any]] = st.session_state[shown.key]["edited_rows"]
    amended: list[tuple[Seen, str, Amended]] = []
    has_begun = False
    for position, cells in edited.items():
        if position >= len(shown.records):
            continue
        seen = shown.records[position]
        new = {name: value for name, value in cells.items()
               if shown.handled.get((position, name), _UNSEEN) != value}  # fmt: skip
        shown.handled.update({(position, name): value for name, value in new.items()})
        if SELECTED in new:
            _tick(shown.kind, seen, is_ticked=bool(new.pop(SELECTED)))
        if new and not has_begun:
            forget()
            has_begun = True
        if new:
            amended += _saved(page, shown.kind, seen, new)
    if amended:
        adopt(page.db, [one for _, _, one in amended])
        _say_saved(page, shown.kind, amended)


def _saved(
    page: Page, kind: RecordKind, seen: Seen, cells: Mapping[str, Any]
) -> list[tuple[Seen, str, Amended]]:
    changes: dict[str, object] = {}
    for name, value in cells.items():
        changes |= pair_changes(name, value) if name in PAIRS else {name: value}
    changes = with_companions(kind, changes, today(page))
    try:
        done = amend_record(page.db, kind, seen.id, changes, version=seen.version, actor=page.actor)
    except (DomainError, ValidationError) as error:
        typed = tuple((name, _typed(page, kind, name, value)) for name, value in cells.items())
        refuse(Refused(kind, error, seen.ref, typed))
        return []
    return [] if done.version == seen.version else [(seen, next(iter(cells)), done)]


def _say_saved(page: Page, kind: RecordKind, amended: list[tuple[Seen, str, Amended]]) -> None:
    seen, name, _ = amended[-1]
    undo = partial(undone, page, [one for _, _, one in amended])
    told = {"ref": seen.ref, "field": _label(page, kind, name)}
    say(Done(kind, "log.saved", told, undo))


def undone(page: Page, amended: Sequence[Amended]) -> None:
    """Take amendments back, and let the form that stands open know."""
    take_back(page.db, amended, actor=page.actor)
    adopt(page.db, amended)


def _typed(page: Page, kind: RecordKind, name: str, value: object) -> str:
    """Say what was typed as the table would have shown it."""
    if value is None or value == "":
        return page.t("log.typed_nothing")
    if name in PAIRS and is_pair(value):
        return pair_words(str(value))
    if name == VENDOR:
        return cached.vendors(page.db).get(int(str(value)), str(value))
    key = f"{kind.value}.{name}.{value}"
    return page.t(key) if page.t.has(key) else str(value)


def _label(page: Page, kind: RecordKind, name: str) -> str:
    if name in PAIRS:
        return page.t(f"log.column.{name}")
    return field_labels(page.t, kind).get(name, name)


def _tick(kind: RecordKind, seen: Seen, *, is_ticked: bool) -> None:
    versions = selected(kind)
    if is_ticked:
        versions[seen.id] = seen.version
    else:
        versions.pop(seen.id, None)
    select(kind, versions)


def _is_same(held: Shown, kind: RecordKind, records: tuple[Seen, ...]) -> bool:
    return held.kind is kind and [one.id for one in held.records] == [one.id for one in records]


def _agrees(handled: Mapping[Spot, object], frame: pd.DataFrame) -> bool:
    return all(
        name in frame and _holds(frame[name].iloc[position], value)
        for (position, name), value in handled.items()
    )


def _holds(cell: Any, typed: Any) -> bool:  # noqa: ANN401 - a cell of any type
    """Tell whether a cell shows what was typed into it, which comes as JSON."""
    is_empty = typed is None or typed == ""
    if cell is pd.NA or cell is pd.NaT or cell == "":
        return is_empty
    if is_empty:
        return False
    if isinstance(cell, pd.Timestamp):
        return str(typed)[:10] == cell.date().isoformat()
    return bool(cell == typed)
