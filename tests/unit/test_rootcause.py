"""What may be asked about a change, who came and went, and what its pictures hold."""

import json
from datetime import date

import pandas as pd
import pytest

from ecogov.charts.looks import Look
from ecogov.charts.rootcause.pareto import pareto_chart
from ecogov.charts.rootcause.timeline import Event, Shade, timeline_chart
from ecogov.charts.rootcause.waterfall import Ends, waterfall_chart
from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import METRICS, metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.rootcause.parts import Kind, kind_of, scale_of
from ecogov.domain.rootcause.questions import EXPLAINED, ChangeQuestion, Period, dimensions_of
from ecogov.domain.rootcause.suspects import SuspectKind, nearest, roster_moves
from ecogov.i18n.translator import translator
from ecogov.services.rootcause.starting import latest_periods

BEFORE = Period(date(2026, 3, 2), date(2026, 3, 8))
AFTER = Period(date(2026, 3, 9), date(2026, 3, 15))
LOOK = Look(translator("en"), "light")


def refused(code, **told):
    question = {"slice": Slice((1,)), "metric": "qa_accuracy", "before": BEFORE, "after": AFTER}
    with pytest.raises(DomainError) as caught:
        ChangeQuestion(**question | told)
    assert caught.value.code == code


def test_periods_that_overlap_are_refused():
    refused("rootcause.overlap", after=Period(date(2026, 3, 8), date(2026, 3, 9)))


def test_a_kpi_whose_parts_do_not_add_up_is_refused():
    refused("rootcause.metric", metric="aht_median_seconds")


def test_all_projects_at_once_are_refused():
    refused("rootcause.one_project", slice=Slice(()))


def test_an_unknown_dimension_is_refused():
    refused("rootcause.dimension", dimensions=("team",))


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "last-7-days", "2026-03-09..2026-03-02", "0001-01-01..2026-01-01", "a..b"],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(DomainError, match=r"period\.invalid"):
        Period.told(text)


def test_a_period_says_itself_and_is_read_back():
    assert Period.told(str(BEFORE)) == BEFORE
    assert AFTER.right_before(7) == BEFORE


def test_dimensions_that_a_kpi_does_not_know_are_left_out():
    question = ChangeQuestion(
        Slice((1,)), "backlog_units", BEFORE, AFTER, ("annotator", "queue", "label")
    )
    assert question.cuts == ("queue",)


@pytest.mark.parametrize("code", EXPLAINED)
def test_every_kpi_that_is_explained_can_be_cut(code):
    assert dimensions_of(code)
    assert kind_of(METRICS[code]) in Kind


def test_seconds_count_as_the_units_that_they_were_spent_on():
    parts = pd.DataFrame({"k": [30_000.0, 60_000.0], "n": [100.0, 200.0]})
    scale = scale_of(metric_of("aht_seconds"), (parts, parts), 0.5)
    events = parts["k"].sum() * scale.events
    assert events == pytest.approx(300 / 0.5**2)
    assert parts["k"].sum() * scale.events <= parts["n"].sum() * scale.volume / 2
    assert scale.value * events / (300 * scale.volume) == pytest.approx(300)


def roster(*rows):
    names = ["code", "first_day", "last_day", "units_before", "units_after"]
    return pd.DataFrame(rows, columns=names)


def test_who_came_and_went_is_told_with_their_share():
    people = roster(
        ("old", date(2026, 1, 5), date(2026, 3, 15), 50, 60),
        ("new", date(2026, 3, 10), date(2026, 3, 15), 0, 30),
        ("back", date(2026, 1, 5), date(2026, 3, 12), 0, 10),
        ("gone", date(2026, 1, 5), date(2026, 3, 6), 50, 0),
    )
    told = {one.kind: one for one in roster_moves(people, BEFORE, AFTER)}
    assert told[SuspectKind.NEW].codes == ("new",)
    assert told[SuspectKind.NEW].share == pytest.approx(0.3)
    assert told[SuspectKind.NEW].days_off == 1
    assert told[SuspectKind.BACK].codes == ("back",)
    assert told[SuspectKind.GONE].share == pytest.approx(0.5)
    assert told[SuspectKind.GONE].days_off == -3


def test_a_period_that_knows_no_people_accuses_nobody_of_leaving():
    people = roster(("one", date(2026, 3, 2), date(2026, 3, 8), 50, 0))
    assert roster_moves(people, BEFORE, AFTER) == []


def test_the_nearest_events_come_first():
    people = roster(
        ("old", date(2026, 1, 5), date(2026, 3, 15), 5, 5),
        ("new", date(2026, 3, 13), date(2026, 3, 15), 0, 5),
        ("gone", date(2026, 3, 2), date(2026, 3, 8), 5, 0),
    )
    kinds = [one.kind for one in nearest(roster_moves(people, BEFORE, AFTER), 1)]
    assert kinds == [SuspectKind.GONE]


@pytest.mark.parametrize(
    ("days", "expected"), [(60, (28, 7)), (20, (13, 7)), (5, (3, 2)), (2, (1, 1)), (1, None)]
)
def test_the_newest_days_are_split_as_far_as_they_reach(days, expected):
    last = date(2026, 3, 31)
    found = latest_periods(date.fromordinal(last.toordinal() - days + 1), last)
    assert (found and tuple(one.days for one in found)) == expected
    assert found is None or found[1].last == last


def test_the_waterfall_ends_where_the_kpi_ends():
    steps = pd.DataFrame(
        {
            "name": ["A", "B"],
            "rate_effect": [-0.04, 0.01],
            "mix_effect": [-0.01, 0.0],
            "text": ["-5", "+1"],
        }
    )
    chart = waterfall_chart(steps, Ends(0.96, 0.92, "96%", "92%", "share"), LOOK)
    json.dumps(chart, allow_nan=False)
    bars = chart["layer"][1]["data"]["values"]
    assert bars[0]["since"] == 0.96
    assert bars[-1]["until"] == pytest.approx(0.92)


def test_the_pareto_reaches_everything_that_moved():
    rows = pd.DataFrame(
        {"name": ["A", "B"], "share": [0.9, 0.1], "reached": [0.9, 1.0], "text": ["-9", "-1"]}
    )
    chart = pareto_chart(rows, LOOK)
    json.dumps(chart, allow_nan=False)
    assert [one["reached"] for one in chart["data"]["values"]] == [0.9, 1.0]


def test_the_timeline_leaves_out_what_lies_outside_its_days():
    cells = pd.DataFrame(
        {"day": [BEFORE.first, AFTER.last], "value": [0.9, float("nan")], "unit": "share"}
    )
    shades = [Shade(one.first, one.last, "x", 0.9) for one in (BEFORE, AFTER)]
    events = [Event(1, AFTER.first, "inside"), Event(2, date(2026, 5, 1), "outside")]
    said = json.dumps(timeline_chart(cells, shades, events, LOOK), allow_nan=False)
    assert "inside" in said
    assert "outside" not in said
