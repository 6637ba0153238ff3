from datetime import UTC, datetime

import pytest

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.errors import DomainError
from ecogov.domain.escalations.clocks import Escalation, LevelReason, read_clocks
from ecogov.domain.escalations.events import Event, EventKind
from ecogov.domain.escalations.ladder import Level, Severity
from ecogov.domain.workdays import Calendar

OFFICE = BusinessHours(Calendar(), "UTC")
SHANGHAI = BusinessHours(Calendar.of_country("CN"), "Asia/Shanghai")
"""A critical escalation has 1 hour to be acknowledged, 4 to the next word, 9 to its solution."""


def at(day, hour=9, minute=0):
    """Tell an instant of November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def event(kind, *moment, **told):
    return Event(EventKind(kind), at(*moment), **told)


RAISED = event("raised", 20, 9)


def read(*events, now, severity=Severity.CRITICAL, hours=OFFICE, level=Level.L1):
    return read_clocks([Escalation(severity, events, level=level)], hours, now)[0]


def refusal(*events):
    with pytest.raises(DomainError) as caught:
        read(*events, now=at(23))
    return caught.value.code


def test_clocks_of_a_fresh_escalation_run():
    state = read(RAISED, now=at(20, 9, 30))
    due = {clock.kind: clock.due_at for clock in (state.acknowledge, state.next_update)}
    assert due == {"acknowledge": at(20, 10), "next_update": at(20, 13)}
    assert state.resolve.due_at == at(20, 18)
    assert not any(c.is_breached for c in (state.acknowledge, state.next_update, state.resolve))
    assert (state.acknowledge.used_hours, state.acknowledge.left_hours) == (0.5, 0.5)
    assert state.acknowledge.used_share == 0.5
    assert state.standing.level is Level.L1
    assert state.standing.reached_at == RAISED.at


def test_a_weekend_stops_every_clock():
    raised = event("raised", 20, 17, 30)
    state = read(raised, now=at(23, 9, 15))
    assert state.acknowledge.due_at == at(23, 9, 30)
    assert state.acknowledge.used_hours == 0.75
    assert state.resolve.due_at == at(23, 17, 30)
    assert not state.acknowledge.is_breached


def test_a_holiday_stops_the_clock_and_a_make_up_day_runs_it():
    friday = datetime(2026, 2, 13, 9, tzinfo=UTC)
    state = read(Event(EventKind.RAISED, friday), now=friday, hours=SHANGHAI)
    assert state.resolve.due_at == datetime(2026, 2, 14, 9, tzinfo=UTC)
    major = read(
        Event(EventKind.RAISED, friday), now=friday, hours=SHANGHAI, severity=Severity.MAJOR
    )
    assert major.resolve.due_at == datetime(2026, 2, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "raised", "due"),
    [
        ("Europe/Berlin", (2026, 3, 27, 15), (2026, 3, 30, 14)),
        ("America/New_York", (2026, 10, 30, 20), (2026, 11, 2, 21)),
        ("Australia/Lord_Howe", (2026, 4, 3, 4), (2026, 4, 6, 4, 30)),
    ],
)
def test_clocks_that_change_over_the_weekend_move_the_due_moment_with_them(zone, raised, due):
    hours = BusinessHours(Calendar(), zone)
    first = datetime(*raised, tzinfo=UTC)
    state = read(Event(EventKind.RAISED, first), now=first, hours=hours)
    assert state.resolve.due_at == datetime(*due, tzinfo=UTC)


def test_an_answer_in_time_stops_its_clock():
    state = read(RAISED, event("acknowledged", 20, 9, 45), now=at(20, 12))
    assert state.acknowledge.done_at == at(20, 9, 45)
    assert state.acknowledge.used_hours == 0.75
    assert not state.acknowledge.is_breached
    assert state.next_update.started_at == at(20, 9, 45)
    assert state.next_update.due_at == at(20, 13, 45)


@pytest.mark.parametrize("kind", ["updated", "handed_to_vendor", "resolved"])
def test_whoever_works_on_it_has_acknowledged_it(kind):
    assert read(RAISED, event(kind, 20, 9, 50), now=at(20, 17)).acknowledge.done_at == at(20, 9, 50)


def test_raising_the_level_is_no_answer():
    state = read(RAISED, event("raised_level", 20, 9, 30, level=Level.L2), now=at(20, 12))
    assert state.acknowledge.done_at is None
    assert state.acknowledge.is_breached


def test_an_answer_at_the_last_moment_is_in_time():
    assert not read(RAISED, event("acknowledged", 20, 10), now=at(20, 12)).acknowledge.is_breached
    late = Event(EventKind.ACKNOWLEDGED, at(20, 10).replace(microsecond=1))
    assert read(RAISED, late, now=at(20, 12)).acknowledge.is_breached


def test_the_weekend_after_the_last_moment_is_in_time_too():
    raised = event("raised", 20, 17)
    assert read(raised, now=at(20, 17)).acknowledge.due_at == at(20, 18)
    saturday = read(raised, event("acknowledged", 21, 12), now=at(23, 12))
    assert not saturday.acknowledge.is_breached
    silent = read(raised, now=at(23, 9, 1))
    assert silent.acknowledge.is_breached
    assert silent.standing.reached_at == at(23, 9)


def test_a_promised_update_is_due_when_it_was_promised():
    update = event("updated", 20, 10, promised_at=at(23, 12))
    state = read(RAISED, update, now=at(23, 11))
    assert state.next_update.due_at == at(23, 12)
    assert state.next_update.left_hours == 1
    assert not state.next_update.is_breached
    assert read(RAISED, update, now=at(23, 12, 1)).next_update.is_breached


def test_an_update_promised_for_a_weekend_allows_the_hours_until_then():
    update = event("updated", 20, 18, promised_at=at(21, 12))
    before = read(RAISED, event("acknowledged", 20, 9), update, now=at(21, 11)).next_update
    after = read(RAISED, event("acknowledged", 20, 9), update, now=at(21, 13)).next_update
    assert (before.allowed_hours, before.is_breached, before.used_share) == (0, False, 0)
    assert (after.is_breached, after.used_share) == (True, 1)


def test_vendor_time_is_kept_apart_and_moves_the_due_moment():
    handed, back = event("handed_to_vendor", 20, 10), event("back_from_vendor", 20, 15)
    state = read(RAISED, handed, back, now=at(20, 16))
    assert (state.our_hours, state.vendor_hours) == (2, 5)
    assert state.resolve.due_at == at(23, 14)
    assert not state.is_with_vendor


def test_while_the_vendor_has_it_the_solution_is_due_as_if_it_came_back_now():
    state = read(RAISED, event("handed_to_vendor", 20, 10), now=at(20, 15))
    assert state.is_with_vendor
    assert state.resolve.is_paused
    assert state.resolve.due_at == at(23, 14)
    assert state.resolve.left_hours == 8


def test_the_vendor_does_not_stop_the_clock_to_the_next_update():
    state = read(RAISED, event("handed_to_vendor", 20, 10), now=at(20, 15))
    assert state.next_update.is_breached
    assert state.missed_updates == 1


def test_the_clock_goes_on_where_it_stopped_when_it_is_reopened():
    resolved, reopened = event("resolved", 20, 12), event("reopened", 23, 9)
    done = read(RAISED, resolved, now=at(23, 12))
    assert (done.resolved_at, done.resolve.used_hours) == (at(20, 12), 3)
    assert done.next_update.done_at == at(20, 12)
    again = read(RAISED, resolved, reopened, now=at(23, 11))
    assert again.resolved_at is None
    assert again.resolve.used_hours == 5
    assert again.resolve.due_at == at(23, 15)
    assert again.next_update.started_at == at(23, 9)


def test_a_solution_after_its_time_stays_a_breach():
    state = read(RAISED, event("resolved", 23, 10), now=at(30))
    assert state.resolve.is_breached
    assert state.resolve.left_hours == -1
    assert state.resolve.due_at == at(20, 18)
    assert state.resolve.used_share == pytest.approx(10 / 9)


def test_silence_climbs_the_ladder_to_the_top():
    seen = [
        (state.standing.level, state.standing.reason, state.standing.reached_at)
        for now in (at(20, 9, 59), at(20, 10, 1), at(20, 13, 1), at(23, 9, 1), at(30))
        for state in [read(RAISED, now=now)]
    ]
    assert seen == [
        (Level.L1, LevelReason.RAISED, at(20, 9)),
        (Level.L2, LevelReason.ACKNOWLEDGE, at(20, 10)),
        (Level.L3, LevelReason.NEXT_UPDATE, at(20, 13)),
        (Level.L4, LevelReason.RESOLVE, at(23, 9)),
        (Level.L4, LevelReason.RESOLVE, at(23, 9)),
    ]


def test_an_answer_that_came_late_leaves_the_level_raised():
    state = read(RAISED, event("acknowledged", 20, 11), now=at(20, 12))
    assert (state.standing.level, state.standing.reason) == (Level.L2, LevelReason.ACKNOWLEDGE)


def test_a_level_may_be_raised_by_hand_and_is_never_lowered():
    up = event("raised_level", 20, 9, 15, level=Level.L3)
    down = event("raised_level", 20, 9, 20, level=Level.L2)
    state = read(RAISED, up, down, event("acknowledged", 20, 9, 30), now=at(20, 12))
    assert (state.standing.level, state.standing.reason) == (Level.L3, LevelReason.BY_HAND)
    assert state.standing.reached_at == at(20, 9, 15)


def test_an_escalation_may_begin_above_the_lowest_level():
    state = read(RAISED, now=at(20, 10, 1), level=Level.L3)
    assert state.standing.level is Level.L4


def test_events_after_the_moment_of_reading_are_not_known_yet():
    acknowledged = event("acknowledged", 20, 11)
    assert read(RAISED, acknowledged, now=at(20, 10, 30)).acknowledge.done_at is None
    early = read(RAISED, now=at(19))
    assert (early.acknowledge.used_hours, early.resolve.used_hours) == (0, 0)


def test_events_that_cannot_be_are_refused():
    assert refusal() == "escalation.not_raised"
    assert refusal(event("acknowledged", 20, 9)) == "escalation.not_raised"
    assert refusal(RAISED, event("raised", 20, 11)) == "escalation.raised_twice"
    assert refusal(RAISED, event("updated", 20, 8)) == "escalation.before_raised"


def test_an_event_that_contradicts_itself_is_refused():
    with pytest.raises(DomainError, match="level_missing"):
        event("raised_level", 20)
    with pytest.raises(DomainError, match="promise_past"):
        event("updated", 20, promised_at=at(20))


def test_what_repeats_changes_nothing():
    handed, back = event("handed_to_vendor", 20, 10), event("back_from_vendor", 20, 12)
    once = read(RAISED, handed, back, event("resolved", 20, 13), now=at(23))
    again = [event("handed_to_vendor", 20, 11), event("back_from_vendor", 20, 12, 30)]
    more = [event("resolved", 20, 14), event("handed_to_vendor", 20, 15)]
    told = read(RAISED, handed, back, event("resolved", 20, 13), *again, *more, now=at(23))
    assert told == once


def test_no_escalations_have_no_clocks():
    assert read_clocks([], OFFICE, at(20)) == []
