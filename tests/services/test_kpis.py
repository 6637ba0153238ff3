from datetime import UTC, date, datetime, timedelta
from itertools import product

import numpy as np
import pytest

from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.kpi.metrics import METRICS, Source
from ecogov.domain.kpi.questions import BREAKDOWNS, Question, Slice
from ecogov.domain.projects import AcceptanceBasis
from ecogov.domain.targets import TurnaroundClock
from ecogov.services.kpis import CELL_COLUMNS, kpi_cells, slice_of
from ecogov.services.projects import change_project, get_project
from tests.builders import (
    ACTOR,
    a_judgment,
    a_project,
    a_sheet_day,
    a_task,
    an_annotation,
    an_assignment,
    stored_project,
    stored_target,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import wrong_rollups

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SUMS = [
    "submitted_units", "accepted_units", "handle_seconds", "gold_accuracy", "acceptance_rate",
    "first_pass_yield", "rework_rate", "skip_rate", "cost_per_accepted_unit", "units_per_hour",
    "aht_seconds", "qa_accuracy",
]  # fmt: skip


def utc(day, hour=8, minute=0):
    return f"2026-03-{day:02} {hour:02}:{minute:02}:00 UTC"


def assignment(number, day, **cells):
    """Tell the work of one of three people; every third of it is approved."""
    is_approved = number % 3 == 0
    told = {
        "AssignmentId": f"A{number}",
        "HITId": f"H{number // 2}",
        "WorkerId": f"W{number % 3}",
        "AcceptTime": utc(day, 8, number % 60),
        "SubmitTime": utc(day, 9, number % 60),
        "WorkTimeInSeconds": str(60 + 10 * number),
        "AssignmentStatus": "Approved" if is_approved else "Submitted",
        "ApprovalTime": utc(day + 1) if is_approved else "",
        "Answer.label": "cat" if number % 4 else "dog",
    }
    return an_assignment(**told | cells)


@pytest.fixture(scope="module")
def busy(module_db):
    """Project with rows of two vendors, queues and languages over three weeks and two months."""
    db = module_db
    project_id = stored_project(db, timezone="UTC", country="", currency="USD")
    days = [2, 3, 9, 10, 17, 30]
    for number, (vendor, queue, locale) in enumerate(
        product(("KERLIP", "TENSOR"), ("images", "videos"), ("zh-CN", "id-ID"))
    ):
        rows = [assignment(10 * number + n, day) for n, day in enumerate(days)]
        take_in(db, project_id, records_bytes(rows), vendor=vendor, queue=queue, locale=locale)
    gold = [
        a_judgment(_id=f"J{n}", _unit_id=f"U{n}", _golden="true", answer_gold="yes")
        | {"answer": "yes" if n % 3 else "no", "_tainted": "true" if n > 4 else "false"}
        for n in range(6)
    ]
    take_in(db, project_id, records_bytes(gold), queue="images", locale="zh-CN")
    take_in(db, project_id, tasks_file(a_task(1, an_annotation()), a_task(2)), queue="videos")
    assert not wrong_rollups(db)
    return db, project_id


def ask(db, project_id, *metrics, by=(), now=NOW, **narrowed):
    question = Question(Slice((project_id,), **narrowed), metrics=metrics or tuple(METRICS), by=by)
    return kpi_cells(db, question, now=now)


def one(db, project_id, metric, **more):
    [row] = ask(db, project_id, metric, **more).to_dict("records")
    return row


@pytest.mark.parametrize("by", [name for name in BREAKDOWNS if name != "label"])
def test_parts_add_up_to_the_whole(busy, by):
    whole = ask(*busy, *SUMS).set_index("metric")
    parts = ask(*busy, *SUMS, by=(by,)).groupby("metric")
    for column in ("numerator", "denominator"):
        summed = parts[column].sum().reindex(SUMS)
        told = whole[column].reindex(SUMS).fillna(0)
        np.testing.assert_allclose(summed, told, rtol=1e-12)


def test_labels_add_up_to_the_labelled_whole(busy):
    metrics = ["submitted_units", "accepted_units", "handle_seconds", "gold_accuracy"]
    whole = ask(*busy, *metrics)["numerator"]
    parts = ask(*busy, *metrics, by=("label",)).groupby("metric")["numerator"].sum()
    np.testing.assert_allclose(parts.reindex(metrics), whole)
    assert set(ask(*busy, "submitted_units", by=("label",))["label"]) == {"cat", "dog", "yes", "no"}


@pytest.mark.parametrize(("period", "days"), [("week", 7), ("month", 31)])
def test_weeks_and_months_are_sums_of_their_days(busy, period, days):
    daily = ask(*busy, *SUMS, by=("day",))
    told = ask(*busy, *SUMS, by=(period,))
    for row in told.itertuples():
        start = getattr(row, period)
        end = start + timedelta(days=days)
        inside = daily[(daily["day"] >= start) & (daily["day"] < end)]
        inside = inside[inside["metric"] == row.metric]
        if period == "month":
            inside = inside[[day.month == start.month for day in inside["day"]]]
        assert inside["numerator"].sum() == pytest.approx(row.numerator)
    assert all(start.weekday() == 0 for start in told.get("week", []))
    assert all(start.day == 1 for start in told.get("month", []))


@pytest.mark.parametrize("by", [(), ("vendor",), ("day",), ("week", "vendor"), ("locale", "queue")])
def test_medians_by_hand_equal_those_of_the_blocks(busy, by):
    told = ask(*busy, "aht_median_seconds", "aht_p90_seconds", by=by)
    people = ask(*busy, "handle_seconds", by=(*by, "annotator"))
    assert told["n"].sum() / 2 == people["n"].sum()
    assert told["value"].notna().all() == (told["null_reason"].isna().all())


def test_median_of_all_people_together_equals_that_of_the_whole(busy):
    db, project_id = busy
    people = ask(db, project_id, "submitted_units", by=("annotator",))
    everyone = tuple(int(number) for number in people["annotator_id"])
    metrics = ("aht_median_seconds", "aht_p90_seconds")
    whole = ask(db, project_id, *metrics)
    by_rows = ask(db, project_id, *metrics, annotator_ids=everyone)
    np.testing.assert_allclose(by_rows["value"], whole["value"])
    np.testing.assert_allclose(by_rows["n"], whole["n"])


@pytest.mark.parametrize("dimension", ["vendor", "queue", "locale", "annotator"])
def test_slice_gives_what_the_breakdown_gives(busy, dimension):
    db, project_id = busy
    metrics = [*SUMS, "aht_median_seconds"]
    parts = ask(db, project_id, *metrics, by=(dimension,))
    is_locale = dimension == "locale"
    key = parts["locale"] if is_locale else parts[f"{dimension}_id"]
    number = "zh-CN" if is_locale else int(key.max())
    alone = ask(
        db, project_id, *metrics, **{"locales" if is_locale else f"{dimension}_ids": (number,)}
    )
    part = parts[key == number].reset_index(drop=True)
    columns = ["metric", "value", "numerator", "denominator", "n", "null_reason"]
    assert part[columns].equals(alone[columns])


def test_slice_of_days_counts_both_ends(busy):
    narrowed = {"first_day": date(2026, 3, 3), "last_day": date(2026, 3, 10)}
    by_day = ask(*busy, "submitted_units", by=("day",))
    inside = by_day[[date(2026, 3, 3) <= day <= date(2026, 3, 10) for day in by_day["day"]]]
    cell = one(*busy, "submitted_units", **narrowed)
    assert (cell["value"], cell["as_of"]) == (inside["numerator"].sum(), date(2026, 3, 10))


def test_throughput_counts_the_working_days_of_production_alone(db):
    project_id = stored_project(db, timezone="UTC", country="")
    rows = [assignment(0, 2, CreationTime="2026-02-02 06:00:00 UTC"), assignment(3, 9)]
    take_in(db, project_id, records_bytes(rows))
    cell = one(db, project_id, "throughput_units_per_day")
    assert (cell["numerator"], cell["denominator"]) == (2, 6)
    weekly = ask(db, project_id, "throughput_units_per_day", by=("week",))
    worked = weekly[weekly["numerator"] > 0]
    assert worked["denominator"].tolist() == [5, 1]


def test_figure_that_knows_no_labels_is_silent_where_labels_are_chosen(busy):
    cells = ask(*busy, labels=("cat",)).set_index("metric")
    assert (
        cells.loc["submitted_units", "value"]
        == (ask(*busy, "submitted_units", by=("label",)).set_index("label").loc["cat", "value"])
    )
    for metric in ("aht_median_seconds", "agreement_alpha", "tat_attainment", "backlog_units"):
        assert cells.loc[metric, "null_reason"] == "not_by_dimension"


def test_figure_that_knows_no_people_is_silent_where_people_are_chosen(busy):
    cells = ask(*busy, annotator_ids=(1,)).set_index("metric")
    assert cells.loc["submitted_units", "value"] > 0
    for metric in ("agreement_percent", "tat_attainment", "backlog_units"):
        assert cells.loc[metric, "null_reason"] == "not_by_dimension"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": ("colour",)}, "kpi.dimension"),
        ({"by": ("day", "week")}, "kpi.one_period"),
        ({"by": ("label", "annotator")}, "kpi.together"),
        ({"by": ("label_source", "label")}, "kpi.together"),
        ({"metrics": ("happiness",)}, "metric.unknown"),
    ],
)
def test_wrong_question_is_refused(asked, code):
    with pytest.raises(DomainError) as caught:
        Question(Slice((1,)), **asked)
    assert caught.value.code == code


