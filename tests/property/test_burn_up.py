"""Burn-ups whatever is imported: monotone, bounded, independent of the order of rows."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.burn_up import Promise, burn_up
from ecogov.domain.workdays import Calendar

START = date(2026, 3, 2)
DAYS = st.integers(-20, 200).map(lambda days: START + timedelta(days=days))
ROWS = st.lists(st.tuples(DAYS, st.integers(0, 500).map(float)), max_size=20)
PROMISES = st.builds(
    lambda length, units: Promise(START, START + timedelta(days=length), units, Calendar()),
    st.integers(0, 150),
    st.integers(1, 5000),
)


def _daily(rows):
    return pd.DataFrame(rows, columns=["day", "value"])


@given(ROWS, PROMISES)
def test_both_lines_only_rise_and_end_where_they_should(rows, promise):
    told = burn_up(_daily(rows), promise)
    for name in ("accepted", "planned"):
        known = told.points[name].dropna().astype("float64")
        assert known.is_monotonic_increasing
    assert told.accepted == sum(units for _, units in rows)
    if promise.gap is None:
        assert abs(told.points["planned"].max() - promise.target_units) < 1e-6


@given(ROWS, PROMISES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, promise, random):
    mixed = list(rows)
    random.shuffle(mixed)
    first, second = burn_up(_daily(rows), promise), burn_up(_daily(mixed), promise)
    pd.testing.assert_frame_equal(first.points, second.points)
    assert first.days_behind == second.days_behind


@given(ROWS, PROMISES, st.integers(1, 500))
def test_more_accepted_units_never_bring_a_project_further_behind(rows, promise, more):
    if not rows or promise.gap is not None:
        return
    last = max(day for day, _ in rows)
    before = burn_up(_daily(rows), promise)
    after = burn_up(_daily([*rows, (last, float(more))]), promise)
    assert after.days_behind <= before.days_behind
