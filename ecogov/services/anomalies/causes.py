"""Which slice explains a card: the days that were strange against those before them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from ecogov.domain.anomalies.watched import COUNT, MEAN, RATIO, WATCHED, WHOLE, Watched
from ecogov.domain.errors import DomainError
from ecogov.services.anomalies.summing import BEFORE_DAYS
from ecogov.storage.anomalies.reading import leaf_sums
from ecogov.storage.registers import Session

DIMENSIONS: Final = ("vendor", "queue", "locale", "annotator")
_NOBODY: Final = frozenset({"", "0", "-1"})
_DEEPER_COUNTS_LESS: Final = 0.85
_MOST_LEAVES: Final = 20_000


class Periods(NamedTuple):
    """Two periods that are compared, each by its first and last day."""

    before: tuple[date, date]
    after: tuple[date, date]


class Moved(NamedTuple):
    """What moved, and which way."""

    metric: str
    is_up: bool


def periods(since: date, until: date) -> Periods:
    """Give the strange days, and the four weeks before them."""
    earlier = (since - timedelta(days=BEFORE_DAYS), since - timedelta(days=1))
    return Periods(earlier, (since, until))


def causes(
    session: Session, project_id: int, change: Moved, asked: Periods
) -> list[dict[str, Any]]:
    """Name the slices of a project that explain how a metric moved, the strongest first.

    Slices that moved the other way are no answer and are left out.

    Returns
    -------
    list of dict
        ``slice`` (ids as text by dimension) and the numbers behind it, as
        `ecogov.detection.rootcause.localising.Cause` holds them, with ``is_named``, ``is_rate`` and
        ``looked_at``; of a mean the one slice that adds most, without ``confidence``. Empty where
        nothing explains the change, or a stock changed.
    """
    watched = WATCHED[change.metric]
    if watched.kind not in (RATIO, COUNT, MEAN):
        return []
    before, after = (
        _amounts(watched, leaf_sums(session, project_id, days, ("day", *DIMENSIONS)))
        for days in asked
    )
    cuts = [name for name in DIMENSIONS if _varies(name, before, after)]
    if not cuts or before["k"].sum() <= 0 or after.empty or len(after) > _MOST_LEAVES:
        return []
    if watched.kind == COUNT:
        before = before.assign(k=before["k"] * _days(after) / _days(before))
    found = (
        _of_mean(before, after, cuts)
        if watched.kind == MEAN
        else _localised(before, after, cuts, is_rate=watched.kind == RATIO)
    )
    return [one for one in found if (one["contribution"] > 0) == change.is_up]


def _amounts(watched: Watched, sums: pd.DataFrame) -> pd.DataFrame:
    k = watched.numerator.of(sums)
    n = watched.denominator.of(sums) if watched.denominator else np.ones(len(sums))
    told = sums[["day"]].assign(k=k, n=n)
    for name in DIMENSIONS:
        told[name] = sums[name].astype(str)
    return told[(told["n"] > 0) & ((told["k"] > 0) | (watched.kind == RATIO))]


def _varies(name: str, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    values = {*before[name]} | {*after[name]}
    # Where some of the work has no names, people cannot be told apart from it.
    return len(values) > 1 and not (name == "annotator" and values & _NOBODY)


def _days(amounts: pd.DataFrame) -> int:
    return max(int(amounts["day"].nunique()), 1)


def _localised(
    before: pd.DataFrame, after: pd.DataFrame, cuts: Sequence[str], *, is_rate: bool
) -> list[dict[str, Any]]:
    from ecogov.detection.rootcause.leaves import leaves  # noqa: PLC0415 - only a scan needs it
    from ecogov.detection.rootcause.localising import root_causes  # noqa: PLC0415 - as above

    denominator = "n" if is_rate else None
    try:
        found = leaves(before, after, cuts, numerator="k", denominator=denominator)
    except DomainError:
        return []
    change = root_causes(found)
    return [
        {
            **asdict(one),
            "is_named": one.is_named,
            "is_rate": is_rate,
            "looked_at": change.looked_at,
        }
        for one in change.causes
    ]


def _of_mean(
    before: pd.DataFrame, after: pd.DataFrame, cuts: Sequence[str]
) -> list[dict[str, Any]]:
    """Find the slice that adds most to the change of a mean, rate and share together."""
    change = _mean(after) - _mean(before)
    best: tuple[float, dict[str, Any]] | None = None
    for depth in range(1, len(cuts) + 1):
        for chosen in combinations(cuts, depth):
            told = _largest(before, after, list(chosen), change)
            weight = abs(told["contribution"]) * _DEEPER_COUNTS_LESS ** (depth - 1)
            if best is None or weight > best[0]:
                best = weight, told
    return [best[1]] if best is not None and best[0] > 0 else []


def _mean(amounts: pd.DataFrame) -> float:
    return float(amounts["k"].sum() / amounts["n"].sum())


def _largest(
    before: pd.DataFrame, after: pd.DataFrame, chosen: list[str], change: float
) -> dict[str, Any]:
    from ecogov.detection.rootcause.effects import effects  # noqa: PLC0415 - as above

    sums = [one.groupby(chosen)[["k", "n"]].sum() for one in (before, after)]
    both = pd.concat(sums, axis=1, keys=[0, 1]).fillna(0.0)
    k0, n0, k1, n1 = (both[period, name] for period in (0, 1) for name in ("k", "n"))
    split = effects((k0, n0), (k1, n1)).set_index(both.index)
    toward = split["contribution"] * np.sign(change)
    at = int(np.argmax(toward.to_numpy()))
    key: Any = both.index[at]
    values = key if isinstance(key, tuple) else (key,)
    row = split.iloc[at]
    return {
        "slice": dict(zip(chosen, values, strict=True)),
        "contribution": float(max(toward.iloc[at], 0.0) * np.sign(change)),
        "rate_effect": float(row["rate_effect"]),
        "mix_effect": float(row["mix_effect"]),
        "before": float(row["before"]),
        "after": float(row["after"]),
        "volume": float(n1.iloc[at]),
        "is_named": True,
        "is_mean": True,
    }


def in_common(days: pd.DataFrame) -> dict[str, Any]:
    """Tell what all flagged days of a card share, where nothing else explains it.

    Those count that are half as strange as the strangest, on the scale of the logarithm of p. Days
    of the project as a whole share nothing with others and are passed over; where the others share
    nothing either, it is the place of the strangest.

    Parameters
    ----------
    days : DataFrame
        Flagged days as `ecogov.storage.anomalies.cards.days_frame` reads them. Not modified.
    """
    columns = {"vendor": "vendor_id", "queue": "queue_id", "locale": "locale",
               "annotator": "annotator_id"}  # fmt: skip
    apart = days[days["vendor_id"] != WHOLE.vendor_id]
    if apart.empty:
        return {"slice": {}, "is_shared": True}
    lead = apart.sort_values(["p_value", "day", "series"]).iloc[:1]
    strange = apart[apart["p_value"] <= np.sqrt(lead["p_value"].iloc[0])]
    for part in (strange, strange[strange["metric"] == lead["metric"].iloc[0]], lead):
        shared = {
            name: str(part[column].iloc[0])
            for name, column in columns.items()
            if len({*part[column]}) == 1 and str(part[column].iloc[0]) not in _NOBODY
        }
        if shared:
            break
    return {"slice": shared, "is_shared": True}
