"""Scores of risks at every stage, what is wrong with them, how much of a register is scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.risks.scales import Scale, bands_of
from ecogov.domain.risks.words import LIVE, Nature, Stage

_Column = FloatArray | NDArray[np.object_]

_PAIRS: Final = {
    Stage.CURRENT: ("residual_probability", "residual_impact"),
    Stage.TARGET: ("target_probability", "target_impact"),
}


def live(risks: pd.DataFrame) -> pd.DataFrame:
    """Keep the risks that may still come true: realised and closed ones are no exposure."""
    return risks[risks["status"].isin(LIVE)]


def scored(risks: pd.DataFrame, scales: Mapping[int, Scale]) -> pd.DataFrame:
    """Score risks without actions, as they stand, and as they are wanted.

    A residual level that is not given equals the inherent one. A target that names only one of
    its levels takes the other from the current stage; one that names neither is no target.

    Parameters
    ----------
    risks : DataFrame, shape (n_risks, >= 7)
        Columns ``probability``, ``impact``, ``residual_probability``, ``residual_impact``,
        ``target_probability``, ``target_impact`` (1 to 5, or missing) and ``scale_version``.
        Not modified.
    scales : Mapping[int, Scale]
        Scales by version.

    Returns
    -------
    DataFrame, shape (n_risks, n_columns + 12)
        `risks` with, for each `Stage`, ``<stage>_probability``, ``<stage>_impact`` and
        ``<stage>_score`` (float, NaN for unscored, never 0) and ``<stage>_band`` (`Severity`
        value, None for unscored).

    Raises
    ------
    DomainError
        ``risk.scale.unknown`` when a score was made with a version that is not among `scales`.

    References
    ----------
    .. [1] IEC 31010:2019, "Risk management - Risk assessment techniques", B.10.3
       (consequence/likelihood matrix).
    """
    inherent = floats(risks["probability"]), floats(risks["impact"])
    current = _filled(risks, Stage.CURRENT, inherent)
    target = _filled(risks, Stage.TARGET, current)
    has_target = risks[list(_PAIRS[Stage.TARGET])].notna().any(axis=1).to_numpy()
    wanted = np.where(has_target, target[0], nan), np.where(has_target, target[1], nan)
    columns: dict[str, _Column] = {}
    for stage, pair in zip(Stage, (inherent, current, wanted), strict=True):
        columns |= _stage_columns(stage, pair, risks["scale_version"], scales)
    return risks.assign(**columns)


def _filled(
    risks: pd.DataFrame, stage: Stage, fallback: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    probability, impact = (floats(risks[name]) for name in _PAIRS[stage])
    return (
        np.where(np.isnan(probability), fallback[0], probability),
        np.where(np.isnan(impact), fallback[1], impact),
    )


def _stage_columns(
    stage: Stage,
    pair: tuple[FloatArray, FloatArray],
    versions: pd.Series,
    scales: Mapping[int, Scale],
) -> dict[str, _Column]:
    score = pair[0] * pair[1]
    return {
        f"{stage}_probability": pair[0],
        f"{stage}_impact": pair[1],
        f"{stage}_score": score,
        f"{stage}_band": bands_of(pd.Series(score), versions, scales),
    }


def with_contradictions(scored: pd.DataFrame) -> pd.DataFrame:
    """Mark scores that contradict each other or the actions behind them.

    Threats are meant to fall and opportunities to rise, so all marks turn round for the latter.
    An unscored stage contradicts nothing.

    Parameters
    ----------
    scored : DataFrame
        As `scored` returns, with ``nature`` and ``n_actions`` (actions linked to the risk).
        Not modified.

    Returns
    -------
    DataFrame, shape (n_risks, n_columns + 3)
        `scored` with the boolean columns ``is_residual_worse`` (an error: actions made it worse
        than without them), ``is_improved_without_action`` (a warning) and ``is_target_worse``
        (the target is worse than what is reached already).
    """
    inherent, current, target = (_badness(scored, stage) for stage in Stage)
    has_no_action = floats(scored["n_actions"]) == 0
    return scored.assign(
        is_residual_worse=current > inherent,
        is_improved_without_action=(current < inherent) & has_no_action,
        is_target_worse=target > current,
    )


def _badness(scored: pd.DataFrame, stage: Stage) -> FloatArray:
    is_opportunity = (scored["nature"] == Nature.OPPORTUNITY).to_numpy(dtype=bool)
    return np.where(is_opportunity, -1.0, 1.0) * floats(scored[f"{stage}_score"])


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many risks of a register are scored."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float:
        """0 to 1; NaN of no risks."""
        return self.numerator / self.denominator if self.denominator else nan

    @property
    def null_reason(self) -> str | None:
        """Why there is no share, as a code."""
        return None if self.denominator else "no_risks"


def coverage(scored: pd.DataFrame, stage: Stage = Stage.CURRENT) -> Coverage:
    """Count the risks that have a score at a stage; all that are given count."""
    return Coverage(int(scored[f"{stage}_score"].notna().sum()), len(scored))
