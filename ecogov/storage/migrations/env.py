"""Alembic's entry: runs the steps on the connection that `ecogov.storage.migrate` hands over."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString

from ecogov.storage import records
from ecogov.storage.anomalies import tables as anomalies
from ecogov.storage.asking import tables as saved_queries
from ecogov.storage.base import Base, UtcDateTime
from ecogov.storage.interface import tables as interface
from ecogov.storage.jobs import tables as jobs
from ecogov.storage.log import attachments, ratings, tables
from ecogov.storage.overview import tables as overview
from ecogov.storage.people import tables as people
from ecogov.storage.production import facts, rollup_facts
from ecogov.storage.status import tables as status_tables
from ecogov.storage.watching import tables as watching

TABLES = (
    anomalies, attachments, facts, interface, jobs, overview, people, ratings, records,
    rollup_facts, saved_queries, status_tables, tables, watching,
)  # fmt: skip


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write types in plain SQLAlchemy, so that old steps do not depend on today's code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, (sa.JSON, JSONB)):
        return "JSON"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
