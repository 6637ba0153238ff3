import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest
from scipy.stats import t as student

from ecogov.domain.kpi.intervals import deciding_trials, mean_bounds, wilson

TRIALS = st.integers(min_value=1, max_value=100_000)


@st.composite
def rates(draw):
    trials = draw(TRIALS)
    return draw(st.integers(min_value=0, max_value=trials)), trials


@given(rates())
def test_wilson_is_scipys(rate):
    successes, trials = rate
    oracle = binomtest(successes, trials).proportion_ci(method="wilson")
    bounds = wilson(successes, trials)
    assert float(bounds.low) == pytest.approx(oracle.low, abs=1e-12)
    assert float(bounds.high) == pytest.approx(oracle.high, abs=1e-12)


@given(rates())
def test_wilson_holds_the_rate_within_0_and_1(rate):
    successes, trials = rate
    low, high = (float(end) for end in wilson(successes, trials))
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


@given(rates())
def test_wilson_mirrors_failures(rate):
    successes, trials = rate
    here, there = wilson(successes, trials), wilson(trials - successes, trials)
    assert float(here.low) == pytest.approx(1 - float(there.high), abs=1e-12)


@given(st.lists(rates(), max_size=20), st.randoms(use_true_random=False))
def test_wilson_does_not_depend_on_the_order(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    low = wilson([k for k, _ in pairs], [n for _, n in pairs]).low
    again = wilson([k for k, _ in shuffled], [n for _, n in shuffled]).low
    assert sorted(low.tolist()) == sorted(again.tolist())


@given(
    st.integers(min_value=0, max_value=1000),
    st.integers(min_value=1, max_value=999),
)
def test_deciding_trials_are_the_fewest(permille, target_permille):
    assume(permille != target_permille)
    rate, target = permille / 1000, target_permille / 1000
    needed = float(deciding_trials(rate, target))
    assert _is_decided(rate, target, needed)
    assert needed == 1 or not _is_decided(rate, target, needed - 1)


def _is_decided(rate, target, trials):
    bounds = wilson(rate * trials, trials)
    return bool(bounds.low >= target) if rate > target else bool(bounds.high < target)


@given(
    st.lists(st.floats(min_value=0.1, max_value=1e4), min_size=2, max_size=50),
    st.floats(min_value=0.01, max_value=100),
)
def test_mean_bounds_are_scipys_and_scale(values, factor):
    x = np.array(values)
    assume(x.std(ddof=1) > 1e-3 * x.mean())
    low, high = student.interval(0.95, x.size - 1, x.mean(), x.std(ddof=1) / np.sqrt(x.size))
    bounds = mean_bounds(x.size, x.sum(), (x**2).sum())
    assert float(bounds.low) == pytest.approx(low, rel=1e-6, abs=1e-6 * x.max())
    assert float(bounds.high) == pytest.approx(high, rel=1e-6)
    y = x * factor
    scaled = mean_bounds(y.size, y.sum(), (y**2).sum())
    assert float(scaled.high) == pytest.approx(float(bounds.high) * factor, rel=1e-6)