def test_people_of_a_label_are_refused_whichever_way_they_are_asked_for():
    with pytest.raises(DomainError) as caught:
        Question(Slice((1,), annotator_ids=(3,)), by=("label",))
    assert caught.value.code == "kpi.together"


@pytest.mark.parametrize("by", [(), *((name,) for name in BREAKDOWNS), ("vendor", "day")])
@pytest.mark.parametrize("projects", ["one", "all"])
def test_empty_database_answers(db, by, projects):
    ids = (stored_project(db),) if projects == "one" else ()
    cells = kpi_cells(db, Question(Slice(ids), by=by))
    assert [*cells.columns][-len(CELL_COLUMNS) :] == list(CELL_COLUMNS)
    assert len(cells) == (0 if by else len(METRICS))
    assert cells["value"].dropna().eq(0).all()
    assert cells.loc[cells["value"].isna(), "null_reason"].notna().all()


@pytest.mark.parametrize("by", [(), *((name,) for name in BREAKDOWNS), ("vendor", "month")])
def test_every_figure_is_a_number_or_has_a_reason(busy, by):
    cells = ask(*busy, by=by)
    assert (cells["value"].isna() == cells["null_reason"].notna()).all()
    assert np.isfinite(cells["value"].dropna()).all()
    ratios = cells[cells["denominator"].notna() & cells["value"].notna()]
    np.testing.assert_allclose(ratios["value"], ratios["numerator"] / ratios["denominator"])
    known = cells[cells["low"].notna() & cells["high"].notna()]
    assert (known["low"] <= known["value"] + 1e-9).all()
    assert (known["high"] >= known["value"] - 1e-9).all()


