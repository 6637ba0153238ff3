"""What there is to ask about: tables, columns, and what leads from one to another."""

from typing import Any

import pandas as pd
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ecogov.storage.asking.limits import is_secret
from ecogov.storage.asking.tables import SavedQueryRow
from ecogov.storage.registers import Register, frame

_QUERY: Any = SavedQueryRow.__table__  # type: ignore[attr-defined]
QUERIES = Register("saved_query", _QUERY, key="name")


def columns_frame(session: Session) -> pd.DataFrame:
    """List every column that a question may name; see `ecogov.services.asking.questions.schema`."""
    found = inspect(session.connection())
    rows = []
    for table in sorted(set(found.get_table_names()) - {"alembic_version"}):
        leads = {
            name: f"{key['referred_table']}.{referred}"
            for key in found.get_foreign_keys(table)
            for name, referred in zip(
                key["constrained_columns"], key["referred_columns"], strict=True
            )
        }
        rows += [
            (table, column["name"], str(column["type"]).lower(), leads.get(column["name"], ""))
            for column in found.get_columns(table)
            if not is_secret(table, column["name"])
        ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "refers_to"], dtype=object)


def queries_frame(session: Session) -> pd.DataFrame:
    """List the saved queries by name; see `ecogov.services.asking.saved.list_queries`."""
    q = _QUERY.c
    query = select(q.id, q.name, q.statement, q.created_by, q.version).order_by(q.name)
    return frame(session, query, {"id": "int64", "version": "int64"})
