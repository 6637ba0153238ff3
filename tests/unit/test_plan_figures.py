from datetime import date, timedelta

import pandas as pd
import pytest

from ecogov.domain.schedule.figures import Standing, plan_figures, standing
from ecogov.domain.schedule.slips import with_slips

TODAY = date(2026, 5, 4)
NAMES = ["status", "baseline_original", "baseline_current", "forecast", "actual"]


def day(offset):
    return None if offset is None else TODAY + timedelta(offset)


def a_plan(*rows):
    """Tell milestones by status and days from today."""
    told = [[status, *(day(offset) for offset in offsets)] for status, *offsets in rows]
    frame = pd.DataFrame(told, columns=NAMES, dtype=object)
    return with_slips(frame.assign(id=range(1, len(frame) + 1)), TODAY)


PLAN = a_plan(
    ("planned", -10, -10, 5, None),
    ("planned", -10, -10, None, None),
    ("planned", 5, 10, 20, None),
    ("planned", -10, -10, -2, None),
    ("planned", 10, 10, 10, None),
    ("planned", None, None, 10, None),
    ("done", -20, -10, -10, -10),
    ("done", -20, -20, -10, -10),
    ("cancelled", -20, -10, 30, None),
)


@pytest.mark.parametrize(
    ("which", "ids"),
    [
        (Standing.OPEN, [1, 2, 3, 4, 5, 6]),
        (Standing.LATE, [1, 2, 3, 4]),
        (Standing.SLIDING, [3]),
        (Standing.STALE, [4]),
        (Standing.DONE, [7, 8]),
        (Standing.ALL, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_milestones_are_picked_by_how_they_stand(which, ids):
    assert PLAN.loc[standing(PLAN, which), "id"].tolist() == ids


def test_a_moved_baseline_hides_nothing():
    figures = plan_figures(PLAN, TODAY)
    assert (figures.now.numerator, figures.now.denominator) == (1, 5)
    assert (figures.first.numerator, figures.first.denominator) == (0, 5)
    assert (figures.largest.id, figures.largest.days) == (1, 15)
    assert (figures.absorbed_days, figures.absorbed_count) == (15, 2)
    assert figures.counts[Standing.LATE] == 4


def test_a_plan_in_which_nothing_was_due_or_late_has_no_figures():
    figures = plan_figures(a_plan(("planned", 5, 5, 3, None)), TODAY)
    assert figures.now.value is None
    assert figures.now.null_reason == "none_due"
    assert figures.largest is None
    assert figures.absorbed_days == 0


def test_no_plan_counts_nothing():
    figures = plan_figures(a_plan(), TODAY)
    assert figures.largest is None
    assert set(figures.counts.values()) == {0}
