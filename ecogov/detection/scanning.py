"""A scan: series in, flagged days and the score of every day out.

Causal: what is said of a day depends on that day and those before it, and on nothing later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ecogov.detection.calibration import (
    DEFAULT_BUDGET,
    p_values,
    strangeness,
    threshold,
    within_false_discovery_rate,
)
from ecogov.detection.explaining import FOUND_COLUMNS, explained
from ecogov.detection.filtering import from_working_scale
from ecogov.detection.kinds import Kind
from ecogov.detection.panel import Failure, Flags, Floats, Panel
from ecogov.detection.running import Runner, in_turn
from ecogov.detection.scoring import WARM_UP_DAYS, Scored, scored

FIRST_LIMIT_DAYS: Final = 7
"""Days with a value that a series needs before the plain limit of the warm-up means anything."""

_TAIL: Final = 6
_LEAST_VOLUME: Final = {Kind.RATIO: 5.0, Kind.MEAN: 2.0, Kind.COUNT: 5.0, Kind.BACKLOG: 0.0}
SCORE_COLUMNS: Final = ("series_id", "timestamp", "score", "p_value")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found.

    Parameters
    ----------
    found : DataFrame, one row per flagged day
        Columns `FOUND_COLUMNS`, by ``timestamp``, then ``p_value``.
    scores : DataFrame, one row per scored day
        Columns `SCORE_COLUMNS`, by ``series_id``, ``timestamp``; ``score`` is 0 to 1, higher =
        stranger.
    failures : tuple of Failure
        Series that could not be scanned, and months that PyOD's detector could not judge.
    """

    found: pd.DataFrame
    scores: pd.DataFrame
    failures: tuple[Failure, ...]


def scan(
    panel: Panel,
    *,
    budget: float = DEFAULT_BUDGET,
    false_discovery_rate: float | None = None,
    tell: Callable[[float], None] = lambda _share: None,
    run: Runner = in_turn,
) -> Scan:
    """Look for days that are strange.

    Parameters
    ----------
    panel : Panel
        The series.
    budget : float
        False alarms per series and year that people put up with.
    false_discovery_rate : float, optional
        Of the days flagged on one date, at most this share is expected to be false (Benjamini and
        Hochberg); left out, the budget alone decides.
    tell : callable
        Hears how far the work is, 0 to 1.
    run : Runner
        Where parts of the work are computed; the results do not depend on it.
    """
    kinds = scored(panel, tell, run=run)
    p = np.full(panel.value.shape, np.nan)
    is_flagged = np.zeros(panel.value.shape, dtype=bool)
    for one in kinds:
        together = np.asarray(np.isfinite(one.shared.ratio).any(axis=1))
        chance = _with_warm_up(one, p_values(one.kind, one.total, panel.days, together))
        chance[np.arange(len(panel.days))[None] < panel.first_scored[one.rows, None]] = np.nan
        p[one.rows] = chance
        limit = threshold(one.kind, budget)
        is_flagged[one.rows] = (np.nan_to_num(chance, nan=1) <= limit) & _has_volume(one)
    if false_discovery_rate is not None and len(p):
        is_flagged &= within_false_discovery_rate(p, false_discovery_rate)
    tell(1.0)
    frames = [explained(panel, one, p[one.rows], is_flagged[one.rows]) for one in kinds]
    failures = (*panel.failures, *_uncomputable(panel, p), *_unfitted(kinds))
    return Scan(_together(frames), _scores(panel, p), failures)


def _with_warm_up(one: Scored, p: Floats) -> Floats:
    """Hold a young series to a plain limit on the day alone."""
    from scipy.special import stdtr  # noqa: PLC0415  # the import is slow

    spread = np.sqrt(one.told.level_variance + one.told.noise)
    day = one.told.surprise / spread
    seen = np.cumsum(np.isfinite(day), axis=1)
    is_young = np.isfinite(day) & (seen > FIRST_LIMIT_DAYS) & (seen <= WARM_UP_DAYS)
    return np.where(is_young, 2 * stdtr(_TAIL, -np.abs(day)), p)


def _has_volume(one: Scored) -> Flags:
    least = _LEAST_VOLUME[one.kind]
    if one.kind is Kind.COUNT:
        return np.asarray(np.nan_to_num(from_working_scale(one.kind, one.told.forecast)) >= least)
    return np.asarray(np.nan_to_num(one.seen.denominator, nan=np.inf) >= least)


def _unfitted(kinds: list[Scored]) -> list[Failure]:
    """Name the months that PyOD did not judge."""
    months = sorted({month for one in kinds for month in one.unfitted})
    return [Failure(f"PyOD {month}", "scan.detector_failed") for month in months]


def _uncomputable(panel: Panel, p: Floats) -> list[Failure]:
    """Name the series that have days enough and yet no score: numbers beyond what we can count."""
    is_due = np.arange(len(panel.days))[None] >= panel.first_scored[:, None]
    days = (np.isfinite(panel.value) & ~panel.is_off & is_due).sum(axis=1)
    silent = (days > 2 * WARM_UP_DAYS) & ~np.isfinite(p).any(axis=1)
    names = panel.about["series_id"].to_numpy()[silent]
    return [Failure(str(name), "scan.not_computable") for name in names]


def _scores(panel: Panel, p: Floats) -> pd.DataFrame:
    rows, columns = np.nonzero(np.isfinite(p))
    chance = p[rows, columns]
    names = panel.about["series_id"].to_numpy()
    return pd.DataFrame(
        {
            "series_id": names[rows],
            "timestamp": panel.days[columns],
            "score": strangeness(chance),
            "p_value": chance,
        },
        columns=list(SCORE_COLUMNS),
    )


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if not frame.empty]
    if not filled:
        return pd.DataFrame(columns=list(FOUND_COLUMNS))
    together = pd.concat(filled)
    return together.sort_values(["timestamp", "p_value", "series_id"], ignore_index=True)
