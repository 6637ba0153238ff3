"""Records that people edit: stored, read and replaced the same way whatever kind they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Executable, Result, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ecogov.domain.errors import ConflictError, DomainError, NotFoundError
from ecogov.domain.people import Person, Right
from ecogov.storage.records import AuditRow

__all__ = ["Register", "Session", "frame", "history_frame", "is_hidden", "now", "rows_of", "within"]

_AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]
_TAKEN_ON_SERVER: Final = "23505"
_TAKEN_IN_FILE: Final = "SQLITE_CONSTRAINT_UNIQUE"


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of editable record: its name in the audit trail and its table.

    Its refusals are ``<name>.unknown`` and ``<name>.taken``; `key` is the column that nobody
    else's record may share. Whoever changes a record needs the `right`; whoever adds one, puts it
    away or takes it back needs `right_to_keep`, where that is another one.
    """

    name: str
    table: Any = field(repr=False)
    key: str = "code"
    right: Right = Right.ADMINISTER
    right_to_keep: Right | None = None

    def add(self, session: Session, values: Mapping[str, Any]) -> int:
        """Store a new record and give its id.

        Raises
        ------
        DomainError
            ``<name>.taken`` when another record has the same key.
        """
        statement = insert(self.table).values(**values).returning(self.table.c.id)
        return int(self._written(session, statement, values).scalar_one())

    def get(self, session: Session, record_id: int) -> dict[str, Any]:
        """Read a record; inside a write nobody else can change it until the end.

        Raises
        ------
        NotFoundError
            ``<name>.unknown``, also for who may not see the project that it belongs to.
        """
        query = select(self.table).where(self.table.c.id == record_id).with_for_update()
        row = session.execute(query).mappings().first()
        if row is None or is_hidden(session, row.get("project_id")):
            raise NotFoundError(f"{self.name}.unknown", code=str(record_id))
        return dict(row)

    def replace(self, session: Session, record_id: int, values: Mapping[str, Any]) -> None:
        """Store new values of a record that `get` has read in the same transaction.

        Raises
        ------
        DomainError
            ``<name>.taken`` when another record has the same key.
        """
        statement = update(self.table).where(self.table.c.id == record_id).values(**values)
        self._written(session, statement, values)

    def remove(self, session: Session, record_id: int) -> None:
        """Forget a record for good; for those that nothing refers to."""
        session.execute(delete(self.table).where(self.table.c.id == record_id))

    def check_version(self, session: Session, stored: Mapping[str, Any], version: int) -> None:
        """Refuse to overwrite what somebody else wrote since the record was read.

        Raises
        ------
        ConflictError
            ``record.conflict``, with ``who`` and ``when`` of the last change, and ``fields``:
            the catalog keys of everything that was changed since `version`.
        """
        if stored["version"] == version:
            return
        query = (
            select(_AUDIT.c.actor, _AUDIT.c.at, _AUDIT.c.after)
            .where(_AUDIT.c.record_type == self.name, _AUDIT.c.record_id == str(stored["id"]))
            .order_by(_AUDIT.c.id.desc())
        )
        acts = [row for row in session.execute(query) if _version(row.after) > version]
        fields = {name for act in acts for name in act.after} - {"version"}
        raise ConflictError(
            "record.conflict",
            who=acts[0].actor if acts else None,
            when=acts[0].at if acts else None,
            fields=tuple(f"{self.name}.{name}" for name in sorted(fields)),
        )

    def _written(
        self, session: Session, statement: Executable, values: Mapping[str, Any]
    ) -> Result[Any]:
        try:
            return session.execute(statement)
        except IntegrityError as error:
            if not _is_taken(error):
                raise
            raise DomainError(f"{self.name}.taken", **{self.key: values.get(self.key)}) from error


def _version(after: object) -> int:
    return int(after.get("version", 0)) if isinstance(after, dict) else 0


def _is_taken(error: IntegrityError) -> bool:
    return (
        getattr(error.orig, "sqlstate", None) == _TAKEN_ON_SERVER
        or getattr(error.orig, "sqlite_errorname", None) == _TAKEN_IN_FILE
    )


def is_hidden(session: Session, project_id: int | None) -> bool:
    """Tell whether the person of a session may not see a project; what is of none is for all."""
    person: Person = session.info["person"]
    return project_id is not None and not person.may(Right.READ, project_id)


def within(column: Any, projects: frozenset[int] | None) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401
    """Give the condition that a column holds one of some projects; none where all will do."""
    return () if projects is None else (column.in_(projects),)


def now() -> datetime:
    """Give the instant at which something is being stored."""
    return datetime.now(UTC)


def frame(session: Session, query: Select[Any], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Read a query as a frame whose columns keep their kinds even when it is empty.

    Parameters
    ----------
    session : Session
        An open session.
    query : Select
        Its columns become those of the frame.
    kinds : mapping of str to str
        Pandas dtype by column; those that are not named hold Python objects.
    """
    result = session.execute(query)
    # Plain tuples: pandas asks every row of the database whether it is something else.
    rows = pd.DataFrame(list(map(tuple, result)), columns=list(result.keys()), dtype=object)
    return rows.astype(dict(kinds))


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Give the rows of a frame, each with its columns as attributes."""
    return list(table.itertuples(index=False))


def history_frame(session: Session, record_type: str, record_id: object) -> pd.DataFrame:
    """List what was done to a record, newest first.

    Returns
    -------
    DataFrame, shape (n_entries, 6)
        See `ecogov.services.trail.history`.
    """
    query = (
        select(_AUDIT.c.id, _AUDIT.c.at, _AUDIT.c.actor, _AUDIT.c.action, _AUDIT.c.before,
               _AUDIT.c.after)
        .where(_AUDIT.c.record_type == record_type, _AUDIT.c.record_id == str(record_id))
        .order_by(_AUDIT.c.id.desc())
    )  # fmt: skip
    return frame(session, query, {"id": "int64", "at": "datetime64[us, UTC]"})
