import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.risks.exposure import exposure, with_expected_value
from ecogov.domain.risks.matrix import matrix
from ecogov.domain.risks.scales import HIGHEST_SCORE
from ecogov.domain.risks.scoring import scored, with_contradictions
from ecogov.domain.risks.simulation import (
    CostOutlook,
    contingency_outlook,
    exceedance,
    simulate,
)
from ecogov.domain.risks.words import Stage
from tests.harness.risks import SCALES, risks, scored_risks

RUNS = 400

levels = st.none() | st.integers(1, 5)
money = st.none() | st.floats(1, 1e7)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "nature": st.sampled_from(["threat", "opportunity"]),
            "status": st.sampled_from(["open", "accepted", "realised", "closed"]),
            "probability": levels,
            "impact": levels,
            "residual_probability": levels,
            "residual_impact": levels,
            "chance": st.none() | st.floats(0, 1),
            "cost_low": money,
            "cost_likely": money,
            "cost_high": money,
        }
    ),
    max_size=12,
)


def valued(register):
    return with_expected_value(scored(register, SCALES), SCALES)


def simulated(register):
    return simulate(valued(register), runs=RUNS)


@given(rows)
def test_scores_lie_on_the_scale_or_are_missing(told):
    found = scored_risks(*told)
    for stage in Stage:
        score = found[f"{stage}_score"]
        assert score.dropna().between(1, HIGHEST_SCORE).all()
        assert (score.isna() == found[f"{stage}_band"].isna()).all()


@given(rows)
def test_the_matrix_and_the_unscored_lane_hold_every_risk_once(told):
    found = scored_risks(*told)
    cells = matrix(found, Stage.CURRENT, SCALES[1])
    assert cells["n"].sum() + found["current_score"].isna().sum() == len(told)


@given(rows)
def test_a_residual_is_never_worse_and_better_at_once(told):
    found = with_contradictions(scored_risks(*told))
    assert not (found["is_residual_worse"] & found["is_improved_without_action"]).any()


@given(rows, rows)
def test_expectation_is_linear(some, others):
    part, rest, whole = (exposure(valued(risks(*told))) for told in (some, others, some + others))
    apart = np.nan_to_num([part.net, rest.net]).sum()
    assert np.nan_to_num(whole.net) == pytest.approx(apart, rel=1e-9, abs=1e-6)
    assert whole.n_quantified == part.n_quantified + rest.n_quantified


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_risks_does_not_matter(told, random):
    register = risks(*told)
    shuffled = register.iloc[random.sample(range(len(told)), len(told))]
    one, other = simulated(register), simulated(shuffled)
    np.testing.assert_array_equal(one.losses, other.losses)
    np.testing.assert_array_equal(one.gains, other.gains)


@given(rows, st.sampled_from([0.01, 0.5, 7.0, 1000.0]))
def test_scaling_the_money_scales_everything(told, factor):
    register = risks(*told)
    columns = ["cost_low", "cost_likely", "cost_high"]
    scaled = register.assign(**(register[columns].astype("float64") * factor))
    one, other = simulated(register).cost(), simulated(scaled).cost()
    np.testing.assert_allclose(other, one * factor, rtol=1e-9)
    assert exposure(valued(scaled)).net == pytest.approx(
        exposure(valued(register)).net * factor, rel=1e-9, abs=1e-6, nan_ok=True
    )


@given(rows)
def test_quantiles_ascend_and_the_curve_falls(told):
    cost = simulated(risks(*told)).cost()
    found = CostOutlook.of(cost)
    assert not cost.size or found.p50 <= found.p80 <= found.p90 <= found.p95
    curve = exceedance(cost)
    assert (curve["loss"].diff().dropna() > 0).all()
    assert (curve["probability"].diff().dropna() < 0).all()
    assert curve["probability"].between(0, 1).all()


@given(rows, st.floats(0, 1e8), st.floats(0, 1e8))
def test_more_contingency_never_suffices_less_often(told, given_money, more):
    cost = simulated(risks(*told)).cost()
    one, other = (contingency_outlook(cost, m) for m in (given_money, given_money + more))
    assert not cost.size or one.suffices <= other.suffices