def test_unknown_project_is_refused(db):
    with pytest.raises(NotFoundError):
        slice_of(db, "NOPE")


def test_two_projects_at_once(busy):
    db, one_id = busy
    other_id = stored_project(db, code="OTHER", timezone="UTC", country="")
    take_in(db, other_id, records_bytes([assignment(1, 2), assignment(2, 3)]))
    question = Question(Slice((one_id, other_id)), metrics=("submitted_units",), by=("project",))
    told = kpi_cells(db, question).set_index("project")["value"].to_dict()
    assert told == {"TS-VIDEO": one(db, one_id, "submitted_units")["value"], "OTHER": 2}
    everything = kpi_cells(db, Question(Slice(()), metrics=("submitted_units",))).iloc[0]
    assert everything["value"] == sum(told.values())
    assert everything["as_of"] is not None


def test_costs_in_two_currencies_are_not_added(db):
    one_id = stored_project(db, currency="USD", timezone="UTC")
    other_id = stored_project(db, code="OTHER", currency="CNY", timezone="UTC")
    take_in(db, one_id, records_bytes([an_assignment()]))
    sheet = a_sheet_day(**{"Cost (CNY)": "450"})
    take_in(db, other_id, records_bytes([sheet]))
    metric = ("cost_per_accepted_unit",)
    both = Slice((one_id, other_id))
    assert kpi_cells(db, Question(both, metrics=metric)).iloc[0]["null_reason"] == "mixed_currency"
    apart = kpi_cells(db, Question(both, metrics=metric, by=("project",)))
    assert dict(zip(apart["project"], apart["value"], strict=True)) == {
        "TS-VIDEO": pytest.approx(0.5),
        "OTHER": pytest.approx(5.0),
    }


def test_costs_in_another_currency_than_the_projects_are_left_out(db):
    project_id = stored_project(db, currency="CNY")
    take_in(db, project_id, records_bytes([an_assignment()]))
    assert one(db, project_id, "cost_per_accepted_unit")["null_reason"] == "no_costs"


def test_acceptance_follows_its_basis_and_a_change_recounts(db):
    project_id = stored_project(db, timezone="UTC")
    rejected = {"AssignmentStatus": "Rejected", "RejectionTime": utc(4)}
    rows = [assignment(0, 2), assignment(1, 2), assignment(2, 2, **rejected)]
    take_in(db, project_id, records_bytes(rows))
    assert one(db, project_id, "accepted_units")["value"] == 2
    draft = a_project(timezone="UTC", acceptance_basis=AcceptanceBasis.REVIEW)
    version = get_project(db, project_id).version
    change_project(db, project_id, draft, version=version, actor=ACTOR)
    assert one(db, project_id, "accepted_units")["value"] == 1
    assert not wrong_rollups(db)


