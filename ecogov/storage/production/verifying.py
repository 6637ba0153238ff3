"""Proof that the roll-ups equal the rows: everything recomputed, cell by cell compared."""

from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ecogov.domain.kpi.measures import MEASURES
from ecogov.storage.production.rollups import Terms, plans


def mismatches(session: Session, terms: Terms) -> list[tuple[str, dict[str, object]]]:
    """Recompute every roll-up of a project from its rows and name the cells that differ.

    Returns
    -------
    list of (str, dict)
        Table and key of each differing cell; empty when all hold.
    """
    found: list[tuple[str, dict[str, object]]] = []
    for table, query in plans(terms):
        fresh = query.subquery()
        names = [column.name for column in fresh.columns]
        keys = [name for name in names if name not in _VALUES]
        values = [name for name in names if name in _VALUES]
        stored = select(*(table.c[name] for name in names)).where(
            table.c.project_id == terms.project_id
        )
        found += [
            (table.name, key) for key in _differing(session, (select(fresh), stored), keys, values)
        ]
    return found


_VALUES: Final = frozenset({*MEASURES, "items", "self_pairs", "self_agreeing", "open_units"})
_TOLERANCE: Final = 1e-9


def _differing(
    session: Session,
    queries: tuple[Select[Any], Select[Any]],
    keys: list[str],
    values: list[str],
) -> list[dict[str, object]]:
    tables = [
        {
            tuple(row[name] for name in keys): [float(row[name]) for name in values]
            for row in session.execute(query).mappings()
        }
        for query in queries
    ]
    return [
        dict(zip(keys, key, strict=True))
        for key in sorted(tables[0].keys() | tables[1].keys(), key=str)
        if not _same(tables[0].get(key), tables[1].get(key))
    ]


def _same(left: list[float] | None, right: list[float] | None) -> bool:
    return (
        left is not None
        and right is not None
        and all(
            abs(a - b) <= _TOLERANCE * max(1.0, abs(a), abs(b))
            for a, b in zip(left, right, strict=True)
        )
    )
