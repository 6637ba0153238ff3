from datetime import date

import pandas as pd
import pytest

from ecogov.domain.schedule.slips import MilestoneState, on_time, with_slips

TODAY = date(2026, 6, 15)
BEFORE, AFTER, LATER = date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 25)


STATES = [
    (("cancelled", BEFORE, BEFORE, BEFORE, None), "cancelled"),
    (("cancelled", None, None, None, None), "cancelled"),
    (("done", BEFORE, BEFORE, BEFORE, None), "done_undated"),
    (("planned", AFTER, AFTER, BEFORE, None), "stale_forecast"),
    (("planned", None, None, BEFORE, None), "stale_forecast"),
    (("planned", None, None, AFTER, None), "not_baselined"),
    (("planned", None, None, None, None), "not_baselined"),
    (("done", None, None, None, BEFORE), "not_baselined"),
    (("done", BEFORE, BEFORE, None, BEFORE), "done_on_time"),
    (("done", AFTER, AFTER, None, BEFORE), "done_on_time"),
    (("done", BEFORE, BEFORE, None, TODAY), "done_late"),
    (("planned", BEFORE, BEFORE, None, None), "late_unforecast"),
    (("planned", TODAY, TODAY, None, None), "unforecast"),
    (("planned", BEFORE, BEFORE, TODAY, None), "late_reforecast"),
    (("planned", TODAY, TODAY, AFTER, None), "late_reforecast"),
    (("planned", AFTER, AFTER, LATER, None), "sliding"),
    (("planned", LATER, LATER, AFTER, None), "early"),
    (("planned", AFTER, AFTER, AFTER, None), "on_plan"),
    (("planned", TODAY, TODAY, TODAY, None), "on_plan"),
]


def milestones(*rows):
    """Frame from (status, original, current, forecast, actual); ids count from 1."""
    columns = ["status", "baseline_original", "baseline_current", "forecast", "actual"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    frame.insert(0, "id", range(1, len(frame) + 1))
    return frame.assign(title="Gate")


@pytest.mark.parametrize(("row", "state"), STATES)
def test_every_milestone_is_in_one_state(row, state):
    assert with_slips(milestones(row), TODAY)["state"].tolist() == [state]


def test_every_state_can_be_reached():
    assert {state for _, state in STATES} == {state.value for state in MilestoneState}


def test_moving_the_baseline_absorbs_slip_and_leaves_the_total():
    told = with_slips(milestones(("planned", BEFORE, AFTER, LATER, None)), TODAY).iloc[0]
    assert (told.slip_now_days, told.total_slip_days, told.absorbed_days) == (5, 15, 10)


def test_a_milestone_done_early_has_a_negative_slip_by_its_actual_day():
    told = with_slips(milestones(("done", AFTER, AFTER, LATER, TODAY)), TODAY).iloc[0]
    assert told.slip_now_days == -5


def test_an_actual_day_counts_only_for_what_is_done():
    told = with_slips(milestones(("planned", BEFORE, BEFORE, AFTER, BEFORE)), TODAY).iloc[0]
    assert told.slip_now_days == 10
    assert told.state == "late_reforecast"


@pytest.mark.parametrize(
    "row",
    [
        ("planned", None, None, AFTER, None),
        ("planned", AFTER, AFTER, None, None),
        ("done", AFTER, AFTER, AFTER, None),
        ("cancelled", BEFORE, AFTER, LATER, None),
    ],
)
def test_a_slip_that_is_not_defined_is_missing_and_not_zero(row):
    told = with_slips(milestones(row), TODAY)
    assert told[["slip_now_days", "total_slip_days"]].isna().all(axis=None)


def test_the_frame_that_was_given_stays_as_it_was():
    given = milestones(("planned", BEFORE, AFTER, LATER, None))
    before = given.copy()
    with_slips(given, TODAY)
    on_time(given, TODAY)
    pd.testing.assert_frame_equal(given, before)


def test_days_may_come_as_dates_or_as_timestamps():
    given = milestones(
        ("planned", BEFORE, AFTER, LATER, None), ("done", BEFORE, AFTER, None, TODAY)
    )
    names = ["baseline_original", "baseline_current", "forecast", "actual"]
    stamped = given.assign(**{name: pd.to_datetime(given[name]) for name in names})
    added = ["slip_now_days", "total_slip_days", "absorbed_days", "state"]
    pd.testing.assert_frame_equal(
        with_slips(given, TODAY)[added], with_slips(stamped, TODAY)[added]
    )


def test_no_milestones_give_no_rows_with_the_same_columns():
    some = with_slips(milestones(("planned", BEFORE, AFTER, LATER, None)), TODAY)
    none = with_slips(milestones(), TODAY)
    assert none.empty
    assert list(none.columns) == list(some.columns)
    assert none[["slip_now_days", "state"]].dtypes.equals(some[["slip_now_days", "state"]].dtypes)


def test_on_time_counts_what_was_due_and_lists_what_was_cancelled():
    told = on_time(
        milestones(
            ("done", BEFORE, BEFORE, None, BEFORE),
            ("done", BEFORE, BEFORE, None, TODAY),
            ("planned", TODAY, TODAY, TODAY, None),
            ("done", BEFORE, BEFORE, None, None),
            ("cancelled", BEFORE, BEFORE, None, None),
            ("cancelled", AFTER, AFTER, None, None),
            ("done", AFTER, AFTER, None, BEFORE),
            ("planned", None, None, BEFORE, None),
        ),
        TODAY,
    )
    assert (told.numerator, told.denominator, told.value) == (1, 4, 0.25)
    assert told.cancelled == (5,)
    assert told.undated == (4,)
    assert told.null_reason is None


def test_a_moved_baseline_helps_only_the_share_against_the_current_one():
    given = milestones(("done", BEFORE, TODAY, None, TODAY))
    assert on_time(given, TODAY).value == 1
    assert on_time(given, TODAY, against="original").value == 0


@pytest.mark.parametrize("given", [milestones(), milestones(("planned", AFTER, AFTER, None, None))])
def test_where_none_was_due_there_is_no_share_but_a_reason(given):
    told = on_time(given, TODAY)
    assert told.value is None
    assert told.null_reason == "none_due"