def test_narrowest_target_counts_and_gives_the_evidence(busy):
    db, project_id = busy
    vendors = ask(db, project_id, "submitted_units", by=("vendor",))
    kerlip = int(vendors.set_index("vendor").loc["KERLIP", "vendor_id"])
    stored_target(db, project_id, metric="acceptance_rate", value=0.5)
    told = {"metric": "acceptance_rate", "value": 1.0, "comparator": Comparator.AT_LEAST}
    stored_target(db, project_id, vendor_id=kerlip, **told)
    cells = ask(db, project_id, "acceptance_rate", by=("vendor",)).set_index("vendor")
    assert cells.loc["KERLIP", "target"] == 1.0
    assert cells.loc["TENSOR", "target"] == 0.5
    assert cells.loc["TENSOR", "evidence"] == "met"
    assert one(db, project_id, "acceptance_rate")["target"] == 0.5
    assert one(db, project_id, "acceptance_rate", vendor_ids=(kerlip,))["target"] == 1.0


def test_target_that_is_not_yet_in_force_does_not_judge(busy):
    db, project_id = busy
    told = {"metric": "submitted_units", "comparator": Comparator.AT_LEAST}
    stored_target(db, project_id, value=1, effective_from=date(2026, 3, 10), **told)
    cells = ask(db, project_id, "submitted_units", by=("day",)).set_index("day")
    assert cells.loc[date(2026, 3, 3), "evidence"] == "none"
    assert cells.loc[date(2026, 3, 10), "evidence"] == "met"


def test_undecided_rate_says_how_many_samples_would_decide(busy):
    db, project_id = busy
    stored_target(db, project_id, metric="gold_accuracy", value=0.75)
    cell = one(db, project_id, "gold_accuracy")
    assert (cell["evidence"], cell["more_samples"] > 0) == ("undecided", True)


def turnaround(db, project_id, hours, clock=TurnaroundClock.CALENDAR, **more):
    told = {"metric": "tat_attainment", "value": 0.9, "hours": hours, "clock": clock}
    stored_target(db, project_id, effective_from=date(2026, 1, 1), **told)
    return one(db, project_id, "tat_attainment", **more)


@pytest.mark.parametrize(("hours", "on_time"), [(24.0, 1), (23.99, 0)])
def test_turnaround_at_the_last_moment_is_on_time(db, hours, on_time):
    project_id = stored_project(db, timezone="UTC", country="")
    row = an_assignment(CreationTime=utc(2, 8, 17), SubmitTime=utc(3, 8, 17))
    take_in(db, project_id, records_bytes([row]))
    cell = turnaround(db, project_id, hours)
    assert (cell["numerator"], cell["denominator"]) == (on_time, 1)


@pytest.mark.parametrize(("hours", "on_time"), [(3.0, 1), (2.9, 0)])
def test_turnaround_by_the_business_clock_leaves_the_weekend_out(db, hours, on_time):
    project_id = stored_project(db, timezone="Asia/Shanghai", country="")
    # Friday 17:00 in Shanghai to Monday 11:00: one hour and two.
    row = an_assignment(CreationTime=utc(6, 9), SubmitTime=utc(9, 3))
    take_in(db, project_id, records_bytes([row]))
    cell = turnaround(db, project_id, hours, TurnaroundClock.BUSINESS)
    assert (cell["numerator"], cell["denominator"]) == (on_time, 1)


def test_open_units_that_are_late_already_count_against_the_promise(db):
    project_id = stored_project(db, timezone="UTC", country="")
    done = an_annotation(created_at="2026-03-01T10:00:00Z", updated_at="2026-03-01T10:00:00Z")
    late = a_task(2)
    young = a_task(3, created_at="2026-03-09T00:00:00Z")
    take_in(db, project_id, tasks_file(a_task(1, done), late, young))
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    cell = turnaround(db, project_id, 24.0, now=now)
    assert (cell["numerator"], cell["denominator"]) == (1, 2)
    later = one(db, project_id, "tat_attainment", now=now + timedelta(days=2))
    assert later["denominator"] == 3
    early = one(db, project_id, "tat_attainment", now=NOW, last_day=date(2026, 3, 8))
    assert early["denominator"] == 2


