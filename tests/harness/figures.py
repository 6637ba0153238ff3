"""What a database holds, in a form that two databases or two moments can be compared by."""

import struct
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Table, select

from ecogov.domain.production import SourceFormat
from ecogov.storage.base import Base
from ecogov.storage.database import Database
from ecogov.storage.production.bulk import attach
from ecogov.storage.production.desk import lay_out
from ecogov.storage.production.rebuilding import follow, verify_rollups

FIGURES: Final = (
    "event", "item_review", "item_agreement", "rollup", "rollup_label", "rollup_agreement",
    "rollup_values", "rollup_stock",
)  # fmt: skip
_OF_THE_IMPORT: Final = frozenset({"id", "pk", "import_id", "source_row"})
_DIGITS: Final = 9


def figures(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows and everything derived from them, with names instead of numbers.

    Which import told a row, and where in its file, is left out: the same facts told in another
    order are the same figures.
    """
    tables = Base.metadata.tables
    with db.read() as session:
        names = {
            "annotator_id": _names(session, tables["annotator"], "external_id"),
            "vendor_id": _names(session, tables["vendor"], "code"),
            "queue_id": _names(session, tables["queue"], "code"),
            "project_id": _names(session, tables["project"], "code"),
            "source_id": _names(session, tables["source"], "format", "instance"),
        }
        names["reviewer_id"] = names["annotator_id"]
        return {
            name: _plain(session.execute(select(tables[name])).mappings(), names)
            for name in FIGURES
        }


def _names(session: Any, table: Table, *columns: str) -> dict[int, str]:
    rows = session.execute(select(table.c.id, *(table.c[name] for name in columns)))
    return {number: "|".join(map(str, told)) for number, *told in rows}


def _plain(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, Mapping[int, str]]
) -> list[tuple[Any, ...]]:
    told = [
        tuple(
            (column, _value(value, names.get(column, {})))
            for column, value in row.items()
            if column not in _OF_THE_IMPORT
        )
        for row in rows
    ]
    return sorted(told, key=repr)


def _value(value: Any, names: Mapping[int, str]) -> Any:
    if isinstance(value, bytes):
        doubles = struct.unpack(f"<{len(value) // 8}d", value)
        return tuple(_rounded(number) for number in doubles)
    if isinstance(value, float):
        return _rounded(value)
    return names.get(value, value) if names else value


def _rounded(number: float) -> float:
    # Sums depend on the order of their parts in the last digit; SQLite's clock is exact to 1 ms.
    return float(f"{number:.{_DIGITS}g}") + 0.0


def wrong_rollups(db: Database) -> list[tuple[str, dict[str, object]]]:
    """Name the roll-up cells of all projects that do not equal the rows behind them."""
    with db.read() as session:
        numbers = session.execute(select(Base.metadata.tables["project"].c.id)).scalars().all()
        return [cell for number in numbers for cell in verify_rollups(session, number)]


def derive_all(db: Database) -> None:
    """Derive everything anew as if one import had touched every row there is."""
    event, source = Base.metadata.tables["event"], Base.metadata.tables["source"]
    with db.bulk("tests") as session:
        attach(session)
        desk = lay_out(session, {}, {})
        for day in (event.c.day, event.c.review_day, event.c.received_day):
            desk.add(desk.days, select(day))
        desk.add(desk.items, select(event.c.item_id))
        desk.add(desk.people, select(event.c.annotator_id))
        for number, project_id, format_, _ in session.execute(select(source)).all():
            follow(desk, project_id, (number, SourceFormat(format_)))
