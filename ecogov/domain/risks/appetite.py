"""How much risk of a category is wanted, how much is borne, and what exceeds both."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.risks.scales import Score
from ecogov.domain.risks.words import Nature


@dataclass(frozen=True, slots=True)
class Appetite:
    """Highest score that is wanted in a category, and the highest that is borne."""

    appetite: int
    tolerance: int


class AppetiteDraft(BaseModel):
    """What is typed in for a category.

    Raises
    ------
    ValidationError
        With the type ``risk.appetite.order`` when less is borne than is wanted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    appetite: Score
    tolerance: Score

    @model_validator(mode="after")
    def _bears_what_it_wants(self) -> Self:
        if self.tolerance < self.appetite:
            code = "risk.appetite.order"
            params = {"appetite": self.appetite, "tolerance": self.tolerance}
            raise PydanticCustomError(code, code, params)
        return self


class AppetiteStanding(StrEnum):
    """Where a risk stands to the appetite of its category.

    What is not set or not scored is not within: it must never be shown as good.
    """

    WITHIN = "within"
    OUTSIDE_APPETITE = "outside_appetite"
    OUTSIDE_TOLERANCE = "outside_tolerance"
    NOT_SET = "not_set"
    UNSCORED = "unscored"
    OPPORTUNITY = "opportunity"


def with_appetite(scored: pd.DataFrame, appetites: Mapping[str, Appetite]) -> pd.DataFrame:
    """Hold the current score of every threat to the appetite of its category.

    Opportunities are not held to it: the higher their score, the better.

    Parameters
    ----------
    scored : DataFrame, shape (n_risks, >= 3)
        Columns ``nature``, ``category`` and ``current_score``, as
        `ecogov.domain.risks.scoring.scored` returns. Not modified.
    appetites : Mapping[str, Appetite]
        By the code of the category.

    Returns
    -------
    DataFrame, shape (n_risks, n_columns + 1)
        `scored` with ``appetite`` (`AppetiteStanding` values).

    References
    ----------
    .. [1] ISO Guide 73:2009, "Risk management - Vocabulary", 3.7.1.2 (appetite), 3.7.1.3
       (tolerance).
    """
    score = floats(scored["current_score"])
    wanted = _limits(scored, {code: held.appetite for code, held in appetites.items()})
    borne = _limits(scored, {code: held.tolerance for code, held in appetites.items()})
    conditions = [
        (scored["nature"] == Nature.OPPORTUNITY).to_numpy(dtype=bool),
        np.isnan(score),
        np.isnan(wanted),
        score <= wanted,
        score <= borne,
    ]
    standings = [
        AppetiteStanding.OPPORTUNITY,
        AppetiteStanding.UNSCORED,
        AppetiteStanding.NOT_SET,
        AppetiteStanding.WITHIN,
        AppetiteStanding.OUTSIDE_APPETITE,
    ]
    names = [standing.value for standing in standings]
    told = np.select(conditions, names, default=AppetiteStanding.OUTSIDE_TOLERANCE.value)
    return scored.assign(appetite=told.astype(object))


def _limits(scored: pd.DataFrame, by_category: Mapping[str, int]) -> FloatArray:
    found = [by_category.get(code, nan) for code in scored["category"]]
    return np.array(found, dtype=np.float64)
