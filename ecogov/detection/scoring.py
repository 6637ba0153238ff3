"""The evidence of every series and day: filter, windows, detectors, siblings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from ecogov.detection import detectors
from ecogov.detection.evidence import Evidence, bad_direction, evidence, smoothed
from ecogov.detection.filtering import Filtered, Observed, filtered
from ecogov.detection.kinds import MODELS, Kind
from ecogov.detection.panel import PLACE, Flags, Floats, Panel
from ecogov.detection.running import Runner, in_turn
from ecogov.detection.siblings import Shared, shared_shift
from ecogov.detection.windows import Window, windows

WARM_UP_DAYS: Final = 28
"""Days with a value that a series needs before its evidence is trusted."""

_FAST, _SLOW = 0.3, 0.15
_SERIES_PER_PART: Final = 1_000

Laid = TypeVar("Laid", Filtered, Window, Evidence)


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


@dataclass(frozen=True, slots=True)
class _Part:
    """Some series of one kind: what can be computed without knowing of the others."""

    kind: Kind
    seen: Observed
    weekday: np.ndarray


@dataclass(frozen=True, slots=True)
class _Weighed:
    told: Filtered
    spans: tuple[Window, ...]
    evidence: Evidence


def scored(
    panel: Panel, tell: Callable[[float], None] = lambda _share: None, *, run: Runner = in_turn
) -> list[Scored]:
    """Score every series of a panel, kind by kind.

    Parameters
    ----------
    panel : Panel
        The series.
    tell : callable
        Hears how far the work is, 0 to 1.
    run : Runner
        Where parts of the work are computed.
    """
    of_kinds = {kind: rows for kind in Kind if len(rows := panel.of_kind(kind))}
    parts = [part for kind, rows in of_kinds.items() for part in _parts(panel, kind, rows)]
    weighed: dict[Kind, list[_Weighed]] = {kind: [] for kind in of_kinds}
    for number, (part, one) in enumerate(zip(parts, run(_weighed, parts), strict=True)):
        weighed[part.kind].append(one)
        tell(0.8 * (number + 1) / len(parts))
    found = [_kind(panel, kind, rows, weighed.pop(kind)) for kind, rows in of_kinds.items()]
    usable = [_usable(one.evidence) for one in found]
    own, unfitted = _pooled(panel, found, usable)
    return [
        replace(_with_siblings(panel, one, is_usable, strange), unfitted=unfitted)
        for one, is_usable, strange in zip(found, usable, own, strict=True)
    ]


def _parts(panel: Panel, kind: Kind, rows: np.ndarray) -> Iterator[_Part]:
    weekday = panel.days.day_of_week.to_numpy()
    for first in range(0, len(rows), _SERIES_PER_PART):
        some = rows[first : first + _SERIES_PER_PART]
        yield _Part(
            kind,
            Observed(
                panel.value[some], panel.numerator[some], panel.denominator[some],
                panel.is_off[some],
            ),
            weekday,
        )  # fmt: skip


def _weighed(part: _Part) -> _Weighed:
    kind, model = part.kind, MODELS[part.kind]
    told = filtered(kind, model, part.seen, part.weekday)
    spans = tuple(windows(kind, model, told))
    return _Weighed(
        told, spans, evidence(kind, model, spans, bad_direction(kind, model, told.level))
    )


def _kind(panel: Panel, kind: Kind, rows: np.ndarray, weighed: list[_Weighed]) -> Scored:
    """Put the parts of a kind together again."""
    together = _joined([one.evidence for one in weighed])
    nobody = Shared(np.full(together.own.shape, -np.inf), np.zeros(together.own.shape, np.int64))
    return Scored(
        kind,
        rows,
        Observed(
            panel.value[rows], panel.numerator[rows], panel.denominator[rows], panel.is_off[rows]
        ),
        _joined([one.told for one in weighed]),
        tuple(_joined(list(spans)) for spans in zip(*(one.spans for one in weighed), strict=True)),
        together,
        nobody,
        own=together.own,
        total=together.own,
    )


def _joined(parts: list[Laid]) -> Laid:
    """Lay the arrays of equal parts one below the other."""
    if len(parts) == 1:
        return parts[0]
    arrays: dict[str, Any] = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts])
        for one in fields(parts[0])
        if isinstance(getattr(parts[0], one.name), np.ndarray)
    }
    return replace(parts[0], **arrays)


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
