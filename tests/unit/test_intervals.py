import numpy as np
import pandas as pd
import pytest

from ecogov.domain.kpi.intervals import (
    MOST_SAMPLES,
    acceptance_plan,
    deciding_trials,
    mean_bounds,
    more_samples,
    more_trials,
    units_to_compare,
    units_to_prove,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (8, 10, 0.490, 0.943),
        (19, 20, 0.7639, 0.9911),
        (48, 50, 0.8654, 0.9890),
        (190, 200, 0.9104, 0.9726),
        (475, 500, 0.9272, 0.9659),
        (980, 1000, 0.9693, 0.9870),
        (20, 20, 0.8389, 1.0),
        (0, 30, 0.0, 0.1135),
    ],
)
def test_wilson_gives_the_published_bounds(successes, trials, low, high):
    bounds = wilson(successes, trials)
    assert float(bounds.low) == pytest.approx(low, abs=5e-4 if trials == 10 else 5e-5)
    assert float(bounds.high) == pytest.approx(high, abs=5e-4 if trials == 10 else 5e-5)


def test_wilson_edges_are_exact():
    bounds = wilson([0, 7], [7, 7])
    assert bounds.low[0] == 0.0
    assert bounds.high[1] == 1.0


def test_wilson_reads_nullable_series_by_position():
    successes = pd.Series([8, None, 3], index=["a", "b", "c"], dtype="Int64")
    bounds = wilson(successes, pd.Series([10, 10, 0]))
    assert np.isnan(bounds.low).tolist() == [False, True, True]
    assert np.isnan(bounds.high).tolist() == [False, True, True]


def test_more_successes_than_trials_have_no_bounds():
    assert np.isnan(wilson(11, 10).low)
    assert np.isnan(wilson(-1, 10).high)


def test_mean_bounds_are_students():
    bounds = mean_bounds(5, 15, 55)  # 1 to 5
    assert float(bounds.low) == pytest.approx(1.0368, abs=1e-4)
    assert float(bounds.high) == pytest.approx(4.9632, abs=1e-4)


def test_mean_of_one_value_has_no_bounds():
    assert np.isnan(mean_bounds(1, 3, 9).low)
    assert np.isnan(mean_bounds(0, 0, 0).high)


def test_equal_values_have_a_mean_without_spread():
    bounds = mean_bounds(3, 0.3, 3 * 0.1**2)
    assert float(bounds.low) == pytest.approx(0.1)
    assert float(bounds.high) == pytest.approx(0.1)


@pytest.mark.parametrize(("true_rate", "units"), [(0.98, 203), (0.97, 457), (0.96, 1825)])
def test_units_that_prove_95_percent(true_rate, units):
    assert units_to_prove(true_rate, 0.95) == units


@pytest.mark.parametrize(("rates", "units"), [((0.97, 0.95), 1506), ((0.97, 0.94), 749)])
def test_units_that_tell_two_vendors_apart(rates, units):
    assert units_to_compare(*rates) == units
    assert units_to_compare(*reversed(rates)) == units


def test_equal_rates_cannot_be_told_apart():
    assert units_to_compare(0.95, 0.95) is None
    assert units_to_prove(0.95, 0.95) is None


def test_rates_that_hardly_differ_need_more_than_anyone_can_sample():
    assert units_to_compare(0.95, 0.950001) is None
    assert units_to_prove(0.950001, 0.95) is None


@pytest.mark.parametrize(
    ("good", "bad", "plan"),
    [(0.01, 0.05, (132, 3)), (0.02, 0.05, (306, 10)), (0.03, 0.08, (175, 9))],
)
def test_acceptance_plans(good, bad, plan):
    assert acceptance_plan(good, bad) == plan


def test_no_plan_accepts_what_it_refuses():
    assert acceptance_plan(0.05, 0.05) is None
    assert acceptance_plan(0.05, 0.01) is None
    assert acceptance_plan(0.01, 0.010001) is None


def test_more_samples_decide_a_rate_that_holds():
    assert more_samples(98, 100, 0.95) == 103
    assert more_samples(203, 203, 0.95) == 0
    assert more_samples(0, 0, 0.95) is None
    assert more_samples(95, 100, 0.95) is None


def test_more_trials_never_exceed_the_cap():
    more = more_trials([9500001, 9_000_000], [10_000_000, 10_000_000], 0.95)
    assert np.isnan(more[0])
    assert more[1] == 0
    assert np.isnan(deciding_trials(0.95 + 1e-7, 0.95))
    assert MOST_SAMPLES == 10_000_000
