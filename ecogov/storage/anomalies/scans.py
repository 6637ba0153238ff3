"""Scans: which days were looked at, what the figures were then, what could not be looked at."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import delete, func, insert, select

from ecogov.storage.anomalies.tables import ScannedDayRow, ScanRow
from ecogov.storage.projects import PROJECT
from ecogov.storage.registers import Session, frame

SCAN: Final[Any] = ScanRow.__table__  # type: ignore[attr-defined]
_KINDS: Final = {
    "project_id": "int64", "at": "datetime64[us, UTC]", "series": "int64", "days": "int64",
    "flagged": "int64", "seconds": "float64", "budget": "float64",
}  # fmt: skip
SCANNED: Final[Any] = ScannedDayRow.__table__  # type: ignore[attr-defined]


def fingerprints(session: Session, project_id: int) -> dict[date, str]:
    """Give the fingerprint of every day of a project that was scanned."""
    query = select(SCANNED.c.day, SCANNED.c.fingerprint).where(SCANNED.c.project_id == project_id)
    return dict(session.execute(query).all())


def keep_fingerprints(
    session: Session, project_id: int, days: tuple[date, date], told: Mapping[date, str]
) -> None:
    """Replace the fingerprints of the days between two days."""
    session.execute(
        delete(SCANNED).where(SCANNED.c.project_id == project_id, SCANNED.c.day.between(*days))
    )
    rows = [
        {"project_id": project_id, "day": day, "fingerprint": text} for day, text in told.items()
    ]
    if rows:
        session.execute(insert(SCANNED), rows)


def add_scan(session: Session, values: Mapping[str, Any]) -> int:
    """Keep the receipt of a scan and give its id."""
    return int(session.execute(insert(SCAN).values(**values).returning(SCAN.c.id)).scalar_one())


def series_counts(session: Session) -> dict[int, int]:
    """Tell how many series each project had when it was last scanned."""
    newest = select(func.max(SCAN.c.id)).group_by(SCAN.c.project_id)
    query = select(SCAN.c.project_id, SCAN.c.series).where(SCAN.c.id.in_(newest))
    return dict(session.execute(query).all())


def last_scans(session: Session) -> pd.DataFrame:
    """List the last scan of every project that was ever scanned, by its code.

    Returns
    -------
    DataFrame, shape (n_projects, 10)
        Columns ``project_id, project_code, at`` (UTC), ``as_of, series, days, flagged, seconds,
        budget, failures`` (list of dict with ``series`` and ``code``).
    """
    s = SCAN.c
    newest = select(func.max(s.id)).group_by(s.project_id)
    query = (
        select(
            s.project_id, PROJECT.c.code.label("project_code"), s.at, s.as_of, s.series, s.days,
            s.flagged, s.seconds, s.budget, s.failures,
        )
        .join(PROJECT, PROJECT.c.id == s.project_id)
        .where(s.id.in_(newest))
        .order_by(PROJECT.c.code)
    )  # fmt: skip
    return frame(session, query, _KINDS)
