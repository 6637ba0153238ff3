import numpy as np
import pytest
from scipy.stats import binom

from ecogov.domain.kpi.metrics import METRICS, RESULT_COLUMNS
from ecogov.domain.kpi.quantiles import (
    count_at_most,
    evaluate_quantiles,
    gathered,
    quantile,
    quantile_bounds,
)


def test_parts_are_joined_without_what_is_missing():
    joined = gathered([np.array([3.0, np.nan]), np.array([]), np.array([1], dtype=np.int64)])
    assert joined.tolist() == [3.0, 1.0]
    assert gathered([]).size == 0


def test_quantiles_lie_between_their_neighbours():
    values = np.array([4.0, 1.0, 3.0, 2.0])
    assert quantile(values, 0.5) == 2.5
    assert quantile(values, 0.9) == pytest.approx(3.7)
    assert np.isnan(quantile(np.empty(0), 0.5))


def test_median_of_twenty_is_bounded_by_the_6th_and_15th_value():
    assert quantile_bounds(np.arange(1.0, 21.0)[::-1], 0.5) == (6.0, 15.0)


def test_a_median_needs_six_values_to_be_bounded():
    assert np.isnan(quantile_bounds(np.arange(5.0), 0.5)).all()
    assert quantile_bounds(np.arange(6.0), 0.5) == (0.0, 5.0)


def test_a_high_quantile_of_few_values_is_bounded_below_only():
    low, high = quantile_bounds(np.arange(20.0), 0.9)
    assert low == 14.0
    assert np.isnan(high)


@pytest.mark.parametrize("size", [6, 7, 50, 1000])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_bounds_cover_95_percent(size, share):
    low, high = quantile_bounds(np.arange(1.0, size + 1), share)
    first = 0 if np.isnan(low) else int(low)
    last = size + 1 if np.isnan(high) else int(high)
    assert binom.cdf(last - 1, size, share) - binom.cdf(first - 1, size, share) >= 0.95


def test_counting_up_to_a_threshold_includes_it():
    assert count_at_most(np.array([1.0, 2.0, 3.0]), 2.0) == (2, 3)
    assert count_at_most(np.empty(0), 2.0) == (0, 0)


def test_cells_look_like_those_of_every_kpi():
    days = [np.array([10.0, 20.0]), np.array([30.0])]
    cells = evaluate_quantiles(METRICS["aht_median_seconds"], [days, []])
    assert tuple(cells.columns) == RESULT_COLUMNS
    assert cells.loc[0, ["value", "n"]].tolist() == [20.0, 3.0]
    assert cells["null_reason"].tolist() == [None, "no_times"]
    assert np.isnan(cells.loc[1, "value"])


def test_no_groups_give_no_cells():
    assert tuple(evaluate_quantiles(METRICS["aht_p90_seconds"], []).columns) == RESULT_COLUMNS


def test_other_kpis_are_no_quantiles():
    with pytest.raises(KeyError):
        evaluate_quantiles(METRICS["aht_seconds"], [])
