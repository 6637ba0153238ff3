"""Risks on the 5 x 5 matrix: how many lie in every cell, and how each moves over it."""

from itertools import pairwise, product
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.risks.scales import LEVELS, Scale
from ecogov.domain.risks.words import Nature, Stage

_STEPS: Final = range(1, LEVELS + 1)
_CELL: Final = ["nature", "probability", "impact"]


def matrix(scored: pd.DataFrame, stage: Stage, scale: Scale) -> pd.DataFrame:
    """Count risks by cell, threats and opportunities apart.

    Parameters
    ----------
    scored : DataFrame
        As `ecogov.domain.risks.scoring.scored` returns, with ``ref`` and ``nature``; unscored
        risks lie in no cell. Not modified.
    stage : Stage
        Whose levels are taken.
    scale : Scale
        Gives the bands of the cells. A risk that was scored with another version is counted in
        the cell of its levels all the same.

    Returns
    -------
    DataFrame, shape (50, 7)
        Columns ``nature``, ``probability``, ``impact``, ``score``, ``band`` (`Severity` value),
        ``n`` and ``refs`` (tuple of str, in the order given): every cell once, empty ones
        included, threats first, by probability and impact.
    """
    levels = {f"{stage}_probability": "probability", f"{stage}_impact": "impact"}
    placed = scored[["ref", "nature", *levels]].rename(columns=levels).dropna(subset=_CELL)
    refs = {key: tuple(group["ref"]) for key, group in placed.groupby(_CELL, sort=False)}
    cells = [
        (*key, tuple(refs.get(key, ())))
        for key in product((nature.value for nature in Nature), _STEPS, _STEPS)
    ]
    told = pd.DataFrame(cells, columns=[*_CELL, "refs"])
    score = told["probability"] * told["impact"]
    return pd.DataFrame(
        {
            **{name: told[name] for name in _CELL},
            "score": score,
            "band": [scale.band(int(value)).severity.value for value in score],
            "n": [len(found) for found in told["refs"]],
            "refs": told["refs"],
        }
    )


def movement(scored: pd.DataFrame) -> pd.DataFrame:
    """Follow every risk over the matrix: inherent to current to target.

    Parameters
    ----------
    scored : DataFrame
        As `ecogov.domain.risks.scoring.scored` returns, with ``id``, ``ref``, ``title`` and
        ``nature``. Not modified.

    Returns
    -------
    DataFrame, shape (<= 2 * n_risks, 10)
        Columns ``id``, ``ref``, ``title``, ``nature``, ``leg`` (`Stage` that the leg leads to),
        ``from_probability``, ``from_impact``, ``to_probability``, ``to_impact`` (1 to 5) and
        ``has_moved``; risks in the order given, each leg once, without the legs that miss an end.
    """
    legs = [_leg(scored, before, after) for before, after in pairwise(Stage)]
    joined = pd.concat(legs).sort_index(kind="stable").reset_index(drop=True)
    ends = ["from_probability", "from_impact", "to_probability", "to_impact"]
    whole = joined.dropna(subset=ends).reset_index(drop=True)
    return whole.astype(dict.fromkeys(ends, "int64"))


def _leg(scored: pd.DataFrame, before: Stage, after: Stage) -> pd.DataFrame:
    told = {name: scored[name].to_numpy() for name in ("id", "ref", "title", "nature")}
    ends = {
        f"{way}_{level}": scored[f"{stage}_{level}"].to_numpy()
        for way, stage in (("from", before), ("to", after))
        for level in ("probability", "impact")
    }
    has_moved = (ends["from_probability"] != ends["to_probability"]) | (
        ends["from_impact"] != ends["to_impact"]
    )
    columns = {**told, "leg": after.value, **ends, "has_moved": has_moved}
    return pd.DataFrame(columns, index=np.arange(len(scored)))
