import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from ecogov.domain.kpi.evidence import (
    Comparator,
    Estimate,
    Evidence,
    adjusted,
    decided_ranking,
    judge,
    judged,
    p_values_against_rest,
)
from ecogov.domain.kpi.intervals import IntervalKind, wilson
from ecogov.domain.kpi.metrics import Better

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST


def rate(successes, trials):
    bounds = wilson(successes, trials)
    value = successes / trials if trials else np.nan
    return Estimate(value, float(bounds.low), float(bounds.high), trials)


def slices(**counts):
    return pd.DataFrame.from_dict(counts, orient="index", columns=["successes", "trials"])


@pytest.mark.parametrize(
    ("estimate", "comparator", "evidence"),
    [
        (rate(199, 203), AT_LEAST, Evidence.MET),
        (rate(980, 1000), AT_LEAST, Evidence.MET),
        (rate(900, 1000), AT_LEAST, Evidence.MISSED),
        (rate(48, 50), AT_LEAST, Evidence.UNDECIDED),
        (rate(980, 1000), AT_MOST, Evidence.MISSED),
        (rate(900, 1000), AT_MOST, Evidence.MET),
        (rate(0, 0), AT_LEAST, Evidence.NONE),
    ],
)
def test_evidence_is_where_the_whole_interval_lies(estimate, comparator, evidence):
    assert judge(estimate, 0.95, comparator)[0] is evidence


def test_undecided_rates_tell_how_many_more_decide():
    assert judge(rate(98, 100), 0.95, AT_LEAST) == (Evidence.UNDECIDED, 103)
    assert judge(rate(95, 100), 0.95, AT_LEAST) == (Evidence.UNDECIDED, None)


def test_decided_figures_ask_for_no_more():
    assert judge(rate(980, 1000), 0.95, AT_LEAST) == (Evidence.MET, None)


def test_no_target_is_no_evidence():
    assert judge(rate(980, 1000), np.nan, AT_LEAST) == (Evidence.NONE, None)


def test_a_count_is_no_sample_and_decides_by_itself():
    backlog = Estimate(40.0, np.nan, np.nan, 40)
    assert judge(backlog, 40, AT_MOST, interval=IntervalKind.NONE)[0] is Evidence.MET
    assert judge(backlog, 39, AT_MOST, interval=IntervalKind.NONE)[0] is Evidence.MISSED


def test_means_need_four_times_the_rows_to_halve_their_interval():
    time = Estimate(50.0, 40.0, 60.0, 100)
    assert judge(time, 55.0, AT_MOST, interval=IntervalKind.MEAN) == (Evidence.UNDECIDED, 300)


def test_a_figure_without_bounds_stays_undecided():
    single = Estimate(50.0, np.nan, np.nan, 1)
    assert judge(single, 55.0, AT_MOST, interval=IntervalKind.MEAN) == (Evidence.UNDECIDED, None)


def test_a_mean_of_daily_totals_is_no_sample_and_decides_by_itself():
    total = Estimate(50.0, np.nan, np.nan, 9_000)
    assert judge(total, 55.0, AT_MOST, interval=IntervalKind.MEAN) == (Evidence.MET, None)


def test_the_bound_that_matters_is_enough():
    p90 = Estimate(80.0, 70.0, np.nan, 20)
    assert judge(p90, 60.0, AT_MOST, interval=IntervalKind.ORDER)[0] is Evidence.MISSED
    assert judge(p90, 75.0, AT_MOST, interval=IntervalKind.ORDER)[0] is Evidence.UNDECIDED


def test_many_figures_keep_their_index_and_their_own_targets():
    cells = pd.DataFrame([rate(980, 1000), rate(48, 50), rate(0, 0)], index=["a", "b", "c"])
    verdicts = judged(cells, [0.99, 0.9, 0.9], AT_LEAST)
    assert verdicts.index.tolist() == ["a", "b", "c"]
    assert verdicts["evidence"].tolist() == ["missed", "undecided", "none"]
    assert verdicts["more_samples"].dtype == "Int64"
    assert verdicts["more_samples"].isna().tolist() == [True, False, True]


def test_benjamini_hochberg_is_scipys_and_ignores_missing():
    values = np.array([0.04, 0.001, 0.2, 0.03])
    np.testing.assert_allclose(adjusted(values), false_discovery_control(values))
    with_gap = adjusted([0.04, 0.001, np.nan, 0.2, 0.03])
    np.testing.assert_allclose(with_gap[[0, 1, 3, 4]], adjusted(values))
    assert np.isnan(with_gap[2])
    assert adjusted([]).size == 0


def test_nothing_but_noise_is_hardly_ever_found():
    by_a_5_percent_rule = np.random.default_rng(7).uniform(size=200 * 30)
    assert (by_a_5_percent_rule <= 0.05).sum() == pytest.approx(300, abs=60)
    assert (adjusted(by_a_5_percent_rule) <= 0.05).sum() == 0


def test_small_slices_are_tested_exactly():
    p_value = p_values_against_rest([0, 95], [3, 100])[0]
    assert p_value == pytest.approx(fisher_exact([[0, 3], [95, 5]]).pvalue)


def test_large_slices_are_tested_by_their_proportions():
    p_value = p_values_against_rest([900, 800], [1000, 1000])
    pooled = 0.85
    z = 0.1 / np.sqrt(pooled * (1 - pooled) * 2 / 1000)
    assert z > 5
    assert p_value[0] == pytest.approx(p_value[1])
    assert p_value[0] == pytest.approx(3.77e-10, rel=0.05)


def test_slices_without_trials_or_without_a_rest_are_not_compared():
    assert np.isnan(p_values_against_rest([0, 5], [0, 10])).all()
    assert np.isnan(p_values_against_rest([5], [10])).all()


def test_equal_slices_do_not_differ():
    assert p_values_against_rest([0, 0, 0], [10, 20, 30]).tolist() == [1, 1, 1]


def test_rankings_leave_out_the_undecided():
    found = slices(good=(990, 1000), bad=(900, 1000), lucky=(10, 10), average=(945, 1000))
    ranked = decided_ranking(found, Better.HIGHER)
    assert ranked.index.tolist() == ["good", "bad", "average", "lucky"]
    assert ranked["is_decided"].tolist() == [True, True, False, False]
    assert ranked["rank"].tolist()[:2] == [1, 2]
    assert ranked["rank"].isna().tolist() == [False, False, True, True]


def test_lowest_ranks_first_where_lower_is_better():
    ranked = decided_ranking(slices(a=(900, 1000), b=(990, 1000)), Better.LOWER)
    assert ranked.index.tolist() == ["a", "b"]


def test_an_empty_ranking_is_empty():
    empty = pd.DataFrame({"successes": [], "trials": []})
    assert decided_ranking(empty, Better.HIGHER).empty
