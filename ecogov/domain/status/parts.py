"""The parts of a status report that come from figures: lights, forecast, KPIs.

Everything is a code, a number, a day or a text that a person wrote, so that a frozen report can
be read in every language later.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from ecogov.domain.lights.words import Arrow, Dimension, Light


class Part(BaseModel):
    """A part of a report; never changed once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadingPart(Part):
    """What a rule found; see `ecogov.domain.lights.readings.Reading`."""

    rule: str
    light: Light
    unit: str
    value: float | None = None
    green: float | None = None
    amber: float | None = None
    is_high_good: bool = False
    subject: str = ""
    null_reason: str = ""


class OverridePart(Part):
    """A light that somebody set; `light` is what was asked for."""

    light: Light
    reason: str
    set_by: str
    expires_on: date
    is_greener: bool


class LightPart(Part):
    """The light of a dimension: what is shown, what the rules say, since when and where it goes.

    In a programme it is that of the worst project, named by `project`.
    """

    dimension: Dimension
    project: str = ""
    light: Light
    rule_light: Light
    arrow: Arrow = Arrow.UNKNOWN
    since: date | None = None
    weeks: int = 0
    is_followed: bool = True
    readings: tuple[ReadingPart, ...] = ()
    override: OverridePart | None = None

    @property
    def deciding(self) -> ReadingPart | None:
        """The reading that makes the light: the first of the worst."""
        worst = max((one.light.badness for one in self.readings), default=0)
        return next((one for one in self.readings if one.light.badness == worst), None)


class DatesPart(Part):
    """Days by which so many runs have ended, and the share that ends by the committed day."""

    p50: date | None = None
    p80: date | None = None
    p95: date | None = None
    confidence: float | None = None


class BoughtPart(Part):
    """By how many days P80 comes earlier without a risk."""

    ref: str
    title: str
    days: int


class DriftPart(Part):
    """What was forecast on a day."""

    day: date
    p50: date | None
    p80: date | None


class FlowPoint(Part):
    """Units accepted by the end of a day, and what the plan wants by then."""

    day: date
    accepted: float | None
    planned: float | None


class ForecastPart(Part):
    """When it will be there, and how sure that is.

    `committed_first` is the day that was committed first, `total_slip` the days from it to the
    one committed now. `by_committed` are the units that are there by the committed day in 85 % of
    the runs. `risked` are the dates with the live risks drawn as well. `held` of `judged` P80
    days of the past were kept.
    """

    data_until: date | None = None
    accepted: float = 0.0
    target_units: int | None = None
    remaining: float = 0.0
    n_days: int = 0
    dates: DatesPart = DatesPart()
    committed: date | None = None
    committed_first: date | None = None
    by_committed: float | None = None
    null_reason: str = ""
    risked: DatesPart | None = None
    bought: tuple[BoughtPart, ...] = ()
    drift: tuple[DriftPart, ...] = ()
    held: int = 0
    judged: int = 0
    pace: float | None = None
    pace_needed: float | None = None
    flow: tuple[FlowPoint, ...] = ()

    @property
    def total_slip(self) -> int | None:
        """Days by which the committed day was moved in all; positive is later."""
        if self.committed is None or self.committed_first is None:
            return None
        return (self.committed - self.committed_first).days

    @property
    def slip(self) -> int | None:
        """Days from the committed day to P80; positive is late."""
        if self.committed is None or self.dates.p80 is None:
            return None
        return (self.dates.p80 - self.committed).days

    @property
    def share(self) -> float | None:
        """Accepted units as a part of those promised."""
        return self.accepted / self.target_units if self.target_units else None


class MetricPart(Part):
    """A KPI over the four weeks until the day of the report."""

    metric: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: float | None = None
    target: float | None = None
    comparator: str = ""
    evidence: str = "none"
    null_reason: str = ""
