"""Lights set by hand: set, ended, listed."""

from datetime import date

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.lights.overrides import Override, OverrideDraft, check_expiry
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.log.hygiene.xray import today_of
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.registers import now
from ecogov.storage.status.lights import overrides_frame
from ecogov.storage.status.tables import OVERRIDES


def override_light(db: Database, draft: OverrideDraft, *, actor: str) -> int:
    """Show another light than the rules do, until a day, and give the override's id.

    The last one set for a dimension holds. It is shown as what it is; see
    `ecogov.domain.lights.overrides.overridden` for how far it reaches.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away, ``lights.expired``,
        ``lights.too_long``.
    """
    require(db, Right.PUBLISH, draft.project_id)
    check_expiry(draft, today_of(db, draft.project_id))
    values = {
        **draft.model_dump(mode="json"),
        "expires_on": draft.expires_on,
        "version": 1,
        "set_by": actor,
        "set_at": now(),
    }
    with db.write(actor) as session:
        editing.open_project(session, draft.project_id)
        return editing.add(session, OVERRIDES, values)


def end_override(db: Database, override_id: int, *, actor: str) -> None:
    """Let the rules speak again; an override that has ended stays ended.

    Raises
    ------
    NotFoundError
        ``light_override.unknown``.
    NotAllowedError
        ``right.missing``.
    """
    with db.write(actor) as session:
        stored = OVERRIDES.get(session, override_id)
        require(db, Right.PUBLISH, stored["project_id"])
        if stored["ended_at"] is not None:
            raise DomainError("lights.ended")
        editing.change(session, OVERRIDES, stored, {"ended_at": now()}, action="end")


def list_overrides(db: Database, project_id: int) -> pd.DataFrame:
    """List every override of a project, ended or not, newest first.

    Returns
    -------
    DataFrame, shape (n_overrides, 9)
        Columns ``id, version, dimension, light, reason, expires_on`` (date), ``set_by, set_at``
        (UTC) and ``ended_at`` (UTC, NaT while it is not ended by hand).
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return overrides_frame(session, project_id)


def overrides_on(rows: pd.DataFrame, day: date) -> dict[Dimension, Override]:
    """Choose from `list_overrides` what holds on a day, by dimension."""
    told: dict[Dimension, Override] = {}
    for row in rows.iloc[::-1].to_dict("records"):
        is_set = row["set_at"].date() <= day <= row["expires_on"]
        has_ended = not pd.isna(row["ended_at"]) and row["ended_at"].date() <= day
        if is_set and not has_ended:
            dimension = Dimension(row["dimension"])
            told[dimension] = Override(
                id=int(row["id"]),
                dimension=dimension,
                light=Light(row["light"]),
                reason=str(row["reason"]),
                set_by=str(row["set_by"]),
                set_at=row["set_at"].to_pydatetime(),
                expires_on=row["expires_on"],
            )
    return told
