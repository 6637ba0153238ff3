"""Scales of probability and impact with their bands; a changed scale is a new version.

A score is probability times impact, derived and never stored. What band it lies in is looked up
in the version of the scale that the entry was made with, so a new version rescores nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import isnan, nan
from typing import Annotated, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import FloatArray, floats
from ecogov.domain.risks.words import Severity

LEVELS: Final = 5
HIGHEST_SCORE: Final = LEVELS * LEVELS
_LADDER: Final = tuple(Severity)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Meaning = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Chance = Annotated[float, Field(ge=0.0, le=1.0)]
Score = Annotated[int, Field(ge=1, le=HIGHEST_SCORE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a scale: its name and, where somebody wrote it down, what it means."""

    name_en: str
    name_zh: str
    meaning_en: str = ""
    meaning_zh: str = ""

    def name(self, language: str) -> str:
        """Name the level in a language of the program."""
        return self.name_zh if language.startswith("zh") else self.name_en

    def meaning(self, language: str) -> str:
        """Say what the level means; empty where nobody said."""
        return self.meaning_zh if language.startswith("zh") else self.meaning_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbabilityLevel(Level):
    """A step of probability, perhaps with the chances (0 to 1) that it stands for."""

    chance_low: float | None = None
    chance_high: float | None = None

    @property
    def chance(self) -> float:
        """Middle of its bounds; NaN where they are not set."""
        if self.chance_low is None or self.chance_high is None:
            return nan
        return (self.chance_low + self.chance_high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Scores from `lowest` to `highest`, both included, that are treated alike."""

    severity: Severity
    name_en: str
    name_zh: str
    lowest: int
    highest: int

    def name(self, language: str) -> str:
        """Name the band in a language of the program."""
        return self.name_zh if language.startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True)
class Scale:
    """One version of a scale: five levels of each kind from the least to the greatest, bands.

    Make one from a `ScaleDraft`, which checks it.
    """

    version: int
    probability: tuple[ProbabilityLevel, ...]
    impact: tuple[Level, ...]
    bands: tuple[Band, ...]

    def band(self, score: int) -> Band:
        """Find the band of a score of 1 to 25."""
        return next(band for band in self.bands if score <= band.highest)

    def chance(self, probability: int) -> float:
        """Give the chance that a level of probability stands for; NaN where none is set."""
        return self.probability[probability - 1].chance


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelDraft(_Draft):
    """What is typed in for a level of impact."""

    name_en: Name
    name_zh: Name
    meaning_en: Meaning = ""
    meaning_zh: Meaning = ""


class ProbabilityLevelDraft(LevelDraft):
    """What is typed in for a level of probability."""

    chance_low: Chance | None = None
    chance_high: Chance | None = None


class BandDraft(_Draft):
    """What is typed in for a band."""

    severity: Severity
    name_en: Name
    name_zh: Name
    lowest: Score
    highest: Score


ProbabilityLevels = Annotated[
    tuple[ProbabilityLevelDraft, ...], Field(min_length=LEVELS, max_length=LEVELS)
]
ImpactLevels = Annotated[tuple[LevelDraft, ...], Field(min_length=LEVELS, max_length=LEVELS)]
Bands = Annotated[tuple[BandDraft, ...], Field(min_length=2, max_length=len(_LADDER))]


class ScaleDraft(_Draft):
    """A scale before it gets its version; also how a scale is written as JSON.

    Raises
    ------
    ValidationError
        With the types ``risk.scale.gap``, ``risk.scale.overlap``, ``risk.scale.ends``,
        ``risk.scale.band_order``, ``risk.scale.chance_half`` and ``risk.scale.chance_order``.
    """

    probability: ProbabilityLevels
    impact: ImpactLevels
    bands: Bands

    @model_validator(mode="after")
    def _bands_cover_every_score_once(self) -> Self:
        if self.bands[0].lowest != 1 or self.bands[-1].highest != HIGHEST_SCORE:
            raise _refusal("risk.scale.ends", highest=HIGHEST_SCORE)
        for band in self.bands:
            if band.lowest > band.highest:
                raise _refusal("risk.scale.band_order", band=band.name_en)
        for below, above in pairwise(self.bands):
            _check_neighbours(below, above)
        return self

    @model_validator(mode="after")
    def _chances_ascend(self) -> Self:
        reached = 0.0
        for number, level in enumerate(self.probability, 1):
            if (level.chance_low is None) != (level.chance_high is None):
                raise _refusal("risk.scale.chance_half", level=number)
            if level.chance_low is None or level.chance_high is None:
                continue
            if not reached <= level.chance_low < level.chance_high:
                raise _refusal("risk.scale.chance_order", level=number)
            reached = level.chance_high
        return self

    @classmethod
    def of(cls, scale: Scale) -> Self:
        """Begin a draft from a scale, to change it or to store it."""
        told = asdict(scale)
        del told["version"]
        return cls.model_validate(told)

    def scale(self, version: int) -> Scale:
        """Make the scale of this draft under a version."""
        return Scale(
            version,
            tuple(ProbabilityLevel(**level.model_dump()) for level in self.probability),
            tuple(Level(**level.model_dump()) for level in self.impact),
            tuple(Band(**band.model_dump()) for band in self.bands),
        )


def _check_neighbours(below: BandDraft, above: BandDraft) -> None:
    if _LADDER.index(above.severity) <= _LADDER.index(below.severity):
        raise _refusal("risk.scale.band_order", band=above.name_en)
    if above.lowest <= below.highest:
        raise _refusal("risk.scale.overlap", score=above.lowest)
    if above.lowest > below.highest + 1:
        raise _refusal("risk.scale.gap", score=below.highest + 1)


def _refusal(code: str, **params: object) -> PydanticCustomError:
    """Make a validation error that says its code only; the catalogs hold the sentence."""
    return PydanticCustomError(code, code, params)


def bands_of(
    scores: pd.Series, versions: pd.Series, scales: Mapping[int, Scale]
) -> NDArray[np.object_]:
    """Look up the severity of scores, each in the scale that it was made with.

    Parameters
    ----------
    scores : Series
        1 to 25, NaN for unscored. Not modified.
    versions : Series
        Version of the scale of each score, in the same order; without a score it does not matter.
    scales : Mapping[int, Scale]
        Scales by version.

    Returns
    -------
    ndarray of object
        `Severity` values, None where there is no score.

    Raises
    ------
    DomainError
        ``risk.scale.unknown`` when a score was made with a version that is not among `scales`.
    """
    score, version = floats(scores), floats(versions)
    found = np.full(score.shape, None, dtype=object)
    is_scored = ~np.isnan(score)
    for number, mine in _by_version(version, is_scored):
        found[mine] = _severities(_scale(scales, number))[score[mine].astype(int)]
    return found


def chances_of(
    probability: pd.Series, versions: pd.Series, scales: Mapping[int, Scale]
) -> FloatArray:
    """Look up what chance levels of probability stand for, each in its own scale.

    Returns
    -------
    FloatArray
        0 to 1; NaN without a level, or where the scale sets no chances.

    Raises
    ------
    DomainError
        ``risk.scale.unknown``, as `bands_of` does.
    """
    level, version = floats(probability), floats(versions)
    found = np.full(level.shape, nan)
    for number, mine in _by_version(version, ~np.isnan(level)):
        chances = np.array([step.chance for step in _scale(scales, number).probability])
        found[mine] = chances[level[mine].astype(int) - 1]
    return found


def _by_version(
    version: FloatArray, is_known: NDArray[np.bool_]
) -> Iterable[tuple[float, NDArray[np.bool_]]]:
    for number in np.unique(version[is_known]):
        same = np.isnan(version) if np.isnan(number) else version == number
        yield float(number), is_known & same


def _scale(scales: Mapping[int, Scale], version: float) -> Scale:
    scale = None if isnan(version) else scales.get(int(version))
    if scale is None:
        raise DomainError("risk.scale.unknown", version=version)
    return scale


def _severities(scale: Scale) -> NDArray[np.object_]:
    listed = [None, *(scale.band(score).severity.value for score in range(1, HIGHEST_SCORE + 1))]
    return np.array(listed, dtype=object)
