"""The parts of a status report that come from the log, and what is compared between two."""

from datetime import date, datetime

from ecogov.domain.status.parts import Part


class StepPart(Part):
    """A step of the path to green: who does what by when, and what it is expected to bring."""

    ref: str = ""
    action: str
    owner: str
    due_on: date
    effect: str


class AskPart(Part):
    """A decision that is needed: what is asked, what we recommend, by when, what waiting costs."""

    ref: str = ""
    ask: str
    recommendation: str
    needed_by: date
    cost_of_delay: str
    decider: str = ""


class RecordPart(Part):
    """What of a record is compared between reports; `due_on` is what is expected now."""

    kind: str
    ref: str
    title: str
    status: str
    is_open: bool
    due_on: date | None = None
    baseline_on: date | None = None
    score: float | None = None
    owner: str = ""


class ChangePart(Part):
    """What changed of a record; `days` is how far it moved, positive is later."""

    what: str
    kind: str
    ref: str
    title: str
    before: str = ""
    after: str = ""
    days: int | None = None


class MilestonePart(Part):
    """A milestone with its promises, its forecast and its slips; `per_day` is its slip velocity."""

    ref: str
    title: str
    owner: str = ""
    state: str
    is_committed: bool = False
    baseline_first: date | None = None
    baseline: date | None = None
    forecast: date | None = None
    actual: date | None = None
    slip_now: int | None = None
    total_slip: int | None = None
    per_day: float | None = None


class TrendPart(Part):
    """A point of the milestone trend: what was expected on a day."""

    ref: str
    reported_on: date
    forecast: date


class RiskPart(Part):
    """A threat from inherent over current to target."""

    ref: str
    title: str
    owner: str = ""
    category: str = ""
    inherent: float | None = None
    current: float | None = None
    target: float | None = None
    band: str = ""
    appetite: str = ""
    response: str = ""
    due_on: date | None = None
    money: float | None = None
    days: int | None = None


class ClockPart(Part):
    """One clock of an escalation, in business hours."""

    kind: str
    due_at: datetime
    left_hours: float
    is_breached: bool
    is_done: bool


class EscalationPart(Part):
    """An escalation that is open, with its clocks."""

    ref: str
    title: str
    severity: str
    level: str
    raised_to: str = ""
    ask: str = ""
    raised_at: datetime
    our_hours: float
    vendor_hours: float
    is_with_vendor: bool
    clocks: tuple[ClockPart, ...] = ()


class LinePart(Part):
    """Something that was done, or comes next."""

    kind: str
    ref: str
    title: str
    day: date | None = None
    owner: str = ""
