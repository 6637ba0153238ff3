"""Lights set by hand, and the thresholds of programmes."""

from typing import Any

import pandas as pd
from sqlalchemy import func, select

from ecogov.storage.registers import Session, frame
from ecogov.storage.status.tables import OVERRIDE, THRESHOLDS


def overrides_frame(session: Session, project_id: int) -> pd.DataFrame:
    """List every override of a project, ended or not, newest first.

    Returns
    -------
    DataFrame, shape (n_overrides, 9)
        See `ecogov.services.status.lights.list_overrides`.
    """
    names = (
        "id", "version", "dimension", "light", "reason", "expires_on", "set_by", "set_at",
        "ended_at",
    )  # fmt: skip
    query = (
        select(*(OVERRIDE.c[name] for name in names))
        .where(OVERRIDE.c.project_id == project_id)
        .order_by(OVERRIDE.c.id.desc())
    )
    utc = "datetime64[us, UTC]"
    kinds = {"id": "int64", "version": "int64", "set_at": utc, "ended_at": utc}
    return frame(session, query, kinds)


def thresholds_of(session: Session, programme: str) -> dict[str, Any] | None:
    """Read the thresholds that are set for exactly this programme."""
    query = select(THRESHOLDS).where(func.lower(THRESHOLDS.c.programme) == programme.lower())
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)
