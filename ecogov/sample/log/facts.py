"""What the log of the sample programme is told in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ecogov.domain.escalations.events import EventKind
from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import Outside, Relation
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.words import Stage
from ecogov.domain.schedule.links import LinkKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands on the last day of the sample.

    Parameters
    ----------
    key : str
        Names it among the records of the sample.
    at : datetime
        When it was logged, by the clock of its project; so are all moments here.
    told : Mapping[str, object]
        Fields of its draft; ``vendor`` holds the code of one, and the effects of a change request
        name milestones by their keys.
    kept : Mapping[str, object]
        Columns that nobody types in.
    """

    kind: RecordKind
    key: str
    at: datetime
    told: Mapping[str, object]
    kept: Mapping[str, object]

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return str(self.told["owner"])


@dataclass(frozen=True, slots=True)
class Score:
    """Levels of a risk at a stage from a day on."""

    key: str
    stage: Stage
    day: date
    probability: int
    impact: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a risk was from a day on."""

    key: str
    day: date
    status: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a milestone was expected, as of a day."""

    key: str
    day: date
    forecast: date


@dataclass(frozen=True, slots=True)
class Promise:
    """What a milestone was promised for; `change` is the key of the request that moved it."""

    key: str
    day: date
    at: datetime
    by: str
    reason: str = ""
    change: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One milestone waits for another."""

    predecessor: str
    successor: str
    kind: LinkKind
    lag_days: int


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an escalation."""

    key: str
    kind: EventKind
    at: datetime
    actor: str
    level: Level | None = None
    next_update_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a record."""

    key: str
    at: datetime
    actor: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A record points at another by its key, or at something outside of the log."""

    source: str
    relation: Relation
    target: str
    at: datetime
    by: str
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """How a project runs its log."""

    contingency: float
    day_start: float
    day_end: float
    appetites: tuple[AppetiteDraft, ...]


@dataclass(frozen=True, slots=True)
class ProjectLog:
    """Everything in the log of one project, each part in the order of time."""

    setup: Setup
    entries: tuple[Entry, ...]
    scores: tuple[Score, ...]
    standings: tuple[Standing, ...]
    forecasts: tuple[Forecast, ...]
    promises: tuple[Promise, ...]
    waits: tuple[Wait, ...]
    happenings: tuple[Happening, ...]
    notes: tuple[Note, ...]
    ties: tuple[Tie, ...]
