from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.risks.exposure import (
    exposure,
    lognormal,
    lognormal_mean,
    with_expected_value,
)
from ecogov.domain.risks.simulation import (
    CostOutlook,
    Side,
    contingency_outlook,
    exceedance,
    simulate,
)
from tests.harness.risks import SCALES, scored_risks

BOUNDS = {"cost_low": 10_000, "cost_high": 100_000}


def valued(*rows):
    return with_expected_value(scored_risks(*rows), SCALES)


def test_a_lognormal_from_its_bounds():
    mu, _ = lognormal(10_000, 100_000)
    assert np.exp(mu) == pytest.approx(31_623, rel=1e-4)
    assert lognormal_mean(10_000, 100_000) == pytest.approx(40_400, rel=1e-3)


@pytest.mark.parametrize(("low", "high"), [(0, 5), (-1, 5), (5, 5), (6, 5), (nan, 5), (5, nan)])
def test_bounds_that_span_nothing_give_no_distribution(low, high):
    assert np.isnan(lognormal(low, high)).all()


def test_the_expected_value_of_bounds():
    assert valued({"chance": 0.4} | BOUNDS)["expected_value"].iloc[0] == pytest.approx(
        -16_160, rel=1e-3
    )


def test_the_likely_cost_comes_before_the_bounds():
    assert valued({"chance": 0.5, "cost_likely": 20_000} | BOUNDS)["cost"].tolist() == [20_000]


def test_without_an_estimate_the_chance_is_that_of_the_current_level():
    found = valued({"probability": 5, "residual_probability": 2, "cost_likely": 100}).iloc[0]
    assert found["p"] == pytest.approx(0.2)
    assert not found["is_chance_estimated"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"chance": 0.5}, "no_cost"),
        ({"probability": None, "cost_likely": 5}, "no_chance"),
        ({"chance": 0.5, "cost_low": 5}, "bounds"),
        ({"chance": 0.5, "cost_low": 0, "cost_high": 5}, "bounds"),
        ({"chance": 0.0, "cost_likely": 5}, None),
    ],
)
def test_what_has_no_expected_value_says_why(told, reason):
    found = valued(told).iloc[0]
    assert found["null_reason"] == reason
    assert pd.isna(found["expected_value"]) == (reason is not None)


def test_threats_and_opportunities_are_summed_apart_and_net():
    rows = [{"chance": 0.5, "cost_likely": 100}, {"chance": 0.1, "cost_likely": 50}, {}]
    found = exposure(valued(*rows, {"nature": "opportunity", "chance": 0.5, "cost_likely": 60}))
    assert (found.threats, found.opportunities, found.net) == (-55, 30, -25)
    assert (found.n_quantified, found.n_risks) == (3, 4)


def test_a_realised_risk_is_no_exposure():
    told = {"status": "realised", "chance": 0.5, "cost_likely": 100}
    assert exposure(valued(told)).null_reason == "no_risks"


@pytest.mark.parametrize(("rows", "reason"), [([], "no_risks"), ([{}], "none_quantified")])
def test_where_nothing_is_quantified_there_is_no_figure_but_a_reason(rows, reason):
    register = valued(*rows)
    assert exposure(register).null_reason == reason
    assert isnan(exposure(register).net)
    simulated = simulate(register)
    assert simulated.null_reason == reason
    assert isnan(CostOutlook.of(simulated.cost()).p80)
    assert exceedance(simulated.cost()).empty
    assert isnan(contingency_outlook(simulated.cost(), 100).suffices)


def test_the_simulated_mean_is_the_expected_value():
    cost = simulate(valued({"chance": 0.4} | BOUNDS), runs=200_000).cost()
    assert cost.mean() == pytest.approx(16_160, rel=0.02)
    assert np.median(cost[cost > 0]) == pytest.approx(31_623, rel=0.02)
    assert np.mean(cost > 0) == pytest.approx(0.4, abs=0.01)
    assert np.quantile(cost[cost > 0], [0.05, 0.95]) == pytest.approx([10_000, 100_000], rel=0.03)


def test_without_bounds_a_risk_costs_its_point_value():
    cost = simulate(valued({"chance": 0.3, "cost_likely": 500})).cost()
    assert set(cost) == {0.0, 500.0}


def test_gains_are_set_off_only_in_the_net_cost():
    rows = [{"chance": 1.0, "cost_likely": 500}]
    rows.append({"nature": "opportunity", "chance": 1.0, "cost_likely": 200})
    simulated = simulate(valued(*rows), runs=10)
    costs = {side: simulated.cost(side)[0] for side in Side}
    assert costs == {Side.THREATS: 500, Side.OPPORTUNITIES: 200, Side.NET: 300}


def test_the_curve_tells_how_often_a_cost_is_exceeded():
    curve = exceedance(np.array([0.0, 0.0, 10.0, 20.0]))
    assert curve.to_numpy().tolist() == [[0, 0.5], [10, 0.25], [20, 0]]


def test_a_contingency_of_the_p80_suffices_in_four_of_five_runs():
    cost = np.arange(1.0, 101.0)
    found = contingency_outlook(cost, 100, spent=20)
    assert (found.left, found.suffices, found.spare_at_p80) == (80, 0.8, 0)


def test_what_is_overspent_is_left_with_less_than_nothing():
    found = contingency_outlook(np.array([0.0, 10.0]), 5, spent=15)
    assert (found.left, found.suffices, found.spare_at_p80) == (-10, 0, -20)


def test_one_risk_left_out_changes_no_other():
    rows = [{"chance": 0.4, "cost_likely": 10.0 * place} for place in range(1, 5)]
    register = valued(*rows)
    without = simulate(register[register["id"] != 3]).cost()
    alone = simulate(register[register["id"] == 3]).cost()
    np.testing.assert_allclose(simulate(register).cost(), without + alone)
