from datetime import date, timedelta

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.schedule.links import closing_circle
from ecogov.domain.schedule.network import critical_path
from ecogov.domain.schedule.slips import MilestoneState, on_time, with_slips
from ecogov.domain.schedule.velocity import slip_velocities
from ecogov.domain.workdays import Calendar

TODAY = date(2026, 6, 15)
START = date(2026, 3, 2)
EVERY_DAY = Calendar.of_country(None, weekend=())
FIVE_DAYS = Calendar()
SLIPS = ["slip_now_days", "total_slip_days", "absorbed_days"]
DATES = ["baseline_original", "baseline_current", "forecast", "actual"]

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
shifts = st.timedeltas(min_value=timedelta(-400), max_value=timedelta(400)).map(
    lambda shift: timedelta(shift.days)
)


@st.composite
def milestones(draw):
    status = st.sampled_from(["planned", "done", "cancelled"])
    row = st.tuples(status, *[st.none() | days] * 4)
    rows = draw(st.lists(row, max_size=12))
    frame = pd.DataFrame(rows, columns=["status", *DATES], dtype="object")
    return frame.assign(id=range(len(frame)))


@st.composite
def plans(draw, kinds, lags):
    """Draw milestones and work whose links point forward, ids shuffled."""
    count = draw(st.integers(1, 14))
    ids = draw(st.permutations(range(count)))
    durations = draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    chosen = (
        draw(st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=24))
        if count > 1
        else []
    )
    items = pd.DataFrame(
        {
            "id": ids,
            "ref": [f"M-{item}" for item in ids],
            "duration_days": durations,
            **dict.fromkeys(["earliest_start", "fixed_start", "actual_start", "actual"]),
        }
    )
    columns = ["predecessor_id", "successor_id", "kind", "lag_days"]
    rows = [
        (ids[before], ids[after], draw(st.sampled_from(kinds)), draw(lags))
        for before, after in chosen
    ]
    return items, pd.DataFrame(rows, columns=columns)


plain = plans(("FS",), st.just(0))
every_kind = plans(("FS", "SS", "FF", "SF"), st.integers(-4, 6))


def shifted(frame, by):
    moved = {
        name: frame[name].map(lambda day: day + by, na_action="ignore").astype("object")
        for name in DATES
    }
    return frame.assign(**moved)


@given(milestones())
def test_slips_add_up(frame):
    told = with_slips(frame, TODAY).dropna(subset=SLIPS)
    assert (told["total_slip_days"] == told["slip_now_days"] + told["absorbed_days"]).all()


@given(milestones())
def test_a_slip_is_positive_exactly_where_the_state_says_late(frame):
    told = with_slips(frame, TODAY)
    late = [MilestoneState.DONE_LATE, MilestoneState.LATE_REFORECAST, MilestoneState.SLIDING]
    kept = [MilestoneState.DONE_ON_TIME, MilestoneState.EARLY, MilestoneState.ON_PLAN]
    assert (told.loc[told["state"].isin(late), "slip_now_days"] > 0).all()
    assert (told.loc[told["state"].isin(kept), "slip_now_days"] <= 0).all()


@given(milestones(), st.randoms())
def test_the_order_of_milestones_decides_nothing(frame, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order]
    pd.testing.assert_frame_equal(with_slips(mixed, TODAY).sort_index(), with_slips(frame, TODAY))
    assert on_time(mixed, TODAY).value == on_time(frame, TODAY).value


@given(milestones(), shifts)
def test_moving_all_days_moves_no_slip_no_state_and_no_share(frame, by):
    now, then = with_slips(frame, TODAY), with_slips(shifted(frame, by), TODAY + by)
    pd.testing.assert_frame_equal(now[[*SLIPS, "state"]], then[[*SLIPS, "state"]])
    assert on_time(frame, TODAY).value == on_time(shifted(frame, by), TODAY + by).value


@given(milestones(), st.sampled_from(["current", "original"]))
def test_the_share_on_time_is_a_share_of_what_was_due(frame, against):
    told = on_time(frame, TODAY, against=against)
    assert 0 <= told.numerator <= told.denominator <= len(frame)
    assert (told.value is None) == (told.denominator == 0) == (told.null_reason is not None)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-300, 300)), min_size=3, max_size=9))
def test_velocity_is_the_least_squares_slope(reports):
    by_day = dict(reports)
    history = pd.DataFrame(
        {
            "milestone_id": 1,
            "reported_on": [START + timedelta(x) for x, _ in reports],
            "forecast": [START + timedelta(y) for _, y in reports],
        }
    )
    told = slip_velocities(history).iloc[0]
    last = sorted(by_day)[-4:]
    if len(last) < 3:
        assert pd.isna(told["velocity"])
        return
    expected = np.polyfit(last, [by_day[x] for x in last], 1)[0]
    assert told["velocity"] == pytest.approx(expected, abs=1e-9)


def graph(items, links):
    """Give the plan to the oracle: work as nodes, a link as the gap between both starts."""
    length = dict(zip(items["id"], items["duration_days"], strict=True))
    network = nx.MultiDiGraph()
    network.add_nodes_from(length)
    for before, after, kind, lag in links.itertuples(index=False):
        starts_together = 1 if kind == "SS" and length[before] and not length[after] else 0
        weight = {
            "FS": length[before] + lag,
            "SS": lag + starts_together,
            "FF": length[before] + lag - length[after],
            "SF": lag - length[after],
        }[kind]
        network.add_edge(before, after, weight=weight)
    return network, length


