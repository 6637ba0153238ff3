"""What the sample programme is told in: vendors, projects, teams, promises, events, files.

The fields carry the names of the records that they become, so that loading is a copy.
"""

from dataclasses import dataclass
from datetime import date

from ecogov.domain.production import SourceFormat


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who does the work; paid by accepted unit unless in-house."""

    code: str
    name_en: str
    name_zh: str
    hourly_usd: float
    is_inhouse: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A stream of work inside a project."""

    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Project:
    """A delivery: what was promised to whom, where and by when."""

    code: str
    name_en: str
    name_zh: str
    programme: str
    requester: str
    content_domain: str
    task_type: str
    locales: tuple[str, ...]
    timezone: str
    country: str
    currency: str
    start_on: date
    due_on: date
    target_units: int
    unit_name: str
    pm: str
    queues: tuple[Queue, ...]
    runs_on_weekends: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """The people of one vendor who work on one queue in one locale.

    Parameters
    ----------
    people : int
        Annotators on the roster once the team is complete.
    aht_seconds : float
        Mean handling time of a unit once the team is practised.
    accuracy : float
        Share of correct units once practised, 0 to 1.
    load : float
        Mean inflow over mean capacity, 0 to 1.
    sampling : float
        Share of submitted units that quality assurance reviews, 0 to 1.
    country : str
        Country of the site; its public holidays and weekend hold.
    started_on : date or None
        First day of a new team, which has to learn; None for a practised one.
    """

    project: str
    queue: str
    vendor: str
    locale: str
    country: str
    people: int
    aht_seconds: float
    accuracy: float
    load: float = 0.84
    sampling: float = 0.05
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A promised value of a KPI, for a scope (None is everything), from a day on."""

    project: str
    kind: str
    metric: str
    comparator: str
    value: float
    window: str = "month"
    vendor: str | None = None
    queue: str | None = None
    locale: str | None = None
    contract_clause: str = ""
    effective_from: date = date(2026, 2, 21)
    hours: float | None = None
    clock: str = "calendar"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong on purpose; what is None holds for all.

    ``magnitude`` is read by kind: share of capacity lost (``outage``), fall of the logit of
    accuracy (``quality_dip``), factor (``demand_surge``, ``aht_rise``, ``rework_spike``,
    ``sampling_gap``); the kinds of single annotators do not use it. ``metric`` is the KPI
    (or the measure) that shows the
    incident best.
    """

    id: str
    kind: str
    metric: str
    first_day: date
    last_day: date
    title_en: str
    title_zh: str
    magnitude: float = 0.0
    project: str | None = None
    vendor: str | None = None
    queue: str | None = None
    locale: str | None = None
    annotator: str | None = None

    def strikes(self, team: Team) -> bool:
        """Tell whether `team` is in the scope of this incident."""
        scope = (
            (self.project, team.project),
            (self.vendor, team.vendor),
            (self.queue, team.queue),
            (self.locale, team.locale),
        )
        return self.annotator is None and all(want in {None, have} for want, have in scope)


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which something was changed on purpose; drawn on every trend."""

    project: str
    day: date
    kind: str
    title_en: str
    title_zh: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """One generated file and what a person says about it at import.

    ``vendor``, ``queue`` and ``locale`` are None where the file itself names them.
    """

    path: str
    format: SourceFormat
    project: str
    timezone: str
    vendor: str | None = None
    queue: str | None = None
    locale: str | None = None
    encoding: str = "utf-8"
