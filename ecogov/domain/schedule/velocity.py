"""How fast forecasts move, and the points of the milestone trend analysis chart."""

from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.schedule.slips import MilestoneStatus, days_of

REPORTS: Final = 4
"""Velocity looks at so many last reports."""

FEWEST_REPORTS: Final = 3


class VelocityGap(StrEnum):
    """Why there is no slip velocity."""

    FEW_REPORTS = "few_reports"


class TrendPoint(StrEnum):
    """What a point of the trend is: a report, the last one held until today, the day of doing."""

    REPORTED = "reported"
    HELD = "held"
    ACHIEVED = "achieved"


def slip_velocities(history: pd.DataFrame) -> pd.DataFrame:
    """Measure how many days the forecast of each milestone moves in a day.

    The velocity is the slope of the least-squares line through the last `REPORTS` reports; 0 is
    on plan, 1 or more slides day for day: the milestone gets no nearer.

    Parameters
    ----------
    history : DataFrame, shape (n_reports, >= 3)
        Columns ``milestone_id``, ``reported_on`` and ``forecast`` (days). Reports without a
        forecast are passed over; of several on one day the row that stands last counts. Not
        modified.

    Returns
    -------
    DataFrame, shape (n_milestones, 5)
        By ``milestone_id`` in order: ``reports`` (Int64, how many were looked at), ``velocity``
        (Float64, days per day), ``is_day_for_day`` (boolean) and ``null_reason``
        (`VelocityGap`, missing where there is a velocity), which takes `FEWEST_REPORTS` reports.
    """
    reports = _daily(history)
    last = reports[reports.groupby("milestone_id").cumcount(ascending=False) < REPORTS]
    sums = _sums(last)
    is_known = sums["n"] >= FEWEST_REPORTS
    # Whole numbers until here: a slope of exactly 1 stays exactly 1.
    rise = sums["n"] * sums["xy"] - sums["x"] * sums["y"]
    run = sums["n"] * sums["xx"] - sums["x"] ** 2
    velocity = (rise / run.where(run > 0)).astype("Float64")
    told = pd.DataFrame(
        {
            "milestone_id": sums.index,
            "reports": sums["n"].astype("Int64").array,
            "velocity": velocity.where(is_known).array,
            "is_day_for_day": (rise >= run).astype("boolean").where(is_known).array,
        }
    )
    reasons = np.full(len(told), VelocityGap.FEW_REPORTS.value, dtype=object)
    reasons[is_known.to_numpy(dtype=bool)] = None
    return told.assign(null_reason=pd.array(reasons, dtype="str"))


def _daily(history: pd.DataFrame) -> pd.DataFrame:
    """Keep one report a day of each milestone, in order of milestone and day."""
    reports = pd.DataFrame(
        {
            "milestone_id": history["milestone_id"].to_numpy(),
            "reported_on": days_of(history["reported_on"]),
            "forecast": days_of(history["forecast"]),
        }
    )
    known = reports.dropna()
    latest = known.drop_duplicates(["milestone_id", "reported_on"], keep="last")
    return latest.sort_values(["milestone_id", "reported_on"], ignore_index=True)


def _sums(reports: pd.DataFrame) -> pd.DataFrame:
    """Sum what a least-squares slope needs, in days since the first report of each milestone."""
    origin = reports.groupby("milestone_id")["reported_on"].transform("min")
    x = (reports["reported_on"] - origin).dt.days.astype("int64")
    y = (reports["forecast"] - origin).dt.days.astype("int64")
    terms = pd.DataFrame({"n": 1, "x": x, "y": y, "xx": x * x, "xy": x * y})
    return terms.groupby(reports["milestone_id"]).sum()


def trend_points(history: pd.DataFrame, milestones: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Place the reports of milestones on the plane of the milestone trend analysis.

    Parameters
    ----------
    history : DataFrame, shape (n_reports, >= 3)
        As for `slip_velocities`; reports after `as_of`, and from the day a milestone was done on,
        are left out. Not modified.
    milestones : DataFrame, shape (n_milestones, >= 3)
        Columns ``id``, ``status`` and ``actual``; only the reports of these are placed. Not
        modified.
    as_of : date
        The last forecast of an open milestone holds until this day, whether repeated or not.

    Returns
    -------
    DataFrame, shape (n_points, 5)
        By ``milestone_id`` and ``reported_on``: ``forecast`` (the day expected on that day; on
        the diagonal where achieved), ``kind`` (`TrendPoint`) and ``is_stale`` (bool: a forecast
        for a day already past). Days are datetime64.
    """
    today = pd.Timestamp(as_of)
    ends = _achieved(milestones, as_of)
    reports = _daily(history[history["milestone_id"].isin(milestones["id"])])
    by_id = ends.set_index("milestone_id")["reported_on"]
    achieved_on = by_id.reindex(reports["milestone_id"]).to_numpy()
    is_before = (reports["reported_on"] < achieved_on) | np.isnat(achieved_on)
    told = reports[(reports["reported_on"] <= today) & is_before].assign(
        kind=TrendPoint.REPORTED.value
    )
    is_open = milestones["status"].astype("str") == MilestoneStatus.PLANNED
    last = told.drop_duplicates("milestone_id", keep="last")
    held = last[last["milestone_id"].isin(milestones.loc[is_open, "id"])]
    held = held[held["reported_on"] < today].assign(reported_on=today, kind=TrendPoint.HELD.value)
    parts = [part for part in (told, held, ends) if not part.empty] or [told]
    points = pd.concat(parts, ignore_index=True)
    types = {"reported_on": "datetime64[s]", "forecast": "datetime64[s]", "kind": "str"}
    points = points.astype(types)
    points["is_stale"] = points["forecast"] < points["reported_on"]
    ordered: pd.DataFrame = points.sort_values(["milestone_id", "reported_on"], ignore_index=True)
    return ordered


def _achieved(milestones: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Give the points on the diagonal: milestones done by a day that is noted."""
    done_on = pd.Series(days_of(milestones["actual"]), index=milestones.index)
    is_done = milestones["status"].astype("str") == MilestoneStatus.DONE
    is_placed = is_done & (done_on <= pd.Timestamp(as_of))
    days = done_on[is_placed].to_numpy()
    ids = milestones.loc[is_placed, "id"].to_numpy()
    return pd.DataFrame(
        {
            "milestone_id": ids,
            "reported_on": days,
            "forecast": days,
            "kind": TrendPoint.ACHIEVED.value,
        }
    )
