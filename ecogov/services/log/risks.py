"""Risks beyond their records: scales, appetite, scores and what they were, expected cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.risks.appetite import Appetite, AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.exposure import Drawn, drawn, with_expected_value
from ecogov.domain.risks.scales import Scale, ScaleDraft
from ecogov.domain.risks.score_history import Periods, score_trend
from ecogov.domain.risks.scoring import scored
from ecogov.domain.risks.words import Nature, RiskStatus
from ecogov.services import editing
from ecogov.services.log.reading import list_records
from ecogov.services.log.visibility import check_visible
from ecogov.services.people.rights import reached, require, require_somewhere
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.log import histories, setups
from ecogov.storage.log.setups import APPETITES
from ecogov.storage.registers import Session, now

BUILT_IN: Final = 0
"""Version of the scale that comes with the program; stored ones count from 1."""


def risk_scales(db: Database) -> dict[int, Scale]:
    """Give every scale that a risk may have been scored by, by its version."""
    require_somewhere(db, Right.READ)
    with db.read() as session:
        stored = setups.scales(session)
    told = {version: _draft(row) for version, row in stored.items()}
    return {
        version: draft.scale(version)
        for version, draft in {BUILT_IN: DEFAULT_DRAFT, **told}.items()
    }


def scale_versions(db: Database, project_id: int) -> pd.DataFrame:
    """List the scales by which a project has scored or could have, the newest first.

    Returns
    -------
    DataFrame, shape (n_versions, 4)
        Columns ``version``, ``is_own`` (False for one of all projects), ``created_at`` (NaT for
        the one that comes with the program) and ``created_by``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        stored = setups.scales(session)
    told = [
        (version, row["project_id"] is not None, row["created_at"], row["created_by"])
        for version, row in stored.items()
        if row["project_id"] in {None, project_id}
    ]
    columns = ["version", "is_own", "created_at", "created_by"]
    return pd.DataFrame([*reversed(told), (BUILT_IN, False, None, "")], columns=columns)


def scale_in_force(db: Database, project_id: int | None) -> Scale:
    """Give the scale by which a project scores now; of no project, the one of all."""
    reached(db, project_id)
    with db.read() as session:
        version = setups.scale_in_force(session, project_id)
    return risk_scales(db)[version or BUILT_IN]


def change_scale(
    db: Database, draft: ScaleDraft, *, project_id: int | None, version: int, actor: str
) -> int:
    """Score by another scale from now on, in one project or (None) in all; give its version.

    What was scored before keeps the scale that it was scored by. `version` is the scale that
    the person saw.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    ConflictError
        ``risk_scale.conflict`` when somebody else changed the scale since.
    """
    require(db, Right.ADMINISTER if project_id is None else Right.SET_UP, project_id)
    told = draft.model_dump(mode="json")
    with db.write(actor) as session:
        if project_id is not None:
            editing.open_project(session, project_id)
            if (setups.scale_in_force(session, project_id) or BUILT_IN) != version:
                raise ConflictError("risk_scale.conflict")
        values = {"project_id": project_id, "definition": told}
        made = setups.add_scale(session, {**values, "created_at": now(), "created_by": actor})
        subject = ("risk_scale", made)
        audit.note(session, "risk_scale.add", subject, project_id=project_id, after=told)
        return made


