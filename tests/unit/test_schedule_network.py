from datetime import date

import pandas as pd
import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.schedule.links import closing_circle
from ecogov.domain.schedule.network import critical_path
from ecogov.domain.workdays import Calendar

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
SATURDAY, NEXT_MONDAY, NEXT_TUESDAY = date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 10)
FIVE_DAYS = Calendar()


def items(*rows):
    """Items from (ref, duration, days by column); ids count from 1."""
    days = dict.fromkeys(["earliest_start", "fixed_start", "actual_start", "actual"])
    named = [
        {"id": number, "ref": ref, "duration_days": duration, **days, **told}
        for number, (ref, duration, told) in enumerate(rows, 1)
    ]
    columns = ["id", "ref", "duration_days", *days]
    return pd.DataFrame(named, columns=columns)


def links(*rows):
    columns = ["predecessor_id", "successor_id", "kind", "lag_days"]
    return pd.DataFrame(rows, columns=columns)


def scheduled(plan, linked, **told):
    found = critical_path(plan, linked, FIVE_DAYS, **told)
    return found.set_index("id")


def day(value):
    return None if pd.isna(value) else value.date()


def test_work_ends_on_friday_its_milestone_is_reached_then_and_the_next_begins_on_monday():
    plan = items(("A", 5, {"earliest_start": MONDAY}), ("M", 0, {}), ("B", 2, {}))
    told = scheduled(plan, links((1, 2, "FS", 0), (2, 3, "FS", 0)))
    assert day(told.early_finish[1]) == FRIDAY
    assert day(told.early_start[2]) == day(told.early_finish[2]) == FRIDAY
    assert (day(told.early_start[3]), day(told.early_finish[3])) == (NEXT_MONDAY, NEXT_TUESDAY)
    assert told.is_critical.all()


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        ("FS", 0, date(2026, 3, 5), FRIDAY),
        ("FS", 1, FRIDAY, NEXT_MONDAY),
        ("FS", -2, TUESDAY, date(2026, 3, 4)),
        ("SS", 0, MONDAY, TUESDAY),
        ("SS", 2, date(2026, 3, 4), date(2026, 3, 5)),
        ("FF", 0, TUESDAY, date(2026, 3, 4)),
        ("FF", 2, date(2026, 3, 5), FRIDAY),
        ("SF", 3, TUESDAY, date(2026, 3, 4)),
    ],
)
def test_the_four_links_hold_back_their_ends(kind, lag, start, finish):
    plan = items(("A", 3, {"earliest_start": MONDAY}), ("B", 2, {}))
    told = scheduled(plan, links((1, 2, kind, lag)))
    assert (day(told.early_start[2]), day(told.early_finish[2])) == (start, finish)


def test_a_milestone_that_starts_with_work_is_reached_on_the_day_the_work_starts():
    plan = items(("A", 3, {"earliest_start": NEXT_MONDAY}), ("M", 0, {}))
    told = scheduled(plan, links((1, 2, "SS", 0)))
    assert day(told.early_finish[2]) == NEXT_MONDAY


@pytest.mark.parametrize("duration", [0, 1])
def test_a_start_on_a_day_off_waits_for_the_next_working_day(duration):
    told = scheduled(items(("A", duration, {"earliest_start": SATURDAY})), links())
    assert day(told.early_start[1]) == NEXT_MONDAY


def test_floats_tell_what_moves_the_end_and_what_moves_the_next():
    plan = items(
        ("A", 1, {"earliest_start": MONDAY}), ("B", 5, {}), ("C", 1, {}), ("D", 1, {}), ("E", 1, {})
    )
    chain = [(1, 2), (2, 5), (1, 3), (3, 4), (4, 5)]
    told = scheduled(plan, links(*((*pair, "FS", 0) for pair in chain)))
    assert told.total_float_days.tolist() == [0, 0, 3, 3, 0]
    assert told.free_float_days.tolist() == [0, 0, 0, 3, 0]
    assert told.is_critical.tolist() == [True, True, False, False, True]
    assert day(told.late_start[3]) == FRIDAY


def test_what_is_done_is_held_where_it_was_and_cannot_be_critical():
    plan = items(
        ("A", 2, {"earliest_start": MONDAY, "actual": FRIDAY, "actual_start": TUESDAY}),
        ("B", 1, {}),
    )
    told = scheduled(plan, links((1, 2, "FS", 0)))
    assert (day(told.early_start[1]), day(told.early_finish[1])) == (TUESDAY, FRIDAY)
    assert day(told.early_start[2]) == NEXT_MONDAY
    assert told.placing.tolist() == ["actual", "computed"]
    assert pd.isna(told.total_float_days[1])
    assert told.is_critical.tolist() == [False, True]


def test_a_milestone_done_on_a_saturday_keeps_its_day_and_work_goes_on_on_monday():
    plan = items(("M", 0, {"actual": SATURDAY}), ("B", 1, {}))
    told = scheduled(plan, links((1, 2, "FS", 0)))
    assert day(told.early_finish[1]) == SATURDAY
    assert day(told.early_start[2]) == NEXT_MONDAY


