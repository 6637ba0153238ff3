"""Why a day was flagged: what was expected instead, since when, and which evidence weighed most."""

from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from ecogov.detection.calibration import strangeness
from ecogov.detection.evidence import NOTHING, smoothed
from ecogov.detection.filtering import from_working_scale
from ecogov.detection.panel import Flags, Floats, Panel
from ecogov.detection.scoring import Scored
from ecogov.detection.windows import FEW_DAYS
from ecogov.domain.kpi.intervals import Z_95


class Finding(StrEnum):
    """What kind of anomaly a flagged day is; the catalogs hold its words."""

    SPIKE = "spike"
    SHIFT = "shift"
    DRIFT = "drift"
    SPREAD = "spread"
    SHARED = "shared"
    LIMIT = "limit"


FOUND_COLUMNS: Final = (
    "series_id", "timestamp", "value", "expected", "expected_low", "expected_high", "score",
    "p_value", "direction", "kind", "measure", "since", "days", "siblings", "siblings_alike",
    "volume", "shift_evidence", "spread_evidence", "shared_evidence",
)  # fmt: skip
"""The last three are log-likelihood ratios: how the detector came to it."""

_LATELY: Final = 0.3
_ONE_SIDED: Final = 3.0
_ALIKE: Final = 1.0
"""A sibling moved alike when it lies this many standard deviations off in the same direction."""


def explained(panel: Panel, one: Scored, p: Floats, is_flagged: Flags) -> pd.DataFrame:
    """Describe the flagged days of the series of one kind.

    Parameters
    ----------
    panel : Panel
        All series.
    one : Scored
        The series of one kind, with their evidence.
    p, is_flagged : array, shape (n_series, n_days)
        Chance of each day when nothing is wrong, and whether the day is flagged.

    Returns
    -------
    DataFrame, one row per flagged day
        Columns `FOUND_COLUMNS`.
    """
    rows, days = np.nonzero(is_flagged)
    if not len(rows):
        return pd.DataFrame(columns=list(FOUND_COLUMNS))
    kind, window = _findings(one, rows, days)
    length = np.asarray([span.days for span in one.spans])[window]
    length = np.where(np.isin(kind, [Finding.SPREAD, Finding.LIMIT]), 1, length)
    centre, spread = _expected(one, rows, days, np.where(kind == Finding.SPREAD, -1, window))
    siblings, alike = _siblings(panel, one, (rows, days, window))
    chance = p[rows, days]
    z = np.stack([span.z for span in one.spans])[window, rows, days]
    return pd.DataFrame(
        {
            "series_id": panel.about["series_id"].to_numpy()[one.rows[rows]],
            "timestamp": panel.days[days],
            "value": one.seen.value[rows, days],
            "expected": from_working_scale(one.kind, centre),
            "expected_low": from_working_scale(one.kind, centre - Z_95 * spread),
            "expected_high": from_working_scale(one.kind, centre + Z_95 * spread),
            "score": strangeness(chance),
            "p_value": chance,
            "direction": np.where(z > 0, "up", "down"),
            "kind": kind,
            "measure": one.kind.value,
            "since": panel.days[np.maximum(days - length + 1, 0)],
            "days": length,
            "siblings": siblings,
            "siblings_alike": alike,
            "volume": one.seen.denominator[rows, days],
            "shift_evidence": one.evidence.shift[rows, days],
            "spread_evidence": one.evidence.spread[rows, days],
            "shared_evidence": np.maximum(one.shared.ratio[rows, days], NOTHING),
        },
        columns=list(FOUND_COLUMNS),
    )


def _findings(one: Scored, rows: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Name the evidence that weighs most, and the window that it speaks of."""
    weighed = one.evidence
    is_shared = one.shared.ratio[rows, days] > np.nan_to_num(one.own[rows, days])
    # Days that all lie off to one side spread wide too, but are a shift.
    is_one_sided = np.abs(smoothed(weighed.day, _LATELY)[rows, days]) > _ONE_SIDED
    is_spread = (weighed.spread > weighed.shift)[rows, days] & ~is_one_sided
    is_young = np.isnan(one.total[rows, days])
    window = np.where(is_shared, one.shared.window[rows, days], weighed.window[rows, days])
    window = np.where(is_young, 0, window)
    length = np.asarray([span.days for span in one.spans])[window]
    is_ramp = np.asarray([span.is_ramp for span in one.spans])[window]
    kind = np.select(
        [is_young, is_shared, is_spread, is_ramp, length <= FEW_DAYS],
        [Finding.LIMIT, Finding.SHARED, Finding.SPREAD, Finding.DRIFT, Finding.SPIKE],
        Finding.SHIFT,
    )
    return kind, window


def _expected(
    one: Scored, rows: np.ndarray, days: np.ndarray, window: np.ndarray
) -> tuple[Floats, Floats]:
    """Give what the days before the window promised for this day, and its standard deviation."""
    told = one.told
    forecast, level = told.forecast[rows, days], told.level[rows, days]
    promised = np.stack([span.reference for span in one.spans])[window, rows, days]
    promised = np.where(window < 0, level, promised)
    spread = np.sqrt(told.noise[rows, days] + told.level_variance[rows, days])
    return promised + (forecast - level), spread


def _siblings(
    panel: Panel, one: Scored, flagged: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Count the other series of the same project and vendor, and those that moved alike."""
    rows, days, window = flagged
    about = panel.about.iloc[one.rows]
    place = pd.MultiIndex.from_frame(about[["project", "vendor"]]).factorize()[0]
    has_vendor = about["vendor"].to_numpy() != ""
    total, alike = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for number, (row, day, span) in enumerate(zip(rows, days, window, strict=True)):
        others = np.flatnonzero((place == place[row]) & has_vendor & has_vendor[row])
        moved = one.spans[span].z[others, day] * one.evidence.bad_sign[others, day]
        own = one.spans[span].z[row, day] * one.evidence.bad_sign[row, day]
        is_other = (others != row) & np.isfinite(moved)
        total[number] = is_other.sum()
        alike[number] = (moved[is_other] * np.sign(own) > _ALIKE).sum()
    return total, alike
