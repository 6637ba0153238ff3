"""The evidence of every series and day: filter, windows, detectors, siblings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from ecogov.detection import detectors
from ecogov.detection.evidence import Evidence, bad_direction, evidence, smoothed
from ecogov.detection.filtering import Filtered, Observed, filtered
from ecogov.detection.kinds import MODELS, Kind
from ecogov.detection.panel import PLACE, Flags, Floats, Panel
from ecogov.detection.siblings import Shared, shared_shift
from ecogov.detection.windows import Window, windows

WARM_UP_DAYS: Final = 28
"""Days with a value that a series needs before its evidence is trusted."""

_FAST, _SLOW = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Scored:
    """The series of one kind: evidence, and what explains it.

    `rows` are their places in the panel; arrays have the shape (n_series, n_days). `own` is the
    evidence of the series alone, `shared` that of its siblings, `total` both: log-odds on a scale
    that all kinds share, NaN before the warm-up has ended and on days without a value.
    """

    kind: Kind
    rows: np.ndarray
    seen: Observed
    told: Filtered
    spans: tuple[Window, ...]
    evidence: Evidence
    shared: Shared
    own: Floats
    total: Floats
    unfitted: tuple[str, ...] = ()


def scored(panel: Panel, tell: Callable[[float], None] = lambda _share: None) -> list[Scored]:
    """Score every series of a panel, kind by kind.

    Parameters
    ----------
    panel : Panel
        The series.
    tell : callable
        Hears how far the work is, 0 to 1.
    """
    found = []
    weekday = panel.days.day_of_week.to_numpy()
    for kind in Kind:
        rows = panel.of_kind(kind)
        if len(rows):
            found.append(_weighed(panel, kind, rows, weekday))
        tell(0.2 * (len(found) + 1))
    usable = [_usable(one.evidence) for one in found]
    own, unfitted = _pooled(panel, found, usable)
    return [
        replace(_with_siblings(panel, one, is_usable, strange), unfitted=unfitted)
        for one, is_usable, strange in zip(found, usable, own, strict=True)
    ]


def _weighed(panel: Panel, kind: Kind, rows: np.ndarray, weekday: np.ndarray) -> Scored:
    model = MODELS[kind]
    seen = Observed(
        panel.value[rows], panel.numerator[rows], panel.denominator[rows], panel.is_off[rows]
    )
    told = filtered(kind, model, seen, weekday)
    spans = tuple(windows(kind, model, told))
    weighed = evidence(kind, model, spans, bad_direction(kind, model, told.level))
    nobody = Shared(np.full(weighed.own.shape, -np.inf), np.zeros(weighed.own.shape, np.int64))
    return Scored(
        kind, rows, seen, told, spans, weighed, nobody, own=weighed.own, total=weighed.own
    )


def _usable(weighed: Evidence) -> Flags:
    is_seen = np.isfinite(weighed.own)
    return is_seen & (np.cumsum(is_seen, axis=1) > WARM_UP_DAYS)


def _pooled(
    panel: Panel, found: list[Scored], usable: list[Flags]
) -> tuple[list[Floats], tuple[str, ...]]:
    """Let the pooled detectors look at the series of all kinds together."""
    if not found:
        return [], ()
    together = np.concatenate([_features(one.evidence) for one in found])
    kinds = np.repeat(np.arange(len(found)), [len(one.rows) for one in found])
    strange, unfitted = detectors.pooled(together, np.concatenate(usable), panel.days, kinds)
    edges = np.cumsum([len(one.rows) for one in found])[:-1]
    return np.split(strange, edges), unfitted


def _features(weighed: Evidence) -> Floats:
    day = weighed.day
    return np.stack(
        [day, smoothed(day, _FAST), smoothed(day, _SLOW), weighed.shift, weighed.spread], axis=-1
    )


def _with_siblings(panel: Panel, one: Scored, is_usable: Flags, strange: Floats) -> Scored:
    # Both speak of the same days in natural logarithms: their mean is steadier than either.
    alone = one.evidence.own
    own = np.where(np.isfinite(strange), (alone + strange) / 2, alone)
    own = np.where(is_usable, own, np.nan)
    shared = one.shared
    if one.kind is Kind.RATIO:
        shared = shared_shift(one.spans, one.evidence.bad_sign, own, _groups(panel, one.rows))
    together = np.logaddexp(np.nan_to_num(own), shared.ratio)
    total = np.where(is_usable, together, np.nan)
    return Scored(
        one.kind, one.rows, one.seen, one.told, one.spans, one.evidence, shared, own, total
    )


def _groups(panel: Panel, rows: np.ndarray) -> np.ndarray:
    """Tell the series apart by project and vendor; -1 where the vendor is unknown."""
    about = panel.about.iloc[rows]
    keys = pd.MultiIndex.from_frame(about[list(PLACE[:2])])
    numbers, _ = keys.factorize()
    return np.where(about["vendor"].to_numpy() == "", -1, numbers)
