"""Questions in SQL to everything that is stored, by those who may see everything."""

import pandas as pd

from ecogov.domain.people import Right
from ecogov.services.people.rights import require
from ecogov.settings import load
from ecogov.storage import audit
from ecogov.storage.asking import catalog, files, server
from ecogov.storage.asking.limits import Answer, Limits
from ecogov.storage.database import Database, sqlite_path

__all__ = ["Answer", "Limits", "ask", "note_export", "schema"]


def ask(db: Database, statement: str, limits: Limits | None = None) -> Answer:
    """Ask one question on a connection that cannot write and sees no secrets.

    Parameters
    ----------
    db : Database
        Whom to ask.
    statement : str
        One SELECT, WITH or VALUES.
    limits : Limits, optional
        How many rows to bring and how long to wait.

    Raises
    ------
    NotAllowedError
        ``right.missing``: a question sees all projects.
    DomainError
        ``sql.empty``, ``sql.too_long``, ``sql.only_select``, ``sql.only_reads``,
        ``sql.one_statement``, ``sql.function``, ``sql.secret``, ``sql.too_slow``,
        ``sql.no_reader``, or ``sql.refused`` with what the database said.
    """
    require(db, Right.ADMINISTER)
    told = limits or Limits()
    path = sqlite_path(db.url)
    if path is not None:
        return files.ask(path, statement, told)
    own = load().sql_url
    return server.ask(own or db.url, statement, told, is_reader=own is not None)


def schema(db: Database) -> pd.DataFrame:
    """List what can be asked about.

    Returns
    -------
    DataFrame, shape (n_columns, 4)
        Columns ``table, column, type`` (as the database names it) and ``refers_to``
        (``table.column``, else empty), by table. Secrets are left out.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return catalog.columns_frame(session)


def as_frame(answer: Answer) -> pd.DataFrame:
    """Give an answer as a frame of the values that the database gave.

    Returns
    -------
    DataFrame, shape (n_rows, n_columns)
        The answer's columns; bytes are shown in hexadecimal.
    """
    rows = [[_shown(value) for value in row] for row in answer.rows]
    return pd.DataFrame(rows, columns=list(answer.columns)).infer_objects()


def note_export(db: Database, statement: str, *, n_rows: int, actor: str) -> None:
    """Write into the audit trail that an answer was taken out as a file."""
    require(db, Right.ADMINISTER)
    told = {"statement": statement, "rows": n_rows}
    with db.write(actor) as session:
        audit.note(session, "saved_query.export", ("saved_query", "-"), after=told)


def _shown(value: object) -> object:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return str(value) if isinstance(value, (dict, list, tuple)) else value