def test_backlog_is_what_came_in_less_what_was_closed(db):
    project_id = stored_project(db, timezone="UTC")
    rows = [
        assignment(n, submitted, CreationTime=utc(received))
        for n, (received, submitted) in enumerate([(2, 2), (2, 4), (3, 5), (9, 9)])
    ]
    take_in(db, project_id, records_bytes(rows))
    cells = ask(db, project_id, "backlog_units", by=("day",)).set_index("day")["value"]
    assert [cells[date(2026, 3, day)] for day in (2, 3, 4, 5, 9)] == [1, 2, 1, 0, 0]
    weekly = ask(db, project_id, "backlog_units", by=("week",), last_day=date(2026, 3, 4))
    assert weekly["value"].tolist() == [1]
    assert one(db, project_id, "backlog_units", last_day=date(2026, 3, 3))["value"] == 2
    assert one(db, project_id, "backlog_units")["value"] == 0


def test_backlog_that_a_sheet_tells_wins_over_counting_and_holds(db):
    project_id = stored_project(db, timezone="UTC")
    days = [a_sheet_day(), a_sheet_day(Date="2026-03-04", Open="7")]
    take_in(db, project_id, records_bytes(days))
    assert one(db, project_id, "backlog_units")["value"] == 7
    assert one(db, project_id, "backlog_units", last_day=date(2026, 3, 3))["value"] == 20
    weekly = ask(db, project_id, "backlog_units", by=("week",))
    assert weekly["value"].tolist() == [7]


def test_backlog_adds_streams_that_tell_it_and_streams_that_are_counted(db):
    project_id = stored_project(db, timezone="UTC")
    take_in(db, project_id, records_bytes([a_sheet_day()]))
    take_in(db, project_id, tasks_file(a_task(1), a_task(2), a_task(3)), queue="videos")
    assert one(db, project_id, "backlog_units")["value"] == 23
    parts = ask(db, project_id, "backlog_units", by=("queue",)).set_index("queue")["value"]
    assert parts.to_dict() == {"images": 20, "videos": 3}
    daily = ask(db, project_id, "backlog_units", by=("day",)).set_index("day")["value"]
    assert daily.to_dict() == {date(2026, 3, 1): 3, date(2026, 3, 2): 23}


def test_daily_totals_stand_beside_single_rows(db):
    project_id = stored_project(db, timezone="UTC", country="")
    take_in(db, project_id, records_bytes([a_sheet_day()]))
    take_in(db, project_id, records_bytes([assignment(0, 2), assignment(1, 2)]))
    cells = ask(db, project_id).set_index("metric")
    assert cells.loc["submitted_units", "value"] == 102
    assert cells.loc["accepted_units", "value"] == 92
    assert cells.loc["handle_seconds", "value"] == 5 * 3600 + 60 + 70
    assert (cells.loc["aht_median_seconds", "value"], cells.loc["aht_median_seconds", "n"]) == (
        65, 2,
    )  # fmt: skip
    assert cells.loc["qa_accuracy", "denominator"] == 21
    assert cells.loc["qa_accuracy", "numerator"] == 20


def test_sheet_alone_has_a_mean_but_no_median(db):
    project_id = stored_project(db, timezone="UTC")
    take_in(db, project_id, records_bytes([a_sheet_day()]))
    cells = ask(db, project_id).set_index("metric")
    assert cells.loc["aht_seconds", "value"] == 180
    assert cells.loc["aht_median_seconds", "null_reason"] == "totals_only"
    assert cells.loc["agreement_alpha", "null_reason"] == "no_overlap"
    assert cells.loc["tat_attainment", "null_reason"] == "no_due_times"


def test_pairs_of_one_person_are_no_agreement(db):
    project_id = stored_project(db)
    answers = [
        an_annotation(id=1, completed_by=1),
        an_annotation(id=2, completed_by=1),
        an_annotation(id=3, completed_by=2, label="dog"),
    ]
    alone = [an_annotation(id=4, completed_by=1), an_annotation(id=5, completed_by=1)]
    take_in(db, project_id, tasks_file(a_task(1, *answers), a_task(2, *alone)))
    cell = one(db, project_id, "agreement_percent")
    assert (cell["numerator"], cell["denominator"], cell["n"]) == (0, 2, 1)


def test_agreement_is_the_same_in_every_source_of_questions(busy):
    percent = ask(*busy, "agreement_percent")
    assert METRICS["agreement_percent"].source is Source.PATTERNS
    parts = ask(*busy, "agreement_percent", by=("vendor",))
    assert parts["denominator"].sum() == percent["denominator"].iloc[0]
