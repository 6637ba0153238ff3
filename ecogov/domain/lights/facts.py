"""The figures that the rules read, dimension by dimension; what is unknown is None."""

from dataclasses import dataclass

from ecogov.domain.kpi.cells import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """Where the plan stands.

    Parameters
    ----------
    confidence : float or None
        Share of simulated runs that end by the committed day; None for `confidence_gap`.
    slip_now, total_slip : int or None
        Largest slip of what is open or was done late, in days, against the baselines in force and
        against the first ones; None where nothing was ever promised.
    stale_forecasts : int or None
        Open milestones whose forecast has passed; None without any milestone.
    unbaselined : int
        Open milestones that were never promised.
    data_age : int or None
        Working days since the last day of which anything is known; None before the first.
    """

    confidence: float | None = None
    confidence_gap: str = ""
    slip_now: int | None = None
    total_slip: int | None = None
    stale_forecasts: int | None = None
    unbaselined: int = 0
    data_age: int | None = None
    is_delivered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """Pace, by what is accepted a working day as a part of what is needed a working day."""

    pace: float | None = None
    pace_gap: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFacts:
    """What the work costs and what is put by.

    Parameters
    ----------
    cells : tuple of Cell
        KPIs of cost.
    contingency : float or None
        Share of simulated runs whose risks the contingency covers; None where none was given.
    budget : float or None
        Forecast cost above budget, as a part of the budget; below 0 where it is less.
    """

    cells: tuple[Cell, ...] = ()
    contingency: float | None = None
    contingency_gap: str = ""
    budget: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What threatens; counts of live threats and of open escalations.

    `known` counts every risk that was ever logged: a register that nobody keeps is not a good one.
    """

    known: int = 0
    live: int = 0
    outside_tolerance: int = 0
    outside_appetite: int = 0
    without_appetite: int = 0
    unscored: int = 0
    overdue_responses: int = 0
    breached_clocks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFacts:
    """Who does the work.

    Parameters
    ----------
    staffing : float or None
        People who worked in the last week as a part of the usual week of the four before.
    grave_issues : int
        Open issues about people or their wellbeing that are major or critical.
    critical_issues : int
        How many of these are critical.
    """

    staffing: float | None = None
    staffing_gap: str = ""
    grave_issues: int = 0
    critical_issues: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the rules read about a project on a day."""

    schedule: ScheduleFacts = ScheduleFacts()
    quality: tuple[Cell, ...] = ()
    flow: FlowFacts = FlowFacts()
    cost: CostFacts = CostFacts()
    risk: RiskFacts = RiskFacts()
    people: PeopleFacts = PeopleFacts()
