"""Whether anything was imported from which a KPI could be computed, by scope of a target."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ecogov.domain.log.hygiene.targets import NEEDED_MEASURES, OTHER_MEASURES
from ecogov.storage.production.rollups import PATTERNS, ROLLUP, STOCK
from ecogov.storage.production.values import TURNAROUND, VALUES

_SCOPE: Final = ("project_id", "vendor_id", "queue_id", "locale")
_OVERLAPS, _TURNAROUNDS, _STOCK_DAYS = OTHER_MEASURES


def measured_frame(session: Session, project_ids: Sequence[int]) -> pd.DataFrame:
    """Sum what KPIs are computed from.

    Returns
    -------
    DataFrame, shape (n_groups, 4 + n_measures)
        Columns ``project_id, vendor_id, queue_id`` (0 for none), ``locale`` ("" for none),
        `NEEDED_MEASURES` and `OTHER_MEASURES` (of these only whether they exceed 0 counts); a
        scope may stand in several rows.
    """
    sums = {name: func.sum(ROLLUP.c[name]) for name in NEEDED_MEASURES}
    own = VALUES.c.kind == TURNAROUND
    parts = [
        _part(session, (ROLLUP, ()), sums, project_ids),
        _part(session, (PATTERNS, ()), {_OVERLAPS: func.sum(PATTERNS.c["items"])}, project_ids),
        _part(session, (VALUES, (own,)), {_TURNAROUNDS: func.count()}, project_ids),
        _part(session, (STOCK, ()), {_STOCK_DAYS: func.count()}, project_ids),
    ]
    names = [*NEEDED_MEASURES, *OTHER_MEASURES]
    rows = [row for part in parts for row in part]
    frame = pd.DataFrame(rows, columns=[*_SCOPE, *names])
    return frame.astype(dict.fromkeys(names, "float64")).fillna(dict.fromkeys(names, 0.0))


def _part(
    session: Session,
    source: tuple[Any, tuple[ColumnElement[bool], ...]],
    values: Mapping[str, Any],
    project_ids: Sequence[int],
) -> list[dict[str, Any]]:
    table, where = source
    keys = [table.c[name] for name in _SCOPE]
    labelled = [value.label(name) for name, value in values.items()]
    query = select(*keys, *labelled).where(table.c.project_id.in_(project_ids), *where)
    return [dict(row) for row in session.execute(query.group_by(*keys)).mappings()]
