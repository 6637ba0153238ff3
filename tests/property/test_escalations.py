from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.business_hours import BusinessHours
from ecogov.domain.escalations.clocks import Escalation, read_clocks
from ecogov.domain.escalations.events import RAISES, Event, EventKind
from ecogov.domain.escalations.ladder import LEVELS, Level, Severity
from ecogov.domain.workdays import Calendar

TEAMS = (
    BusinessHours(Calendar(), "Europe/Berlin"),
    BusinessHours(Calendar(weekend=frozenset()), "Australia/Lord_Howe", 0, 24),
    BusinessHours(Calendar.of_country("CN"), "Asia/Shanghai"),
    BusinessHours(Calendar(days_off=frozenset({date(2026, 3, 27)})), "America/New_York", 1.5, 9.5),
)
START = datetime(2026, 3, 20, tzinfo=UTC)
ALWAYS = (EventKind.RESOLVED, EventKind.REOPENED)
SLACK = 1e-6

teams = st.sampled_from(TEAMS)
moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def read_clock(escalation, team, now):
    [state] = read_clocks([escalation], team, now)
    return state


@st.composite
def events(draw, kinds=tuple(EventKind)[1:]):
    kind = draw(st.sampled_from(kinds))
    moment = draw(moments)
    promised = draw(st.none() | st.integers(1, 9000)) if kind is EventKind.UPDATED else None
    return Event(
        kind,
        moment,
        promised_at=moment + timedelta(minutes=promised) if promised else None,
        level=draw(st.sampled_from(LEVELS)) if kind in RAISES else None,
    )


def escalations(*without):
    kinds = tuple(kind for kind in tuple(EventKind)[1:] if kind not in without)
    return st.builds(
        lambda severity, told: Escalation(severity, (Event(EventKind.RAISED, START), *told)),
        st.sampled_from(Severity),
        st.lists(events(kinds), max_size=12),
    )


@given(teams, escalations(*ALWAYS), moments)
def test_vendor_time_and_our_time_are_the_whole_time(team, escalation, now):
    state = read_clock(escalation, team, now)
    whole = team.between(START, now)
    assert state.our_hours + state.vendor_hours == pytest.approx(whole, abs=SLACK)


@given(teams, escalations(), moments)
def test_time_after_the_solution_is_nobodys(team, escalation, now):
    state = read_clock(escalation, team, now)
    assert state.our_hours >= 0
    assert state.vendor_hours >= 0
    open_until = state.resolved_at or now
    whole = team.between(START, open_until)
    assert state.our_hours + state.vendor_hours <= whole + SLACK


@given(teams, escalations(), moments, st.randoms())
def test_the_order_in_which_events_are_told_does_not_matter(team, escalation, now, random):
    shuffled = list(escalation.events)
    random.shuffle(shuffled)
    again = Escalation(escalation.severity, tuple(shuffled))
    assert read_clock(again, team, now) == read_clock(escalation, team, now)


@given(teams, st.lists(escalations(), max_size=6), moments)
def test_a_register_says_of_each_what_it_says_alone(team, register, now):
    alone = [read_clock(escalation, team, now) for escalation in register]
    assert read_clocks(register, team, now) == alone


@given(teams, escalations(), moments)
def test_a_clock_is_breached_when_more_than_its_hours_are_used(team, escalation, now):
    state = read_clock(escalation, team, now)
    for clock in (state.acknowledge, state.resolve):
        over = round(clock.used_hours * 3.6e9) > round(clock.allowed_hours * 3.6e9)
        assert clock.is_breached == over
        assert clock.left_hours == clock.allowed_hours - clock.used_hours


@given(teams, escalations(), moments)
def test_the_due_moment_is_where_the_allowed_hours_end(team, escalation, now):
    clock = read_clock(escalation, team, now).acknowledge
    assert team.between(clock.started_at, clock.due_at) == pytest.approx(clock.allowed_hours)
    assert clock.is_breached <= (clock.due_at < (clock.done_at or max(now, START)))


@given(teams, escalations(EventKind.RESOLVED), moments)
def test_work_that_goes_on_from_now_is_due_when_the_hours_left_have_passed(team, escalation, now):
    clock = read_clock(escalation, team, now).resolve
    if not clock.is_breached and clock.left_hours > SLACK:
        assert team.between(max(now, START), clock.due_at) == pytest.approx(
            clock.left_hours, abs=SLACK
        )


@given(teams, escalations(), moments, moments)
def test_a_level_never_falls(team, escalation, one, other):
    early, late = (read_clock(escalation, team, now).standing for now in sorted([one, other]))
    assert early.level.height <= late.level.height
    assert early.reached_at <= late.reached_at or early.level is Level.L4


@given(teams, escalations(), moments)
def test_a_level_is_reached_between_the_raising_and_now(team, escalation, now):
    standing = read_clock(escalation, team, now).standing
    assert START <= standing.reached_at <= max(now, START)
