"""Levels of a risk in the table: probability and impact are one cell, as they belong together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.scales import Scale
from ecogov.services.log.risks import BUILT_IN

PAIRS: Final = MappingProxyType(
    {
        "inherent": ("probability", "impact"),
        "current": ("residual_probability", "residual_impact"),
        "target": ("target_probability", "target_impact"),
    }
)
_LEVELS: Final = (5, 4, 3, 2, 1)


def pair_options() -> list[str]:
    """Give every pair of levels as the table stores it, the gravest first."""
    pairs = [(p, i) for p in _LEVELS for i in _LEVELS]
    return [f"{p}x{i}" for p, i in sorted(pairs, key=lambda pair: -pair[0] * pair[1])]


def pair_words(pair: str) -> str:
    """Show a pair: ``4 × 5 = 20``."""
    probability, impact = levels_of(pair)
    return f"{probability} × {impact} = {probability * impact}"


def is_pair(value: object) -> bool:
    """Tell whether something is a pair as the table stores it."""
    return value in pair_options()


def levels_of(pair: str) -> tuple[int, int]:
    """Read a pair as the table stores it."""
    probability, _, impact = pair.partition("x")
    return int(probability), int(impact)


def pair_changes(column: str, pair: object) -> dict[str, object]:
    """Give the two fields that an edited pair changes; an emptied one empties both.

    What is no pair goes on as it is: the draft of the risk refuses it in words.
    """
    first, second = PAIRS[column]
    if not is_pair(pair):
        return {first: pair or None, second: pair or None}
    probability, impact = levels_of(str(pair))
    return {first: probability, second: impact}


def with_pairs(kind: RecordKind, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the columns ``inherent, current, target`` and ``score`` to risks; others stay.

    ``score`` is probability times impact as things stand, and missing where a level is.
    """
    if kind is not RecordKind.RISK:
        return rows
    told = {column: _paired(rows, *names) for column, names in PAIRS.items()}
    probability = rows["residual_probability"].fillna(rows["probability"])
    impact = rows["residual_impact"].fillna(rows["impact"])
    return rows.assign(**told, score=probability * impact)


def band_names(rows: pd.DataFrame, scales: Mapping[int, Scale], language: str) -> "pd.Series[Any]":
    """Name the band of every score, each by the scale that its risk was scored by.

    Parameters
    ----------
    rows : DataFrame
        Risks with ``score`` and ``scale_id``; not modified.
    scales : mapping
        Scales by version.
    language : str
        In whose words.

    Returns
    -------
    Series of str
        Missing where there is no score.
    """
    versions = rows["scale_id"].fillna(BUILT_IN)
    told = [
        None if pd.isna(score) else scales[int(version)].band(int(score)).name(language)
        for score, version in zip(rows["score"], versions, strict=True)
    ]
    return pd.Series(told, index=rows.index, dtype="string")


def _paired(rows: pd.DataFrame, probability: str, impact: str) -> "pd.Series[Any]":
    levels = zip(rows[probability], rows[impact], strict=True)
    pairs = [None if pd.isna(p) or pd.isna(i) else f"{p}x{i}" for p, i in levels]
    return pd.Series(pairs, index=rows.index, dtype="string")
