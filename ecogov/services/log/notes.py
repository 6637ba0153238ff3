"""Notes on records, who watches them, and everything that happened to one in one line of time."""

import pandas as pd

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import NoteDraft
from ecogov.services import editing
from ecogov.services.log.visibility import check_visible
from ecogov.storage import registers
from ecogov.storage.database import Database
from ecogov.storage.log import hanging
from ecogov.storage.log.hanging import NOTES
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import now


def add_note(db: Database, draft: NoteDraft, *, actor: str) -> int:
    """Comment on a record, and give the note's id.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    with db.write(actor) as session:
        record = REGISTERS[draft.kind].get(session, draft.record_id)
        told = {**draft.model_dump(), "kind": draft.kind.value}
        values = {**told, "project_id": record["project_id"], "at": now(), "actor": actor}
        return editing.add(session, NOTES, values)


def remove_note(db: Database, note_id: int, *, actor: str) -> NoteDraft:
    """Take a note away and give what it said, so that it can be written again.

    Raises
    ------
    NotFoundError
        ``record_note.unknown``.
    """
    with db.write(actor) as session:
        was = editing.remove(session, NOTES, note_id)
    return NoteDraft(**{name: was[name] for name in NoteDraft.model_fields})


def notes_of(db: Database, kind: RecordKind, record_id: int) -> pd.DataFrame:
    """List the notes on a record, newest first.

    Returns
    -------
    DataFrame, shape (n_notes, 5)
        Columns ``id, at`` (UTC), ``actor, text, url``.
    """
    with db.read() as session:
        check_visible(session, kind, (record_id,))
        return hanging.notes_frame(session, kind.value, record_id)


def watch_record(db: Database, kind: RecordKind, record_id: int, *, actor: str) -> None:
    """Watch a record; watching it twice is watching it.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    with db.write(actor) as session:
        REGISTERS[kind].get(session, record_id)
        if not hanging.is_watched(session, actor, kind.value, record_id):
            hanging.watch(session, actor, kind.value, record_id)


def unwatch_record(db: Database, kind: RecordKind, record_id: int, *, actor: str) -> None:
    """Watch a record no more."""
    with db.write(actor) as session:
        check_visible(session, kind, (record_id,))
        hanging.unwatch(session, actor, kind.value, record_id)


def is_watched(db: Database, kind: RecordKind, record_id: int, *, actor: str) -> bool:
    """Tell whether somebody watches a record."""
    with db.read() as session:
        check_visible(session, kind, (record_id,))
        return hanging.is_watched(session, actor, kind.value, record_id)


def record_history(db: Database, kind: RecordKind, record_id: int) -> pd.DataFrame:
    """List what was done to a record, newest first, with every old and new value.

    Returns
    -------
    DataFrame, shape (n_entries, 6)
        See `ecogov.services.trail.history`.
    """
    with db.read() as session:
        check_visible(session, kind, (record_id,))
        return registers.history_frame(session, kind.value, record_id)
