import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.kpi.intervals import IntervalKind
from ecogov.domain.kpi.metrics import METRICS, Source, evaluate

OVER_SUMS = [metric for metric in METRICS.values() if metric.source is Source.SUMS]
RATES = [metric for metric in OVER_SUMS if metric.interval is IntervalKind.WILSON]

amounts = st.integers(min_value=0, max_value=10**9)


@st.composite
def evaluated(draw, metrics=OVER_SUMS):
    metric = draw(st.sampled_from(metrics))
    row = st.fixed_dictionaries(dict.fromkeys(metric.columns, st.one_of(amounts, st.none())))
    rows = draw(st.lists(row, min_size=1, max_size=6))
    return metric, pd.DataFrame(rows, columns=list(metric.columns), dtype=np.float64)


@given(evaluated())
def test_there_is_a_value_or_a_reason_but_never_both(given_sums):
    metric, sums = given_sums
    cells = evaluate(metric, sums)
    assert (cells["value"].isna() == cells["null_reason"].notna()).all()
    assert not np.isinf(cells["value"]).any()


@given(evaluated())
def test_rows_with_a_missing_term_have_no_value(given_sums):
    metric, sums = given_sums
    terms = [t for t in (metric.numerator, metric.denominator) if t is not None]
    columns = [name for term in terms for name in term.columns]
    missing = sums[columns].isna().any(axis=1)
    assert evaluate(metric, sums).loc[missing, "value"].isna().all()


@given(evaluated())
def test_parts_add_up_to_the_whole(given_sums):
    metric, sums = given_sums
    parts = evaluate(metric, sums.fillna(0))
    whole = evaluate(metric, sums.fillna(0).sum().to_frame().T).loc[0]
    assert whole["numerator"] == pytest.approx(parts["numerator"].sum())
    if metric.denominator is None:
        return
    assert whole["denominator"] == pytest.approx(parts["denominator"].sum())
    if whole["null_reason"] is None and (parts["denominator"] > 0).all():
        weighted = (parts["value"] * parts["denominator"]).sum() / parts["denominator"].sum()
        assert whole["value"] == pytest.approx(weighted)


@given(evaluated(), st.randoms(use_true_random=False))
def test_order_of_groups_does_not_matter(given_sums, random):
    metric, sums = given_sums
    shuffled = sums.loc[random.sample(list(sums.index), len(sums))]
    pd.testing.assert_frame_equal(
        evaluate(metric, shuffled).sort_index(), evaluate(metric, sums), check_dtype=False
    )


@given(evaluated(RATES), st.integers(min_value=2, max_value=50))
def test_more_of_the_same_keeps_a_rate_and_narrows_its_interval(given_sums, factor):
    metric, sums = given_sums
    once, often = evaluate(metric, sums), evaluate(metric, sums * factor)
    np.testing.assert_allclose(often["value"], once["value"], rtol=1e-9)
    narrower = (often["high"] - often["low"]) <= (once["high"] - once["low"]) + 1e-12
    assert (narrower | once["low"].isna()).all()


@given(evaluated(RATES))
def test_intervals_hold_their_rates(given_sums):
    metric, sums = given_sums
    cells = evaluate(metric, sums).dropna(subset=["low"])
    assert (cells["low"] <= cells["value"] + 1e-12).all()
    assert (cells["value"] <= cells["high"] + 1e-12).all()
