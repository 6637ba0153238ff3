"""How the scores of a register went: risks by band and their total score, period by period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import pandas as pd

from ecogov.domain.risks.scales import Scale, bands_of
from ecogov.domain.risks.words import LIVE, RiskStatus, Severity, Stage

UNSCORED: Final = "unscored"
REALISED: Final = "realised"
LANES: Final = (*(severity.value for severity in Severity), UNSCORED, REALISED)
"""Every risk of a period lies in exactly one of these columns."""

_LEVELS: Final = ["probability", "impact"]

Step = Literal["week", "month"]


@dataclass(frozen=True, slots=True)
class Periods:
    """Weeks (from Monday) or months that `first` and `last` lie in, and all between."""

    first: date
    last: date
    step: Step = "week"

    @property
    def starts(self) -> list[date]:
        """First day of each period, in order."""
        found = [self._start(self.first)]
        while (following := self._next(found[-1])) <= self.last:
            found.append(following)
        return found

    @property
    def ends(self) -> list[date]:
        """Day as of which each period is read: its last, or `last` where that comes first."""
        return [min(self._next(s) - timedelta(days=1), self.last) for s in self.starts]

    def _start(self, day: date) -> date:
        if self.step == "month":
            return day.replace(day=1)
        return day - timedelta(days=day.weekday())

    def _next(self, start: date) -> date:
        if self.step == "month":
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        return start + timedelta(days=7)


def score_trend(
    history: pd.DataFrame,
    states: pd.DataFrame,
    scales: Mapping[int, Scale],
    periods: Periods,
) -> pd.DataFrame:
    """Count risks by band at the end of every period; what was said last holds on.

    The current levels count, or the inherent ones where there are none. A live risk adds its
    score to the total; a realised one leaves the total and stays in its own lane; a closed one is
    gone. Threats and opportunities are asked for apart, by giving the entries of one nature.

    Parameters
    ----------
    history : DataFrame, shape (n_entries, 6)
        Columns ``risk_id``, ``day`` (date), ``stage`` (`Stage` value), ``probability``,
        ``impact`` (1 to 5, or missing) and ``scale_version``; of entries of one day the one given
        last holds. Not modified.
    states : DataFrame, shape (n_changes, 3)
        Columns ``risk_id``, ``day`` and ``status`` that begins then (`RiskStatus` value). A risk
        of which nothing is said yet, but that has a score, is open. Not modified.
    scales : Mapping[int, Scale]
        Scales by version; each entry keeps the bands of its own.
    periods : Periods
        What is looked at.

    Returns
    -------
    DataFrame, shape (n_periods, 10)
        Columns ``period`` (first day), ``as_of`` (the day that is read), `LANES` (counts) and
        ``total_score`` (points of the scored live risks), in order; zeros where there was
        nothing.

    Raises
    ------
    DomainError
        ``risk.scale.unknown`` when an entry was made with a version that is not among `scales`.
    """
    told = pd.DataFrame({"period": periods.starts, "as_of": periods.ends})
    seen = _seen(history, states, told["as_of"])
    is_live = seen["status"].isin(LIVE)
    score = seen["probability"] * seen["impact"]
    lane = pd.Series(bands_of(score, seen["scale_version"], scales), index=seen.index)
    lane = lane.where(lane.notna(), UNSCORED).where(is_live, REALISED)
    is_shown = is_live | (seen["status"] == RiskStatus.REALISED)
    counts = pd.crosstab(seen.loc[is_shown, "place"], lane[is_shown])
    counts = counts.reindex(index=told.index, columns=list(LANES), fill_value=0)
    total = score.where(is_live).groupby(seen["place"]).sum()
    return told.join(counts).assign(total_score=total.reindex(told.index, fill_value=0.0))


def _seen(history: pd.DataFrame, states: pd.DataFrame, ends: pd.Series) -> pd.DataFrame:
    """Tell status and levels of every risk at every end, but for risks that are not there yet."""
    by_stage = {
        stage: _latest(history[history["stage"] == stage], ends)
        for stage in (Stage.INHERENT, Stage.CURRENT)
    }
    inherent, current = by_stage[Stage.INHERENT], by_stage[Stage.CURRENT]
    state = _latest(states, ends)
    whole = inherent.index.union(current.index).union(state.index)
    inherent, current, state = (part.reindex(whole) for part in (inherent, current, state))
    levels = current[_LEVELS].fillna(inherent[_LEVELS])
    has_own = current[_LEVELS].notna().any(axis=1)
    version = current["scale_version"].where(has_own, inherent["scale_version"])
    status = state["status"].where(state["status"].notna(), RiskStatus.OPEN.value)
    return levels.assign(scale_version=version, status=status).reset_index()


def _latest(entries: pd.DataFrame, ends: pd.Series) -> pd.DataFrame:
    """Find what each risk said last by each end, indexed by place of the end and risk."""
    dated = entries.assign(day=pd.to_datetime(entries["day"])).sort_values("day", kind="stable")
    parts = [
        dated[dated["day"] <= pd.Timestamp(end)].groupby("risk_id").tail(1).assign(place=place)
        for place, end in enumerate(ends)
    ]
    return pd.concat(parts).set_index(["place", "risk_id"]).astype(_numbers(entries))


def _numbers(entries: pd.DataFrame) -> dict[str, str]:
    wanted = (*_LEVELS, "scale_version")
    return {name: "float64" for name in wanted if name in entries.columns}
