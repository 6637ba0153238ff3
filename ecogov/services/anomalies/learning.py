"""What verdicts taught the detectors, and how often they were right: whether to trust them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pandas as pd

from ecogov.domain.anomalies.triage import AnomalyStatus, Reason, leniency
from ecogov.domain.kpi.intervals import wilson
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require, visible
from ecogov.storage.anomalies import cards, feedback
from ecogov.storage.anomalies.feedback import FEEDBACKS
from ecogov.storage.database import Database
from ecogov.storage.registers import now

GROUPS: Final = ("finding", "metric", "month")
_CONFIRMING: Final = (Reason.KNOWN_EVENT.value, Reason.DATA_ERROR.value)
_NO_VERDICT: Final = (Reason.HISTORY.value, Reason.CORRECTED.value)


def precision(
    db: Database, by: Sequence[str] = (), *, project_id: int | None = None, days: int | None = None
) -> pd.DataFrame:
    """Tell how many cards turned out to be something, of those that got a verdict.

    A card is confirmed when it became a record, was closed as dealt with, or showed a known event,
    a plan or an error of the data; it was noise when somebody said so. What is open, or was history
    when it was found, has no verdict.

    Parameters
    ----------
    by : sequence of str
        Names among `GROUPS`.
    days : int, optional
        Only cards found in the last so many days.

    Returns
    -------
    DataFrame, shape (n_groups, len(by) + 6)
        The groups, then ``found``, ``confirmed``, ``noise``, ``precision`` (share of the verdicts,
        NaN without any), ``low`` and ``high`` (Wilson, 95 %); one row without groups.
    """
    if project_id is not None:
        require(db, Right.READ, project_id)
    projects = visible(db) if project_id is None else frozenset({project_id})
    with db.read() as session:
        told = cards.outcomes_frame(session, projects)
    told = told[~told["reason"].isin(_NO_VERDICT)]
    if days is not None:
        told = told[told["found_at"] >= datetime.now(UTC) - timedelta(days=days)]
    counted = pd.DataFrame(
        {
            "finding": told["finding"],
            "metric": told["metric"],
            "month": told["found_at"].dt.strftime("%Y-%m"),
            "found": 1,
            "confirmed": _confirmed(told),
            "noise": (told["reason"] == Reason.NOISE).astype(int),
        }
    )
    names = ["found", "confirmed", "noise"]
    if by:
        summed = counted.groupby(list(by), as_index=False, sort=True)[names].sum()
    else:
        summed = counted[names].sum().to_frame().T
    return _with_precision(summed.astype(dict.fromkeys(names, "int64")))


def _confirmed(told: pd.DataFrame) -> pd.Series:
    settled = told["status"].isin([AnomalyStatus.CONVERTED, AnomalyStatus.PLANNED])
    dealt_with = (told["status"] == AnomalyStatus.CLOSED) & (told["reason"] == "")
    known = (told["status"] == AnomalyStatus.DISMISSED) & told["reason"].isin(_CONFIRMING)
    return (settled | dealt_with | known).astype(int)


def _with_precision(summed: pd.DataFrame) -> pd.DataFrame:
    verdicts = summed["confirmed"] + summed["noise"]
    low, high = wilson(summed["confirmed"].to_numpy(float), verdicts.to_numpy(float))
    return summed.assign(
        precision=summed["confirmed"] / verdicts.where(verdicts > 0), low=low, high=high
    )


def shifts(db: Database, *, project_id: int | None = None) -> pd.DataFrame:
    """List how verdicts shift the budget of single detectors on single series.

    Returns
    -------
    DataFrame, shape (n_shifts, 9)
        Columns ``project_id, project_code, series, finding, step`` (sum of what stands),
        ``factor`` (of the budget, within its bounds), ``entries`` (ids), ``at`` (of the last,
        UTC) and ``actor``; the last first.
    """
    if project_id is not None:
        require(db, Right.READ, project_id)
    projects = visible(db) if project_id is None else frozenset({project_id})
    with db.read() as session:
        told = feedback.feedback_frame(session, projects)
    keys = ["project_id", "project_code", "series", "finding"]
    summed = told.groupby(keys, as_index=False, sort=False).agg(
        step=("step", "sum"), entries=("id", list), at=("at", "first"), actor=("actor", "first")
    )
    return summed.assign(factor=[leniency(int(step)) for step in summed["step"]])


def take_back_shift(db: Database, entries: Sequence[int], *, actor: str) -> None:
    """Let detectors forget what single verdicts taught them.

    Raises
    ------
    NotFoundError
        ``anomaly_feedback.unknown``.
    """
    with db.write(actor) as session:
        for entry in entries:
            stored = FEEDBACKS.get(session, entry)
            require(db, Right.TRIAGE, stored["project_id"])
            editing.change(session, FEEDBACKS, stored, {"revoked_at": now()}, action="revoke")
