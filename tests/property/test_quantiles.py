import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ecogov.domain.kpi.quantiles import count_at_most, gathered, quantile, quantile_bounds

seconds = st.floats(min_value=0, max_value=1e6)
parts = st.lists(st.lists(seconds, max_size=20), max_size=8)
shares = st.sampled_from([0.5, 0.9])


@given(parts, shares)
def test_parts_give_the_quantile_of_the_whole(lists, share):
    whole = np.array([value for part in lists for value in part])
    assume(whole.size)
    joined = gathered(np.array(part) for part in lists)
    assert quantile(joined, share) == np.quantile(whole, share)


@given(parts, shares, st.randoms(use_true_random=False))
def test_order_does_not_matter(lists, share, random):
    values = gathered(np.array(part) for part in lists)
    shuffled = np.array(random.sample(list(values), values.size))
    np.testing.assert_equal(quantile_bounds(shuffled, share), quantile_bounds(values, share))


@given(parts, shares)
def test_bounds_hold_the_quantile(lists, share):
    values = gathered(np.array(part) for part in lists)
    low, high = quantile_bounds(values, share)
    value = quantile(values, share)
    assert np.isnan(low) or low <= value
    assert np.isnan(high) or value <= high


@given(parts, shares, st.sampled_from([0.5, 2.0, 4.0]))
def test_quantiles_scale(lists, share, factor):
    values = gathered(np.array(part) for part in lists)
    assert quantile(values * factor, share) == pytest.approx(
        quantile(values, share) * factor, nan_ok=True
    )


@given(parts, seconds)
def test_counts_up_to_a_threshold_never_exceed_the_whole(lists, threshold):
    values = gathered(np.array(part) for part in lists)
    within, total = count_at_most(values, threshold)
    assert 0 <= within <= total == values.size
