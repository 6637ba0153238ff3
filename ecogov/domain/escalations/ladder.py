"""The ladder of a project: what each severity allows, and who stands on each level."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.projects import Draft, Words120

Hours = Annotated[float, Field(gt=0.0, le=2000.0, allow_inf_nan=False)]


class Severity(StrEnum):
    """How serious an escalation is; 1 is the worst."""

    CRITICAL = "1"
    MAJOR = "2"
    MINOR = "3"


class Level(StrEnum):
    """Who is asked: delivery owner, programme, sponsor, executive or contract."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"

    @property
    def height(self) -> int:
        """Give the steps above the lowest level."""
        return LEVELS.index(self)

    def raised(self, steps: int = 1) -> "Level":
        """Climb some steps; the highest level stays."""
        return LEVELS[min(self.height + steps, len(LEVELS) - 1)]


LEVELS: Final = tuple(Level)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Business hours that an answer to one severity may take."""

    acknowledge_hours: float
    update_hours: float
    resolve_hours: float


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is addressed on a level: a role, a person or both; neither means the level's own name."""

    level: Level
    role: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of a project; its allowances by severity, its rungs from L1 to L4."""

    critical: Allowance
    major: Allowance
    minor: Allowance
    rungs: tuple[Rung, ...] = tuple(Rung(level) for level in LEVELS)

    def allowance(self, severity: Severity) -> Allowance:
        """Tell what a severity allows."""
        return (self.critical, self.major, self.minor)[tuple(Severity).index(severity)]

    def rung(self, level: Level) -> Rung:
        """Tell who is addressed on a level."""
        return self.rungs[level.height]


DEFAULT_LADDER: Final = Ladder(
    critical=Allowance(acknowledge_hours=1, update_hours=4, resolve_hours=9),
    major=Allowance(acknowledge_hours=4, update_hours=9, resolve_hours=27),
    minor=Allowance(acknowledge_hours=9, update_hours=27, resolve_hours=90),
)
"""One working day of nine hours for a critical escalation, three for a major, ten for a minor."""


class AllowanceDraft(Draft):
    """What a project manager types in for one severity, in business hours.

    Raises
    ------
    ValidationError
        With the type ``escalation.ladder_order`` where an answer may take longer than the
        solution.
    """

    acknowledge_hours: Hours
    update_hours: Hours
    resolve_hours: Hours

    @model_validator(mode="after")
    def _answers_come_before_the_solution(self) -> Self:
        if max(self.acknowledge_hours, self.update_hours) > self.resolve_hours:
            raise PydanticCustomError("escalation.ladder_order", "escalation.ladder_order")
        return self

    def allowance(self) -> Allowance:
        """Give what was typed as a value."""
        return Allowance(self.acknowledge_hours, self.update_hours, self.resolve_hours)


class RungDraft(Draft):
    """Who a project manager wants to be addressed on a level."""

    level: Level
    role: Words120 = ""
    person: Words120 = ""


class LadderDraft(Draft):
    """The ladder of a project as it is typed in; `draft_of` fills it in first.

    Raises
    ------
    ValidationError
        With the types ``escalation.ladder_severities`` where a worse severity would have more
        time, ``escalation.ladder_levels`` where a level is missing or stands twice, and what
        `AllowanceDraft` raises.
    """

    project_id: int
    critical: AllowanceDraft
    major: AllowanceDraft
    minor: AllowanceDraft
    rungs: tuple[RungDraft, ...] = tuple(RungDraft(level=level) for level in LEVELS)

    @model_validator(mode="after")
    def _is_a_ladder(self) -> Self:
        allowances = [draft.allowance() for draft in (self.critical, self.major, self.minor)]
        if any(_has_more_time(worse, milder) for worse, milder in pairwise(allowances)):
            raise PydanticCustomError(
                "escalation.ladder_severities", "escalation.ladder_severities"
            )
        if sorted(rung.level for rung in self.rungs) != list(LEVELS):
            raise PydanticCustomError("escalation.ladder_levels", "escalation.ladder_levels")
        return self

    def ladder(self) -> Ladder:
        """Give what was typed as a value, its rungs from the lowest up."""
        rungs = sorted(self.rungs, key=lambda rung: rung.level)
        return Ladder(
            self.critical.allowance(),
            self.major.allowance(),
            self.minor.allowance(),
            tuple(Rung(rung.level, rung.role, rung.person) for rung in rungs),
        )


def draft_of(project_id: int, ladder: Ladder = DEFAULT_LADDER) -> LadderDraft:
    """Fill in the form of a ladder with one that holds already."""
    critical, major, minor = (
        AllowanceDraft(
            acknowledge_hours=allowed.acknowledge_hours,
            update_hours=allowed.update_hours,
            resolve_hours=allowed.resolve_hours,
        )
        for allowed in (ladder.critical, ladder.major, ladder.minor)
    )
    rungs = (RungDraft(level=r.level, role=r.role, person=r.person) for r in ladder.rungs)
    return LadderDraft(
        project_id=project_id, critical=critical, major=major, minor=minor, rungs=tuple(rungs)
    )


def _has_more_time(worse: Allowance, milder: Allowance) -> bool:
    return (
        worse.acknowledge_hours > milder.acknowledge_hours
        or worse.update_hours > milder.update_hours
        or worse.resolve_hours > milder.resolve_hours
    )