def risk_appetites(db: Database, project_id: int) -> pd.DataFrame:
    """List how much risk a project takes on by category.

    Returns
    -------
    DataFrame, shape (n_categories, 5)
        Columns ``id, category, appetite, tolerance`` (scores) and ``version``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        return setups.appetites_frame(session, project_id)


def appetites_by_category(db: Database, project_id: int) -> dict[str, Appetite]:
    """Give the appetite of a project by category."""
    rows = risk_appetites(db, project_id)
    columns = (rows[name].tolist() for name in ("category", "appetite", "tolerance"))
    return {
        category: Appetite(appetite, tolerance)
        for category, appetite, tolerance in zip(*columns, strict=True)
    }


def change_appetites(
    db: Database,
    project_id: int,
    drafts: Sequence[AppetiteDraft],
    *,
    cleared: Sequence[str] = (),
    versions: Mapping[str, int],
    actor: str,
) -> None:
    """Say it for several categories and no longer for those `cleared`: all of it or nothing.

    `versions` holds, by category, what the person saw; a category that is missing there was not
    set. What is the same as before is not written again.

    Raises
    ------
    ConflictError
        ``record.conflict`` when somebody else changed one since.
    DomainError
        ``risk_appetite.taken`` when somebody else has set one in the meantime.
    """
    require(db, Right.SET_UP, project_id)
    with db.write(actor) as session:
        editing.open_project(session, project_id)
        rows = setups.appetites_frame(session, project_id)
        ids = dict(zip(rows["category"], rows["id"], strict=True))
        for draft in drafts:
            _set_appetite(session, project_id, draft, versions.get(draft.category, 0))
        for category in cleared:
            if category not in ids:
                continue
            stored = APPETITES.get(session, int(ids[category]))
            APPETITES.check_version(session, stored, versions.get(category, 0))
            editing.remove(session, APPETITES, stored["id"])


def scored_risks(db: Database, wanted: LogFilter, order: Order | None = None) -> pd.DataFrame:
    """List risks with their scores and expected values, each by the scale that it was scored by.

    Returns
    -------
    DataFrame, shape (n_risks, n_columns)
        As `list_records` gives them, with ``scale_version`` and what
        `ecogov.domain.risks.scoring.scored` and
        `ecogov.domain.risks.exposure.with_expected_value` add.
    """
    rows = list_records(db, RecordKind.RISK, wanted, order)
    versions = rows["scale_id"].fillna(BUILT_IN).astype("int64")
    scales = risk_scales(db)
    return with_expected_value(scored(rows.assign(scale_version=versions), scales), scales)


def drawn_contingency(db: Database, project_id: int) -> Drawn:
    """Tell what the threats that came true took, by what they were estimated to cost."""
    told = (("status", (RiskStatus.REALISED.value,)), ("nature", (Nature.THREAT.value,)))
    return drawn(list_records(db, RecordKind.RISK, LogFilter(project_id=project_id, equal=told)))


def risk_trend(
    db: Database, project_id: int | None, periods: Periods, nature: Nature = Nature.THREAT
) -> pd.DataFrame:
    """Count risks by band over periods, as they were then.

    Returns
    -------
    DataFrame, shape (n_periods, 10)
        See `ecogov.domain.risks.score_history.score_trend`.
    """
    wanted = LogFilter(project_id=project_id, equal=(("nature", (nature.value,)),))
    ids = list_records(db, RecordKind.RISK, wanted)["id"]
    with db.read() as session:
        history = histories.scores_frame(session, reached(db, project_id))
        states = histories.statuses_frame(session, reached(db, project_id))
    versions = history["scale_id"].fillna(BUILT_IN).astype("int64")
    told = history.assign(scale_version=versions)
    return score_trend(
        told[told["risk_id"].isin(ids)],
        states[states["risk_id"].isin(ids)],
        risk_scales(db),
        periods,
    )


def first_scored_on(db: Database, project_id: int | None) -> date | None:
    """Tell since when scores are kept, of a project or of all; None where there is none yet."""
    with db.read() as session:
        return histories.first_scored_on(session, reached(db, project_id))


def score_history(db: Database, risk_id: int) -> pd.DataFrame:
    """List the levels that a risk has had, oldest first.

    Returns
    -------
    DataFrame, shape (n_kept, 6)
        Columns ``risk_id, stage, day, probability, impact, scale_id``.
    """
    with db.read() as session:
        check_visible(session, RecordKind.RISK, (risk_id,))
        return histories.scores_frame(session, risk_id=risk_id)


def _set_appetite(session: Session, project_id: int, draft: AppetiteDraft, version: int) -> None:
    values = draft.model_dump()
    rows = setups.appetites_frame(session, project_id)
    held = rows.loc[rows["category"] == draft.category, "id"]
    if held.empty or version == 0:
        told = {"version": 1, "project_id": project_id, **values}
        editing.add(session, APPETITES, told)
        return
    stored = APPETITES.get(session, int(held.iloc[0]))
    APPETITES.check_version(session, stored, version)
    editing.change(session, APPETITES, stored, values)


def _draft(row: dict[str, Any]) -> ScaleDraft:
    return ScaleDraft.model_validate(row["definition"])