def told_by_oracle(items, links):
    """Longest way to the start of each item and from it to the end, item by item."""
    network, length = graph(items, links)
    early = {item: 0 if length[item] else 1 for item in length}
    for item in nx.topological_sort(network):
        for _, after, gap in network.out_edges(item, data="weight"):
            early[after] = max(early[after], early[item] + gap)
    end = max(early[item] + length[item] for item in length)
    late = {item: end - length[item] for item in length}
    for item in reversed(list(nx.topological_sort(network))):
        for _, after, gap in network.out_edges(item, data="weight"):
            late[item] = min(late[item], late[after] - gap)
    return end, {item: late[item] - early[item] for item in length}


@given(plain)
def test_a_plan_is_as_long_as_the_longest_path(plan):
    items, links = plan
    network, length = graph(items, links)
    network.add_nodes_from(["start", "end"])
    for item in length:
        # A milestone that waits for nothing is reached at the end of the first day.
        network.add_edge("start", item, weight=0 if length[item] else 1)
        network.add_edge(item, "end", weight=length[item])
    told = critical_path(items, links, EVERY_DAY, start=START)
    heaviest = longest_edges(network)
    last = START + timedelta(nx.dag_longest_path_length(heaviest) - 1)
    assert told["early_finish"].max().date() == last
    path = nx.dag_longest_path(heaviest)
    critical = told.loc[told["is_critical"], "id"].tolist()
    assert set(path) - {"start", "end"} <= set(critical)


def longest_edges(network):
    """Keep the heaviest of parallel links, as networkx reads simple graphs only."""
    heaviest = nx.DiGraph()
    for before, after, gap in network.edges(data="weight"):
        known = heaviest.get_edge_data(before, after, {"weight": gap})["weight"]
        heaviest.add_edge(before, after, weight=max(known, gap))
    return heaviest


@given(every_kind)
def test_floats_of_every_kind_of_link_agree_with_the_oracle(plan):
    items, links = plan
    told = critical_path(items, links, EVERY_DAY, start=START)
    end, floats = told_by_oracle(items, links)
    assert told["early_finish"].max().date() == START + timedelta(end - 1)
    assert dict(zip(told["id"], told["total_float_days"], strict=True)) == floats


@given(every_kind)
def test_free_float_lies_between_nothing_and_total_float(plan):
    told = critical_path(*plan, FIVE_DAYS, start=START)
    assert (told["free_float_days"] >= 0).all()
    assert (told["free_float_days"] <= told["total_float_days"]).all()
    assert told["is_critical"].any()


@given(every_kind)
def test_every_link_holds_on_working_days(plan):
    items, links = plan
    told = critical_path(items, links, FIVE_DAYS, start=START).set_index("id")
    length = dict(zip(items["id"], items["duration_days"], strict=True))
    work = {item for item, days_of_work in length.items() if days_of_work}
    for item, row in told.iterrows():
        span = FIVE_DAYS.working_days(row.early_start.date(), row.early_finish.date())
        assert span == max(length[item], 1)
    for before, after, kind, lag in links.itertuples(index=False):
        if kind == "FS" and lag >= 0 and {before, after} <= work:
            first, then = told.early_finish[before].date(), told.early_start[after].date()
            assert FIVE_DAYS.working_days(first, then) >= lag + 2


@given(every_kind, st.randoms())
def test_the_order_of_items_and_links_decides_nothing(plan, random):
    items, links = plan
    mixed_items = items.sample(frac=1, random_state=random.randint(0, 99))
    mixed_links = links.sample(frac=1, random_state=random.randint(0, 99))
    one = critical_path(items, links, FIVE_DAYS, start=START)
    other = critical_path(mixed_items, mixed_links, FIVE_DAYS, start=START)
    pd.testing.assert_frame_equal(
        one.sort_values("id", ignore_index=True), other.sort_values("id", ignore_index=True)
    )


@given(every_kind, st.integers(-60, 60))
def test_moving_a_plan_by_weeks_moves_nothing_but_days(plan, weeks):
    by = timedelta(7 * weeks)
    one = critical_path(*plan, FIVE_DAYS, start=START)
    other = critical_path(*plan, FIVE_DAYS, start=START + by)
    moved = ["early_start", "early_finish", "late_start", "late_finish"]
    expected = one.assign(**{name: one[name] + pd.Timedelta(by) for name in moved})
    pd.testing.assert_frame_equal(expected, other, check_dtype=False)


@given(plain, st.integers(0, 13), st.integers(0, 13))
def test_a_link_closes_a_circle_exactly_where_the_oracle_finds_one(plan, before, after):
    items, links = plan
    network = nx.DiGraph()
    network.add_nodes_from(items["id"])
    network.add_edges_from(zip(links["predecessor_id"], links["successor_id"], strict=True))
    network.add_edge(before, after)
    expected = not nx.is_directed_acyclic_graph(network)
    assert bool(closing_circle(links, before, after)) is expected
