"""Weekly reports out of a history that keeps a forecast only when it changes."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.schedule.slips import MilestoneStatus, days_of

_WEEK: Final = np.timedelta64(7, "D")


def weekly_reports(history: pd.DataFrame, milestones: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Tell week by week what was expected: a forecast holds until another one is kept.

    Parameters
    ----------
    history : DataFrame, shape (n_kept, >= 3)
        Columns ``milestone_id``, ``reported_on`` and ``forecast_on`` (None where a forecast was
        withdrawn); of several on one day the row that stands last counts. Not modified.
    milestones : DataFrame, shape (n_milestones, >= 3)
        Columns ``id``, ``status`` and ``actual``. What is done is reported until the day before;
        only these milestones are. Not modified.
    as_of : date
        Day of the last report; the others lie 7, 14, … days before it.

    Returns
    -------
    DataFrame, shape (n_reports, 4)
        By ``milestone_id`` and ``reported_on``: ``forecast`` (days are datetime64) and
        ``is_renewed`` (bool: a forecast was kept since the report before). Weeks without a
        forecast have no row.
    """
    kept = _kept(history[history["milestone_id"].isin(milestones["id"])])
    if kept.empty:
        return kept.assign(is_renewed=np.array([], dtype=bool))
    first = kept["reported_on"].min().to_datetime64().astype("datetime64[D]")
    weeks = max(int((np.datetime64(as_of, "D") - first) // _WEEK), -1) + 1
    days = np.sort(np.datetime64(as_of, "D") - np.arange(weeks) * _WEEK)
    ids = np.unique(kept["milestone_id"])
    grid = pd.DataFrame(
        {
            "milestone_id": np.tile(ids, len(days)),
            "reported_on": np.repeat(days, len(ids)).astype("datetime64[s]"),
        }
    )
    told = pd.merge_asof(
        grid,
        kept.sort_values("reported_on").assign(kept_on=lambda rows: rows["reported_on"]),
        on="reported_on",
        by="milestone_id",
    )
    is_known = told["forecast"].notna() & _is_before_done(told, milestones)
    told = told[is_known].sort_values(["milestone_id", "reported_on"], ignore_index=True)
    is_renewed = told["kept_on"] > told["reported_on"] - pd.Timedelta(days=7)
    return told.drop(columns="kept_on").assign(is_renewed=is_renewed)


def until_renewed(reports: pd.DataFrame) -> pd.DataFrame:
    """Leave out what only repeats the last forecast that was kept; `weekly_reports` in and out."""
    backwards = reports.iloc[::-1]
    seen = backwards.groupby("milestone_id")["is_renewed"].cummax().astype("bool")
    return reports[seen.iloc[::-1]].reset_index(drop=True)


def _kept(history: pd.DataFrame) -> pd.DataFrame:
    told = pd.DataFrame(
        {
            "milestone_id": history["milestone_id"].to_numpy(),
            "reported_on": days_of(history["reported_on"]).astype("datetime64[s]"),
            "forecast": days_of(history["forecast_on"]).astype("datetime64[s]"),
        }
    )
    return told.drop_duplicates(["milestone_id", "reported_on"], keep="last")


def _is_before_done(reports: pd.DataFrame, milestones: pd.DataFrame) -> "pd.Series[bool]":
    is_done = (milestones["status"].astype("str") == MilestoneStatus.DONE).to_numpy(dtype=bool)
    done_on = days_of(milestones["actual"])[is_done]
    ends = pd.DataFrame(
        {
            "milestone_id": milestones["id"].to_numpy()[is_done],
            "done_on": done_on.astype("datetime64[s]"),
        }
    )
    ends = ends.astype({"milestone_id": "int64"})
    told = reports[["milestone_id"]].merge(ends, on="milestone_id", how="left")["done_on"]
    done = told.set_axis(reports.index)
    return done.isna() | (reports["reported_on"] < done)