def test_work_that_has_begun_stays_where_it_began_and_keeps_its_float():
    plan = items(
        ("A", 1, {"earliest_start": MONDAY, "actual_start": TUESDAY}),
        ("B", 5, {"earliest_start": MONDAY}),
    )
    told = scheduled(plan, links())
    assert day(told.early_start[1]) == TUESDAY
    assert told.total_float_days.tolist() == [3, 0]


def test_what_cannot_be_in_time_for_a_fixed_day_has_negative_float():
    plan = items(("A", 5, {"earliest_start": MONDAY}), ("M", 0, {"fixed_start": TUESDAY}))
    told = scheduled(plan, links((1, 2, "FS", 0)))
    assert day(told.early_finish[2]) == TUESDAY
    assert told.total_float_days.tolist() == [-3, 0]
    assert told.is_broken.tolist() == [False, True]


def test_nothing_open_starts_before_the_plan():
    told = scheduled(items(("A", 1, {"earliest_start": MONDAY})), links(), start=NEXT_TUESDAY)
    assert day(told.early_start[1]) == NEXT_TUESDAY


def test_what_has_no_day_is_said_and_not_guessed():
    plan = items(("A", 1, {}), ("B", 1, {}), ("C", 1, {"earliest_start": MONDAY}), ("D", 1, {}))
    told = scheduled(plan, links((1, 2, "FS", 0), (2, 3, "FS", 0), (3, 4, "FS", 0)))
    assert told.placing.tolist() == ["unscheduled", "unscheduled", "at_least", "at_least"]
    assert (
        told.loc[[1, 2], ["early_start", "late_finish", "total_float_days"]].isna().all(axis=None)
    )


def test_a_plan_without_any_day_is_unscheduled():
    told = scheduled(items(("A", 1, {}), ("B", 0, {})), links((1, 2, "FS", 0)))
    assert set(told.placing) == {"unscheduled"}
    assert not told.is_critical.any()


def test_the_holidays_of_the_country_count():
    plan = items(("A", 2, {"earliest_start": date(2026, 9, 30)}))
    told = critical_path(plan, links(), Calendar.of_country("CN"))
    assert day(told.early_finish[0]) == date(2026, 10, 8)


def test_no_items_give_no_rows_with_the_same_columns():
    some = critical_path(items(("A", 1, {"earliest_start": MONDAY})), links(), FIVE_DAYS)
    none = critical_path(items(), links(), FIVE_DAYS)
    assert none.empty
    assert list(none.columns) == list(some.columns)


def refused(plan, linked):
    with pytest.raises(DomainError) as caught:
        critical_path(plan, linked, FIVE_DAYS)
    return caught.value


def test_a_circle_is_refused_by_its_members_only():
    plan = items(*((name, 1, {"earliest_start": MONDAY}) for name in "ABCDE"))
    error = refused(
        plan, links(*((*pair, "FS", 0) for pair in [(1, 2), (2, 3), (3, 4), (4, 2), (4, 5)]))
    )
    assert error.code == "schedule.cycle"
    walked = error.params["members"].split(" → ")
    assert walked[0] == walked[-1]
    assert set(walked) == set("BCD")
    assert "BCDB" in "".join(walked[:-1] * 3)


def test_an_item_that_waits_for_itself_is_a_circle():
    assert refused(items(("A", 1, {})), links((1, 1, "FS", 0))).params == {"members": "A → A"}


@pytest.mark.parametrize(
    ("plan", "linked", "code"),
    [
        (items(("A", 1, {})), links((1, 9, "FS", 0)), "schedule.unknown"),
        (items(("A", 1, {}), ("B", 1, {})), links((1, 2, "XX", 0)), "schedule.link_kind"),
        (items(("A", 1, {}), ("B", 1, {})), links((1, 2, "FS", 10_001)), "schedule.lag"),
        (items(("A", -1, {})), links(), "schedule.duration"),
        (items(("A", None, {})), links(), "schedule.duration"),
        (items(("A", 0.5, {})), links(), "schedule.duration"),
        (
            items(("A", 1, {"earliest_start": date(1900, 1, 1)}), ("B", 1, {"actual": MONDAY})),
            links(),
            "schedule.span",
        ),
        (
            items(("A", 30_000, {"earliest_start": MONDAY}), ("B", 30_000, {})),
            links((1, 2, "FS", 0)),
            "schedule.long",
        ),
    ],
)
def test_what_cannot_be_scheduled_is_refused(plan, linked, code):
    assert refused(plan, linked).code == code


def test_a_new_link_that_closes_a_circle_is_named_before_it_is_made():
    linked = links((1, 2, "FS", 0), (2, 3, "FS", 0), (1, 4, "FS", 0))
    assert closing_circle(linked, 3, 1) == (3, 1, 2, 3)
    assert closing_circle(linked, 2, 2) == (2, 2)
    assert closing_circle(linked, 3, 2)
    assert not closing_circle(linked, 4, 3)
