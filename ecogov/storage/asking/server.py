"""Questions to a server's database: a transaction that cannot write, under a role that only reads.

The role may see every column but the secret ones. Who runs a question could try to become the
stronger role of the connection again, so the few functions that do that, or that run SQL of their
own, are refused by name; a connection of its own (``ECOGOV_SQL_URL``) makes that needless.
"""

import contextlib
import re
from collections.abc import Iterable
from typing import Final, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from ecogov.domain.errors import DomainError
from ecogov.storage.asking.limits import Answer, Limits, is_secret, once_each, one_query

READER: Final = "ecogov_reader"
_LOCK: Final = 0x45636F51
_FORBIDDEN: Final = re.compile(
    r"\b(?:set_config|\w*_to_xml\w*|ts_stat|ts_rewrite|xpath_table|dblink\w*|lo_\w+|pg_\w+|"
    r"currval|setval|nextval)\b|\bu&",
    re.IGNORECASE,
)
_CODES: Final = {"25006": "sql.only_reads", "57014": "sql.too_slow"}
_NO_PRIVILEGE: Final = "42501"
_COLUMNS: Final[LiteralString] = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""


def ask(url: str, statement: str, limits: Limits, *, is_reader: bool) -> Answer:
    """Ask one question of a server's database.

    Parameters
    ----------
    url : str
        Address of the database.
    statement : str
        One SELECT, WITH or VALUES.
    limits : Limits
        What it may cost.
    is_reader : bool
        Whether the address signs in as somebody who can only read already.

    Raises
    ------
    DomainError
        ``sql.only_select``, ``sql.only_reads``, ``sql.function``, ``sql.secret``,
        ``sql.too_slow``, ``sql.no_reader``, or ``sql.refused`` with what the database said.
    """
    query = one_query(statement)
    told = _FORBIDDEN.search(query)
    if told is not None:
        raise DomainError("sql.function", name=told[0])
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address) as connection:
            if not is_reader:
                _let_reader_read(connection)
            return _answer(connection, query, limits, is_reader=is_reader)
    except psycopg.Error as error:
        raise _refusal(error, limits) from error


def _answer(
    connection: psycopg.Connection[tuple[object, ...]],
    query: str,
    limits: Limits,
    *,
    is_reader: bool,
) -> Answer:
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute(
            sql.SQL("SET LOCAL statement_timeout = {}").format(int(limits.seconds * 1000))
        )
        cursor.execute("SET LOCAL work_mem = '16MB'")
        if not is_reader:
            cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(READER)))
        # A parameter makes the server take the text as one statement; the line's end closes a
        # comment that would swallow the bracket.
        asked = f"SELECT * FROM ({query.replace('%', '%%')}\n) AS asked LIMIT %s"  # noqa: S608  # nosec B608 - its purpose
        cursor.execute(asked.encode(), [limits.rows + 1])
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return Answer(once_each(names), rows[: limits.rows], len(rows) > limits.rows)


def _let_reader_read(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Give the role every column that is no secret, and take back what it should not have."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        columns = cursor.execute(_COLUMNS).fetchall()
        wanted = {(str(t), str(c)) for t, c in columns if not is_secret(str(t), str(c))}
        if _granted(cursor) == wanted:
            return
        try:
            _grant(cursor, wanted, {str(table) for table, _ in columns})
        except psycopg.errors.InsufficientPrivilege as error:
            raise DomainError("sql.no_reader", role=READER) from error


def _granted(cursor: psycopg.Cursor[tuple[object, ...]]) -> set[tuple[str, str]] | None:
    known = cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]).fetchone()
    if known is None:
        return None
    query = """
        SELECT table_name, column_name FROM information_schema.column_privileges
        WHERE table_schema = 'public' AND grantee = %s AND privilege_type = 'SELECT'
    """
    return {(str(table), str(column)) for table, column in cursor.execute(query, [READER])}


def _grant(
    cursor: psycopg.Cursor[tuple[object, ...]],
    wanted: Iterable[tuple[str, str]],
    tables: Iterable[str],
) -> None:
    role = sql.Identifier(READER)
    _create(cursor, role)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    by_table: dict[str, list[str]] = {table: [] for table in tables}
    for table, column in sorted(wanted):
        by_table[table].append(column)
    for table, columns in by_table.items():
        name = sql.Identifier("public", table)
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role))
        if columns:
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            cursor.execute(sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(listed, name, role))


def _create(cursor: psycopg.Cursor[tuple[object, ...]], role: sql.Identifier) -> None:
    # The role belongs to all databases of the server: another one may be creating it right now.
    with (
        contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation),
        cursor.connection.transaction(),
    ):
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
    can = cursor.execute("SELECT pg_has_role(current_user, %s, 'member')", [READER]).fetchone()
    if can is None or not can[0]:
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))


def _refusal(error: psycopg.Error, limits: Limits) -> DomainError:
    state = error.sqlstate or ""
    reason = str(error).strip().splitlines()[0] if str(error).strip() else state
    if state == _NO_PRIVILEGE:
        return DomainError("sql.secret", what=reason.rpartition(" ")[2])
    code = _CODES.get(state)
    if code == "sql.too_slow":
        return DomainError("sql.too_slow", seconds=limits.seconds)
    if code == "sql.only_reads":
        return DomainError("sql.only_reads")
    return DomainError("sql.refused", reason=reason)
