"""What every service of an editable record does: check, store, write down who changed what.

Whoever may not do that is refused here: the right stands with the register of the record.
"""

from collections.abc import Mapping
from typing import Any

from ecogov.domain.errors import DomainError
from ecogov.services.people.rights import admit
from ecogov.storage import audit, projects
from ecogov.storage.registers import Register, Session, now


def add(session: Session, register: Register, values: Mapping[str, Any]) -> int:
    """Store a new record with its audit entry, and give its id.

    Raises
    ------
    DomainError
        ``<register>.taken`` when another record has the same key.
    """
    admit(session, register.right_to_keep or register.right, values.get("project_id"))
    record_id = register.add(session, values)
    project_id = record_id if register.name == "project" else values.get("project_id")
    audit.note(
        session,
        f"{register.name}.add",
        (register.name, record_id),
        project_id=project_id,
        after=dict(values),
    )
    return record_id


def seen(session: Session, register: Register, record_id: int, version: int) -> Mapping[str, Any]:
    """Read a record for a change by somebody who saw its `version`.

    Raises
    ------
    NotFoundError
        ``<register>.unknown``.
    ConflictError
        ``record.conflict`` when it was changed since.
    DomainError
        ``record.archived`` when it was put away.
    """
    stored = register.get(session, record_id)
    admit(session, register.right, project_of(register, stored))
    register.check_version(session, stored, version)
    check_not_archived(stored)
    return stored


def open_project(session: Session, project_id: int) -> Mapping[str, Any]:
    """Read the project that a record is to belong to.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when it was put away.
    """
    project = projects.find(session, project_id)
    check_not_archived(project)
    return project


def check_same_project(stored: Mapping[str, Any], project_id: int) -> None:
    """Refuse to move a record to another project.

    Raises
    ------
    DomainError
        ``record.other_project``.
    """
    if stored["project_id"] != project_id:
        raise DomainError("record.other_project")


def change(
    session: Session,
    register: Register,
    stored: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    action: str = "change",
) -> bool:
    """Store what differs from `stored`, with its audit entry; tell whether anything does.

    Raises
    ------
    DomainError
        ``<register>.taken`` when another record has the same key.
    """
    admit(session, register.right, project_of(register, stored))
    after = {name: value for name, value in values.items() if stored[name] != value}
    if not after:
        return False
    before = {name: stored[name] for name in after}
    if "version" in stored:
        before["version"] = stored["version"]
        after["version"] = stored["version"] + 1
    register.replace(session, stored["id"], after)
    audit.note(
        session,
        f"{register.name}.{action}",
        (register.name, stored["id"]),
        project_id=project_of(register, stored),
        before=before,
        after=after,
    )
    return True


def archive(session: Session, register: Register, record_id: int) -> None:
    """Put a record away.

    Raises
    ------
    NotFoundError
        ``<register>.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    stored = _kept(session, register, record_id)
    check_not_archived(stored)
    change(session, register, stored, {"archived_at": now()}, action="archive")


def restore(session: Session, register: Register, record_id: int) -> None:
    """Take a record back that was put away; one that was not stays as it is.

    Raises
    ------
    NotFoundError
        ``<register>.unknown``.
    """
    stored = _kept(session, register, record_id)
    change(session, register, stored, {"archived_at": None}, action="restore")


def remove(session: Session, register: Register, record_id: int) -> Mapping[str, Any]:
    """Forget a record for good, and give what it was; the audit trail keeps it.

    Raises
    ------
    NotFoundError
        ``<register>.unknown``.
    """
    stored = _kept(session, register, record_id)
    register.remove(session, record_id)
    audit.note(
        session,
        f"{register.name}.remove",
        (register.name, record_id),
        project_id=project_of(register, stored),
        before={name: value for name, value in stored.items() if name != "id"},
    )
    return stored


def _kept(session: Session, register: Register, record_id: int) -> Mapping[str, Any]:
    """Read a record for who may say whether it is there."""
    stored = register.get(session, record_id)
    admit(session, register.right_to_keep or register.right, project_of(register, stored))
    return stored


def check_not_archived(stored: Mapping[str, Any]) -> None:
    """Refuse to work on a record that was put away.

    Raises
    ------
    DomainError
        ``record.archived``.
    """
    if stored["archived_at"] is not None:
        raise DomainError("record.archived", when=stored["archived_at"])


def project_of(register: Register, stored: Mapping[str, Any]) -> int | None:
    """Tell which project a record belongs to; None for those of all projects."""
    found = stored["id"] if register.name == "project" else stored.get("project_id")
    return None if found is None else int(found)
