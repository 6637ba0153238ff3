"""Records of the log: log, amend, put away, take back; one at a time or many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecogov.domain.errors import DomainError
from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.register import KINDS
from ecogov.services import editing
from ecogov.services.log.rules import Act, completed, follow
from ecogov.services.log.values import Stored, draft_of, stored_values, today_of
from ecogov.storage import vendors
from ecogov.storage.database import Database
from ecogov.storage.log.registers import REGISTERS, next_number
from ecogov.storage.registers import Session, now


@dataclass(frozen=True, slots=True)
class Logged:
    """A record that was just stored."""

    kind: RecordKind
    id: int
    number: int

    @property
    def ref(self) -> str:
        """What people call it within its project, as R-12."""
        return str(Reference(self.kind, self.number))


@dataclass(frozen=True, slots=True)
class Amended:
    """A record that was just amended, with what takes it back."""

    kind: RecordKind
    id: int
    version: int
    before: Mapping[str, object] = field(default_factory=dict)


def log_record(db: Database, kind: RecordKind, draft: LogDraft, *, actor: str) -> Logged:
    """Log a record and give its id and reference.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away, ``record.vendor`` when there is no
        such vendor at work; what `ecogov.services.log.rules.completed` refuses.
    """
    return log_records(db, kind, [draft], actor=actor)[0]


def log_records(
    db: Database, kind: RecordKind, drafts: Sequence[LogDraft], *, actor: str
) -> list[Logged]:
    """Log many records at once: all of them or none.

    Raises
    ------
    DomainError
        As `log_record`.
    """
    with db.write(actor) as session:
        return [stored_new(session, kind, draft) for draft in drafts]


def stored_new(
    session: Session,
    kind: RecordKind,
    draft: LogDraft,
    extra: Mapping[str, object] | None = None,
    *,
    kept: Mapping[str, object] | None = None,
) -> Logged:
    """Store a record inside a transaction; `extra` are columns that nobody types in.

    `kept` are columns as another log had them, its number included: they win over what follows
    by itself here, and the histories of the record are the caller's to keep.

    Raises
    ------
    DomainError
        As `log_record`.
    """
    project = editing.open_project(session, draft.project_id)
    act = Act(session, kind, None, today_of(project))
    values = {**stored_values(draft), **(extra or {})}
    _check_vendor(session, values, None)
    number = next_number(session, kind, draft.project_id)
    values = completed(act, values) | {
        "version": 1,
        "number": number,
        "created_at": now(),
        "created_by": act.actor,
    }
    values |= kept or {}
    record_id = editing.add(session, REGISTERS[kind], values)
    if kept is None:
        follow(act, record_id, values)
    return Logged(kind, record_id, int(values["number"]))


def amend_record(
    db: Database,
    kind: RecordKind,
    record_id: int,
    changes: Mapping[str, object],
    *,
    version: int,
    actor: str,
) -> Amended:
    """Change some fields of a record; `version` is the one that the person saw.

    The answer takes it back: amend ``before`` at ``version``.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    ValidationError
        When the changed record would not do.
    DomainError
        ``record.archived`` when it or its project was put away, ``record.field`` for a field
        that the kind has not; as `log_record`.
    """
    with db.write(actor) as session:
        return stored_amended(session, kind, (record_id, version), changes)


def amend_records(
    db: Database,
    kind: RecordKind,
    seen: Mapping[int, int],
    changes: Mapping[str, object],
    *,
    actor: str,
) -> list[Amended]:
    """Change the same fields of many records at once: all of them or none.

    `seen` gives the version that the person saw by the id of the record.

    Raises
    ------
    DomainError
        As `amend_record`.
    """
    with db.write(actor) as session:
        return [stored_amended(session, kind, one, changes) for one in seen.items()]


def take_back(db: Database, amended: Iterable[Amended], *, actor: str) -> None:
    """Undo amendments: all of them or none.

    Raises
    ------
    ConflictError
        ``record.conflict`` when somebody changed one of the records since.
    """
    with db.write(actor) as session:
        for done in amended:
            stored_amended(session, done.kind, (done.id, done.version), done.before)


def stored_amended(
    session: Session,
    kind: RecordKind,
    seen: tuple[int, int],
    changes: Mapping[str, object],
    *,
    extra: Mapping[str, object] | None = None,
    action: str = "change",
) -> Amended:
    """Amend a record inside a transaction; `seen` is its id and the version that was seen.

    Raises
    ------
    DomainError
        As `amend_record`.
    """
    register = REGISTERS[kind]
    stored = editing.seen(session, register, *seen)
    project = editing.open_project(session, stored["project_id"])
    _check_fields(kind, changes)
    act = Act(session, kind, stored, today_of(project))
    values = stored_values(draft_of(kind, stored, changes)) | dict(extra or {})
    _check_vendor(session, values, stored)
    values = completed(act, {**_kept(stored), **values})
    before = {name: stored[name] for name in changes}
    is_changed = editing.change(session, register, stored, values, action=action)
    if is_changed:
        follow(act, stored["id"], values)
    return Amended(kind, stored["id"], stored["version"] + is_changed, before)


def archive_records(db: Database, kind: RecordKind, ids: Iterable[int], *, actor: str) -> None:
    """Put records away, all of them or none; `restore_records` takes them back.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    DomainError
        ``record.archived`` when one was put away already.
    """
    with db.write(actor) as session:
        for record_id in ids:
            editing.archive(session, REGISTERS[kind], record_id)


def restore_records(db: Database, kind: RecordKind, ids: Iterable[int], *, actor: str) -> None:
    """Take records back that were put away.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    """
    with db.write(actor) as session:
        for record_id in ids:
            editing.restore(session, REGISTERS[kind], record_id)


def _kept(stored: Stored) -> dict[str, Any]:
    """Give the columns that nobody types in and that the rules may go on from."""
    typed = {"id", "version", "number", "created_at", "created_by", "archived_at"}
    return {name: value for name, value in stored.items() if name not in typed}


def _check_fields(kind: RecordKind, changes: Mapping[str, object]) -> None:
    unknown = set(changes) - {field.name for field in KINDS[kind].fields}
    if unknown:
        raise DomainError("record.field", field=min(unknown))


def _check_vendor(session: Session, values: Mapping[str, Any], stored: Stored | None) -> None:
    vendor_id = values.get("vendor_id")
    if vendor_id is None or (stored is not None and stored["vendor_id"] == vendor_id):
        return
    if not vendors.has_vendor(session, vendor_id):
        raise DomainError("record.vendor", vendor=vendor_id)
