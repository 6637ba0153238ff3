"""The rules: figures in, readings out. Each dimension is as bad as its worst reading.

What cannot be judged is grey, and grey is worse than green: a project without a baseline, without
targets or with stale data may look well on everything else and is still not called green.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ecogov.domain.kpi.cells import Cell
from ecogov.domain.kpi.evidence import Comparator, Evidence
from ecogov.domain.lights.facts import (
    CostFacts,
    Facts,
    FlowFacts,
    PeopleFacts,
    RiskFacts,
    ScheduleFacts,
)
from ecogov.domain.lights.readings import Limits, Reading, ReadingUnit
from ecogov.domain.lights.thresholds import Thresholds
from ecogov.domain.lights.words import Dimension, Light

Readings = tuple[Reading, ...]

QUALITY_METRICS: Final = (
    "qa_accuracy", "gold_accuracy", "acceptance_rate", "first_pass_yield", "rework_rate",
    "agreement_percent", "agreement_alpha", "agreement_ac1",
)  # fmt: skip
FLOW_METRICS: Final = (
    "throughput_units_per_day", "tat_attainment", "backlog_units", "aht_seconds", "units_per_hour",
)  # fmt: skip
COST_METRICS: Final = ("cost_per_accepted_unit",)

_NONE_ALLOWED: Final = Limits(0.0, 0.0)


def readings(facts: Facts, thresholds: Thresholds) -> Mapping[Dimension, Readings]:
    """Apply every rule; a dimension that is left out says just that."""
    told: dict[Dimension, Callable[[], Readings]] = {
        Dimension.SCHEDULE: lambda: schedule(facts.schedule, thresholds),
        Dimension.QUALITY: lambda: quality(facts.quality, thresholds),
        Dimension.THROUGHPUT: lambda: throughput(facts.flow, thresholds),
        Dimension.COST: lambda: cost(facts.cost, thresholds),
        Dimension.RISK: lambda: risk(facts.risk, thresholds),
        Dimension.PEOPLE: lambda: people(facts.people, thresholds),
    }
    left_out = (Reading.missing("followed", "left_out"),)
    return MappingProxyType(
        {one: left_out if one in thresholds.left_out else read() for one, read in told.items()}
    )


def schedule(facts: ScheduleFacts, thresholds: Thresholds) -> Readings:
    """Judge dates: will it be there, how far has it slipped, can the dates be believed.

    The total slip is judged beside the slip against the baseline in force, so that moving a
    baseline turns nothing green.
    """
    share, days = ReadingUnit.SHARE, ReadingUnit.DAYS
    limits = thresholds.limits
    confidence = facts.confidence
    told = [
        _or_missing(
            limits("confidence"), "confidence", confidence, gap=facts.confidence_gap, unit=share
        ),
        *(
            _or_missing(limits(rule), rule, slip, gap="no_baseline", unit=days)
            for rule, slip in (("slip_now", facts.slip_now), ("total_slip", facts.total_slip))
        ),
    ]
    if facts.stale_forecasts is not None:
        stale = float(facts.stale_forecasts)
        told.append(
            Reading.of("stale_forecasts", stale, limits("stale_forecasts"), ReadingUnit.COUNT)
        )
    if facts.unbaselined:
        told.append(Reading.missing("unbaselined", "no_baseline"))
    if not facts.is_delivered:
        told.append(_data_age(facts.data_age, thresholds))
    return tuple(told)


def quality(cells: tuple[Cell, ...], thresholds: Thresholds) -> Readings:
    """Judge every KPI of quality that is held to a target, by what its sample proves."""
    return _targets(cells, thresholds) or (Reading.missing("target", "no_target"),)


def throughput(facts: FlowFacts, thresholds: Thresholds) -> Readings:
    """Judge the pace against what is needed, and the KPIs of service that have targets."""
    pace = _or_missing(
        thresholds.limits("pace"), "pace", facts.pace, gap=facts.pace_gap, unit=ReadingUnit.SHARE
    )
    return (pace, *_targets(facts.cells, thresholds))


def cost(facts: CostFacts, thresholds: Thresholds) -> Readings:
    """Judge cost against targets, contingency and budget; without any of them it is grey."""
    told = list(_targets(facts.cells, thresholds))
    if facts.contingency is not None or facts.contingency_gap:
        told.append(
            _or_missing(
                thresholds.limits("contingency"),
                "contingency",
                facts.contingency,
                gap=facts.contingency_gap,
                unit=ReadingUnit.SHARE,
            )
        )
    if facts.budget is not None:
        limits = thresholds.limits("budget")
        told.append(Reading.of("budget", facts.budget, limits, ReadingUnit.SHARE))
    return tuple(told) or (Reading.missing("target", "no_target"),)


def risk(facts: RiskFacts, thresholds: Thresholds) -> Readings:
    """Judge the register: what exceeds tolerance or appetite, and whether it is kept."""
    if not facts.known:
        register = (Reading.missing("register", "no_risks"),)
        return (*register, _counted("breached_clocks", facts.breached_clocks, thresholds))
    tolerance = float(facts.outside_tolerance)
    told = [
        Reading.of("outside_tolerance", tolerance, _NONE_ALLOWED, ReadingUnit.COUNT),
        _counted("outside_appetite", facts.outside_appetite, thresholds),
        _counted("overdue_responses", facts.overdue_responses, thresholds),
        _counted("breached_clocks", facts.breached_clocks, thresholds),
    ]
    if facts.live:
        scored = 1 - facts.unscored / facts.live
        told.append(Reading.of("scored", scored, thresholds.limits("scored"), ReadingUnit.SHARE))
    if facts.without_appetite:
        told.append(Reading.missing("appetite", "no_appetite"))
    return tuple(told)


def people(facts: PeopleFacts, thresholds: Thresholds) -> Readings:
    """Judge whether the people who do the work are there, and whether they are well."""
    staffing = _or_missing(
        thresholds.limits("staffing"),
        "staffing",
        facts.staffing,
        gap=facts.staffing_gap,
        unit=ReadingUnit.SHARE,
    )
    issues = _counted("grave_issues", facts.grave_issues, thresholds)
    critical = float(facts.critical_issues)
    worst_issues = Reading.of("critical_issues", critical, _NONE_ALLOWED, ReadingUnit.COUNT)
    return (staffing, worst_issues, issues)


def target_light(cell: Cell, shortfall: float) -> Light:
    """Judge a KPI by its evidence: a missed target is red, or amber where it is nearly met.

    What is not decided yet is amber on the bad side of its target and grey on the good one.
    """
    if cell.evidence == Evidence.MET:
        return Light.GREEN
    if cell.evidence == Evidence.NONE or not cell.is_known:
        return Light.GREY
    side = 1 if cell.comparator == Comparator.AT_LEAST else -1
    gap = side * (cell.target - cell.value)
    if cell.evidence == Evidence.UNDECIDED:
        return Light.AMBER if gap > 0 else Light.GREY
    return Light.AMBER if gap <= shortfall * abs(cell.target) else Light.RED


def _targets(cells: tuple[Cell, ...], thresholds: Thresholds) -> Readings:
    return tuple(_target(cell, thresholds) for cell in cells if cell.has_target)


def _target(cell: Cell, thresholds: Thresholds) -> Reading:
    light = target_light(cell, thresholds.shortfall)
    is_high_good = cell.comparator == Comparator.AT_LEAST
    side = -1 if is_high_good else 1
    edge = cell.target + side * thresholds.shortfall * abs(cell.target)
    undecided = "few_samples" if cell.evidence == Evidence.UNDECIDED else ""
    return Reading(
        rule="target",
        light=light,
        unit=ReadingUnit.METRIC,
        value=cell.value if cell.is_known else None,
        limits=Limits(cell.target, edge, is_high_good=is_high_good),
        subject=cell.metric,
        null_reason=undecided if cell.is_known else cell.null_reason,
    )


def _data_age(age: int | None, thresholds: Thresholds) -> Reading:
    """Old data are amber; data so old that they say nothing any more are grey."""
    unit = ReadingUnit.WORKING_DAYS
    if age is None:
        return Reading.missing("data_age", "no_data", unit)
    limits = thresholds.limits("data_age")
    found = limits.light(age)
    light = Light.GREY if found is Light.RED else found
    return Reading(rule="data_age", light=light, value=float(age), limits=limits, unit=unit)


def _counted(rule: str, count: int, thresholds: Thresholds) -> Reading:
    return Reading.of(rule, float(count), thresholds.limits(rule), ReadingUnit.COUNT)


def _or_missing(
    limits: Limits, rule: str, value: float | None, *, gap: str, unit: ReadingUnit
) -> Reading:
    if value is None:
        return Reading.missing(rule, gap or "no_figure", unit)
    return Reading.of(rule, float(value), limits, unit)
