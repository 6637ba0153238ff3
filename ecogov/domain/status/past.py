"""The log as it stood on an earlier day, read from what it keeps of its own past."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.risks.words import LIVE, RiskStatus, Stage
from ecogov.domain.schedule.slips import MilestoneStatus, days_of

_USUAL_WEEKS: Final = 4
_WEEK: Final = 7


def milestones_on(
    milestones: pd.DataFrame, forecasts: pd.DataFrame, baselines: pd.DataFrame, day: date
) -> pd.DataFrame:
    """Tell what was said of milestones on an earlier day.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, >= 7)
        Columns ``id, status, baseline_original, baseline_current, forecast, actual`` as they
        stand now, and ``created_at`` (instant). Not modified.
    forecasts : DataFrame, shape (n_kept, 3)
        Columns ``milestone_id, reported_on, forecast_on``, oldest first. Not modified.
    baselines : DataFrame, shape (n_kept, 3)
        Columns ``milestone_id, set_on, baseline_on``, oldest first. Not modified.
    day : date
        What came later is not known yet; a milestone logged later is not there.

    Returns
    -------
    DataFrame, shape (n_milestones_then, n_columns)
        Those columns as they stood. Of what is cancelled nobody kept since when.
    """
    then = pd.Timestamp(day)
    is_there = milestones["created_at"].dt.tz_localize(None).dt.normalize() <= then
    rows = milestones[is_there].set_index("id", drop=False)
    expected = _last_said(forecasts, "reported_on", "forecast_on", then)
    promised = _last_said(baselines, "set_on", "baseline_on", then)
    done_on = pd.Series(days_of(rows["actual"]), index=rows.index)
    is_done = done_on <= then
    was_done = (rows["status"].astype("str") == MilestoneStatus.DONE) & ~is_done
    status = rows["status"].astype("object")
    told: pd.DataFrame = rows.assign(
        status=status.where(~was_done, MilestoneStatus.PLANNED.value),
        actual=rows["actual"].astype("object").where(is_done, None),
        forecast=expected.reindex(rows.index).astype("object"),
        baseline_current=promised.reindex(rows.index).astype("object"),
    ).reset_index(drop=True)
    return told


def _last_said(kept: pd.DataFrame, on: str, what: str, then: pd.Timestamp) -> "pd.Series[date]":
    said = kept[pd.Series(days_of(kept[on]), index=kept.index) <= then]
    last = said.drop_duplicates("milestone_id", keep="last").set_index("milestone_id")
    told: pd.Series[date] = last[what]
    return told


def risks_on(
    risks: pd.DataFrame, scores: pd.DataFrame, states: pd.DataFrame, day: date
) -> pd.DataFrame:
    """Tell which risks were live on an earlier day, and how they were scored.

    Parameters
    ----------
    risks : DataFrame, shape (n_risks, >= 3)
        With ``id``, ``created_at`` and ``current_score`` as they stand now. Not modified.
    scores : DataFrame, shape (n_kept, >= 5)
        Columns ``risk_id, stage, day, probability, impact``, oldest first. Not modified.
    states : DataFrame, shape (n_kept, 3)
        Columns ``risk_id, day, status``, oldest first. Not modified.

    Returns
    -------
    DataFrame, shape (n_live_then, n_columns)
        Those risks with ``status`` and ``current_score`` as they were; the rest as it is now.
    """
    then = pd.Timestamp(day)
    known = states[pd.to_datetime(states["day"]) <= then].drop_duplicates("risk_id", keep="last")
    status = known.set_index("risk_id")["status"]
    levels = scores[pd.to_datetime(scores["day"]) <= then].drop_duplicates(
        ["risk_id", "stage"], keep="last"
    )
    score = (levels["probability"] * levels["impact"]).astype("Float64")
    by_stage = {
        stage: score[levels["stage"] == stage].set_axis(
            levels.loc[levels["stage"] == stage, "risk_id"]
        )
        for stage in (Stage.INHERENT, Stage.CURRENT)
    }
    rows = risks.set_index("id", drop=False)
    is_there = rows["created_at"].dt.tz_localize(None).dt.normalize() <= then
    inherent, current = (by_stage[stage].reindex(rows.index) for stage in by_stage)
    told = rows.assign(
        status=status.reindex(rows.index).fillna(RiskStatus.OPEN.value),
        current_score=current.fillna(inherent).astype("float64"),
    )
    live: pd.DataFrame = told[is_there & told["status"].isin(LIVE)].reset_index(drop=True)
    return live


def staffing_on(worked: pd.DataFrame, day: date) -> float | None:
    """Compare the people of the last week with the usual week of the four before.

    Parameters
    ----------
    worked : DataFrame, shape (n_rows, 2)
        Columns ``day`` (date) and ``person``: who did anything on which day. Not modified.

    Returns
    -------
    float or None
        People of the last seven days as a part of the mean of the four weeks before; None where
        one of these five weeks has nobody.
    """
    ages = (np.datetime64(day, "D") - np.asarray(worked["day"], dtype="datetime64[D]")).astype(int)
    weeks = pd.Series(ages // _WEEK, index=worked.index)
    counts = worked["person"].groupby(weeks[ages >= 0]).nunique()
    known = counts.reindex(range(_USUAL_WEEKS + 1)).dropna()
    if len(known) <= _USUAL_WEEKS:
        return None
    return float(known[0] / known[1:].mean())
