import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact

from ecogov.domain.kpi.evidence import (
    Comparator,
    Estimate,
    Evidence,
    adjusted,
    decided_ranking,
    judge,
    p_values_against_rest,
)
from ecogov.domain.kpi.intervals import wilson
from ecogov.domain.kpi.metrics import Better

p_values = st.lists(st.floats(min_value=0, max_value=1), max_size=30)
targets = st.floats(min_value=0.01, max_value=0.99)


@st.composite
def counts(draw, most=200):
    trials = draw(st.integers(min_value=1, max_value=most))
    return draw(st.integers(min_value=0, max_value=trials)), trials


def estimate(successes, trials):
    low, high = wilson(successes, trials)
    return Estimate(successes / trials, float(low), float(high), trials)


@given(counts(), targets)
def test_what_meets_a_floor_misses_the_same_ceiling(count, target):
    above = judge(estimate(*count), target, Comparator.AT_LEAST)
    below = judge(estimate(*count), target, Comparator.AT_MOST)
    opposite = {Evidence.MET: Evidence.MISSED, Evidence.MISSED: Evidence.MET}
    assert below[0] is opposite.get(above[0], above[0])
    assert below[1] == above[1]


@given(counts(), targets)
def test_the_samples_asked_for_decide(count, target):
    successes, trials = count
    evidence, more = judge(estimate(*count), target, Comparator.AT_LEAST)
    assume(evidence is Evidence.UNDECIDED and more is not None)
    factor = (trials + more) / trials
    later = estimate(successes * factor, trials * factor)
    assert judge(later, target, Comparator.AT_LEAST)[0] is not Evidence.UNDECIDED


@given(p_values)
def test_adjusted_is_scipys(values):
    assume(values)
    np.testing.assert_allclose(adjusted(values), false_discovery_control(values), atol=1e-12)


@given(p_values, st.randoms(use_true_random=False))
def test_adjusted_grows_stays_within_1_and_ignores_order(values, random):
    result = adjusted(values)
    assert (result >= np.array(values) - 1e-12).all()
    assert (result <= 1).all()
    order = random.sample(range(len(values)), len(values))
    shuffled = adjusted([values[index] for index in order])
    np.testing.assert_allclose(shuffled, result[np.array(order, dtype=int)])


@given(st.lists(counts(most=30), min_size=2, max_size=6))
def test_p_values_are_probabilities_and_exact_where_counts_are_small(pairs):
    successes, trials = (np.array(part) for part in zip(*pairs, strict=True))
    found = p_values_against_rest(successes, trials)
    assert ((found >= 0) & (found <= 1)).all()
    others = np.array([successes.sum() - successes[0], trials.sum() - trials[0]])
    rate = successes.sum() / trials.sum()
    if min(trials[0], others[1]) * min(rate, 1 - rate) < 5:
        table = [[successes[0], trials[0] - successes[0]], [others[0], others[1] - others[0]]]
        assert found[0] == pytest.approx(fisher_exact(table).pvalue, rel=1e-6, abs=1e-9)


@given(st.lists(counts(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_rankings_ignore_order_and_rank_the_decided_only(pairs, random):
    frame = pd.DataFrame(pairs, columns=["successes", "trials"])
    ranked = decided_ranking(frame, Better.HIGHER)
    assert (ranked["rank"].notna() == ranked["is_decided"]).all()
    assert ranked.loc[ranked["is_decided"], "value"].is_monotonic_decreasing
    shuffled = decided_ranking(
        frame.loc[random.sample(list(frame.index), len(frame))], Better.HIGHER
    )
    pd.testing.assert_frame_equal(shuffled.sort_index(), ranked.sort_index())
