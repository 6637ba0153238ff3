"""What single risks add to the cost of all, and what realised ones took."""

import numpy as np
import pytest

from ecogov.domain.risks.contributions import contributions
from ecogov.domain.risks.exposure import drawn, with_expected_value
from ecogov.domain.risks.simulation import CostOutlook, Side, simulate
from tests.harness.risks import SCALES, risks, scored_risks


def valued(*rows):
    return with_expected_value(scored_risks(*rows), SCALES)


STRIKE = {"chance": 0.4, "cost_low": 10_000, "cost_high": 100_000}
SMALL = {"chance": 0.5, "cost_likely": 1_000}
GAIN = {"nature": "opportunity", "chance": 0.5, "cost_likely": 8_000}
UNKNOWN = {"probability": None}


def test_the_risk_that_weighs_most_comes_first_and_shares_sum_to_one():
    register = valued(SMALL, STRIKE, GAIN, UNKNOWN)
    told = contributions(register, simulate(register))
    assert told["id"].tolist() == [2, 1]
    assert told["share"].sum() == pytest.approx(1)
    net = contributions(register, simulate(register), Side.NET)
    assert net["id"].tolist() == [2, 3, 1]


def test_the_effect_on_p80_is_what_leaving_the_risk_out_would_save():
    register = valued(STRIKE, SMALL, {**STRIKE, "chance": 0.2})
    whole = simulate(register)
    told = contributions(register, whole).set_index("id")["p80_effect"]
    for risk in register["id"]:
        without = simulate(register[register["id"] != risk])
        saved = CostOutlook.of(whole.losses).p80 - CostOutlook.of(without.losses).p80
        assert told[risk] == pytest.approx(saved)


def test_an_opportunity_lowers_the_net_cost():
    register = valued(STRIKE, {**GAIN, "chance": 1.0})
    told = contributions(register, simulate(register), Side.NET).set_index("id")
    assert told.loc[2, "p80_effect"] == pytest.approx(-8_000)


def test_no_more_than_the_most_are_told_and_nothing_of_nothing():
    register = valued(*([SMALL] * 12))
    assert contributions(register, simulate(register))["id"].tolist() == list(range(1, 11))
    empty = valued(UNKNOWN)
    assert contributions(empty, simulate(empty)).empty


def test_realised_threats_draw_on_the_contingency_by_their_estimate():
    realised = {"status": "realised"}
    told = drawn(
        risks(
            {**realised, "cost_likely": 5_000},
            {**realised, "cost_low": 7_000, "cost_high": 7_000},
            {**realised, "nature": "opportunity", "cost_likely": 9_000},
            {"cost_likely": 11_000},
            realised,
        )
    )
    assert (told.amount, told.n_realised, told.n_unknown) == (12_000, 3, 1)
    assert np.isfinite(drawn(risks(STRIKE)).amount)
