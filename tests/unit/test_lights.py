"""The rules of the lights: what is green, what never is, and how lights settle."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.cells import Cell
from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.lights.facts import (
    CostFacts,
    Facts,
    FlowFacts,
    PeopleFacts,
    RiskFacts,
    ScheduleFacts,
)
from ecogov.domain.lights.overrides import OverrideDraft, check_expiry, overridden
from ecogov.domain.lights.readings import Reading, ReadingUnit, deciding
from ecogov.domain.lights.rules import readings
from ecogov.domain.lights.settling import Week, settled, shown_lights
from ecogov.domain.lights.thresholds import DEFAULT_THRESHOLDS, Thresholds
from ecogov.domain.lights.words import Arrow, Dimension, Light, worst

G, A, R, N = Light.GREEN, Light.AMBER, Light.RED, Light.GREY
D = Dimension
FRIDAY = date(2026, 11, 20)


def a_cell(value=0.97, evidence="met", **told):
    return Cell(
        metric="qa_accuracy", unit="share", value=value, n=900, low=value - 0.01, high=value + 0.01,
        target=0.95, comparator="ge", evidence=evidence, **told,
    )  # fmt: skip


SOUND = ScheduleFacts(confidence=0.9, slip_now=0, total_slip=0, stale_forecasts=0, data_age=1)
KEPT = RiskFacts(known=5, live=3)


def light_of(dimension, thresholds=DEFAULT_THRESHOLDS, **facts):
    found = readings(Facts(**facts), thresholds)[dimension]
    return worst(one.light for one in found)


@pytest.mark.parametrize(
    ("told", "light"),
    [
        ({}, G),
        ({"confidence": 0.8}, G),
        ({"confidence": 0.79}, A),
        ({"confidence": 0.5}, A),
        ({"confidence": 0.49}, R),
        ({"confidence": None, "confidence_gap": "no_committed_date"}, N),
        ({"slip_now": 1}, A),
        ({"slip_now": 10}, A),
        ({"slip_now": 11}, R),
        ({"slip_now": -4, "total_slip": -4}, G),
        ({"slip_now": None, "total_slip": None}, N),
        ({"slip_now": 0, "total_slip": 5}, A),
        ({"slip_now": 0, "total_slip": 31}, R),
        ({"stale_forecasts": 1}, A),
        ({"stale_forecasts": 3}, R),
        ({"stale_forecasts": None}, G),
        ({"unbaselined": 1}, N),
        ({"data_age": 3}, G),
        ({"data_age": 4}, A),
        ({"data_age": 11}, N),
        ({"data_age": None}, N),
        ({"data_age": 40, "is_delivered": True}, G),
    ],
)
def test_schedule_by_its_rules(told, light):
    facts = {name: getattr(SOUND, name) for name in ScheduleFacts.__dataclass_fields__} | told
    assert light_of(D.SCHEDULE, schedule=ScheduleFacts(**facts)) is light


@pytest.mark.parametrize(
    ("cells", "light"),
    [
        ((), N),
        ((Cell(metric="qa_accuracy", unit="share", value=0.99),), N),
        ((a_cell(),), G),
        ((a_cell(evidence="undecided"),), N),
        ((a_cell(0.945, "undecided"),), A),
        ((a_cell(0.94, "missed"),), A),
        ((a_cell(0.90, "missed"),), R),
        ((a_cell(), a_cell(0.90, "missed")), R),
        ((a_cell(), Cell(metric="gold_accuracy", unit="share", target=0.9, comparator="ge")), N),
    ],
)
def test_quality_by_what_its_samples_prove(cells, light):
    assert light_of(D.QUALITY, quality=cells) is light


@pytest.mark.parametrize(
    ("dimension", "told", "light"),
    [
        (D.THROUGHPUT, {"flow": FlowFacts(pace=1.0)}, G),
        (D.THROUGHPUT, {"flow": FlowFacts(pace=0.93)}, A),
        (D.THROUGHPUT, {"flow": FlowFacts(pace=0.6)}, R),
        (D.THROUGHPUT, {"flow": FlowFacts(pace_gap="no_units")}, N),
        (D.COST, {"cost": CostFacts()}, N),
        (D.COST, {"cost": CostFacts(contingency=0.85)}, G),
        (D.COST, {"cost": CostFacts(contingency=0.6)}, A),
        (D.COST, {"cost": CostFacts(contingency=0.85, budget=0.08)}, R),
        (D.COST, {"cost": CostFacts(contingency_gap="none_quantified")}, N),
        (D.RISK, {"risk": RiskFacts()}, N),
        (D.RISK, {"risk": KEPT}, G),
        (D.RISK, {"risk": RiskFacts(known=5)}, G),
        (D.RISK, {"risk": RiskFacts(known=5, live=3, without_appetite=1)}, N),
        (D.RISK, {"risk": RiskFacts(known=5, live=10, unscored=1)}, A),
        (D.RISK, {"risk": RiskFacts(known=5, live=3, outside_appetite=1)}, A),
        (D.RISK, {"risk": RiskFacts(known=5, live=3, outside_tolerance=1)}, R),
        (D.RISK, {"risk": RiskFacts(breached_clocks=2)}, R),
        (D.PEOPLE, {"people": PeopleFacts(staffing=0.95)}, G),
        (D.PEOPLE, {"people": PeopleFacts(staffing=0.8)}, A),
        (D.PEOPLE, {"people": PeopleFacts(staffing=0.95, grave_issues=1, critical_issues=1)}, R),
        (D.PEOPLE, {"people": PeopleFacts()}, N),
    ],
)
def test_the_other_dimensions_by_their_rules(dimension, told, light):
    assert light_of(dimension, **told) is light


@pytest.mark.parametrize("evidence", list(Evidence))
def test_a_figure_that_nothing_proves_is_never_green(evidence):
    light = light_of(D.QUALITY, quality=(a_cell(0.99, evidence.value),))
    assert (light is G) is (evidence is Evidence.MET)


@pytest.mark.parametrize(
    "hidden",
    [
        ScheduleFacts(confidence=0.99, slip_now=0, total_slip=21, stale_forecasts=0, data_age=1),
        ScheduleFacts(confidence=0.99, stale_forecasts=0, data_age=1),
        ScheduleFacts(confidence=0.99, slip_now=0, total_slip=0, stale_forecasts=0, data_age=9),
        ScheduleFacts(confidence=0.99, slip_now=0, total_slip=0, stale_forecasts=1, data_age=1),
    ],
    ids=["date moved", "no baseline", "stale data", "stale forecast"],
)
def test_a_watermelon_is_not_green(hidden):
    assert light_of(D.SCHEDULE, schedule=hidden) is not G


@pytest.mark.parametrize("rule", [A, R, N])
def test_nobody_makes_green_what_the_rules_do_not(rule):
    assert overridden(G, rule) is A
    assert overridden(G, G) is G
    assert overridden(R, rule) is R


def test_a_dimension_that_is_not_followed_is_grey():
    thresholds = Thresholds(left_out=(D.COST,))
    assert light_of(D.COST, thresholds, cost=CostFacts(contingency=0.99)) is N


def test_the_reading_that_decides_names_rule_value_and_bounds():
    found = readings(Facts(flow=FlowFacts(pace=0.93)), DEFAULT_THRESHOLDS)[D.THROUGHPUT]
    told = deciding(found)
    assert (told.rule, told.value, told.limits.green, told.unit) == (
        "pace", 0.93, 1.0, ReadingUnit.SHARE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("weekly", "shown"),
    [
        ([G, R], [G, R]),
        ([R, G], [R, R]),
        ([R, G, G], [R, R, G]),
        ([R, A, G], [R, R, A]),
        ([R, A, G, G], [R, R, A, G]),
        ([R, G, R, G, G], [R, R, R, R, G]),
        ([A, N, N], [A, A, N]),
        ([R, N], [R, R]),
        ([G, N], [G, N]),
        ([N, G], [N, G]),
        ([R, N, G], [R, R, N]),
    ],
)
def test_lights_get_worse_at_once_and_better_after_two_weeks(weekly, shown):
    assert shown_lights(weekly) == shown


def weeks(*values):
    return [
        Week(
            FRIDAY - timedelta(weeks=len(values) - 1 - place),
            (Reading.of("pace", value, DEFAULT_THRESHOLDS.limits("pace"), ReadingUnit.SHARE),),
        )
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "light", "held", "arrow"),
    [
        ((1.1,), G, 1, Arrow.UNKNOWN),
        ((1.1, 0.95), A, 1, Arrow.WORSE),
        ((0.95, 1.1), A, 2, Arrow.BETTER),
        ((0.5, 0.95, 0.95, 0.95), A, 2, Arrow.SAME),
        ((0.91, 0.99), A, 2, Arrow.BETTER),
        ((0.99, 0.91), A, 2, Arrow.WORSE),
    ],
)
def test_a_settled_light_says_since_when_and_where_it_goes(values, light, held, arrow):
    told = settled(weeks(*values))
    assert (told.light, told.weeks, told.arrow) == (light, held, arrow)
    assert told.since == FRIDAY - timedelta(weeks=held - 1)


def test_amber_cannot_end_before_green():
    with pytest.raises(ValidationError, match=r"lights\.order"):
        Thresholds(pace_green=0.9, pace_amber=1.0)
    with pytest.raises(ValidationError, match=r"lights\.order"):
        Thresholds(slip_now_green=5, slip_now_amber=1)


def test_an_override_needs_a_reason_and_an_end_that_is_near():
    told = {"project_id": 1, "dimension": D.QUALITY, "light": A}
    with pytest.raises(ValidationError):
        OverrideDraft(**told, reason="trust me", expires_on=FRIDAY)
    reason = "The vendor re-reviews the batch this week"
    past = OverrideDraft(**told, reason=reason, expires_on=FRIDAY - timedelta(days=1))
    with pytest.raises(DomainError, match=r"lights\.expired"):
        check_expiry(past, FRIDAY)
    late = OverrideDraft(**told, reason=reason, expires_on=FRIDAY + timedelta(days=91))
    with pytest.raises(DomainError, match=r"lights\.too_long"):
        check_expiry(late, FRIDAY)
