"""The real exports, imported: receipt and KPIs give the figures that were computed apart."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ecogov.domain.kpi.questions import Question, Slice
from ecogov.services.kpis import kpi_cells
from tests.builders import stored_project, take_in
from tests.harness.exports import facts_of
from tests.harness.figures import wrong_rollups

CLEAR = Path("annotation/clear")
APPEN = [f"appen_crowdtruth/person-video-{kind}-choice.csv.gz"
         for kind in ("binary", "multiple", "ternary")]  # fmt: skip
APPRAISE = [f"appraise_esa/240315rc5{kind}.scores.csv.gz" for kind in ("ESA", "GEMBA", "MQM")]
LABEL_STUDIO = [f"labelstudio_leoka/LEOKA_team_{team}.json.gz" for team in (1, 2, 3, 10)]
MTURK = [
    "mturk_reprohum/Batch_5076850_batch_results (Repetition Batch 1).xlsx",
    "mturk_reprohum/grammaticality_4_batches.csv.gz",
    "mturk_reprohum/repetition_4_batches.csv.gz",
]
ZOONIVERSE = ["zooniverse_michigan-sample.csv.gz"]
EVERY_FILE = [*APPEN, *APPRAISE, *LABEL_STUDIO, *MTURK, *ZOONIVERSE]


def imported(db, path, **told):
    project_id = stored_project(db, timezone="UTC", currency="USD", country="", **told)
    return project_id, take_in(db, project_id, path, name=path.name)


def answers(db, project_id, *metrics, by=(), **narrowed):
    question = Question(Slice((project_id,), **narrowed), metrics=metrics, by=by)
    return kpi_cells(db, question)


def cell(db, project_id, metric):
    return answers(db, project_id, metric).iloc[0]


def stamp(text):
    """Read a stamp of the facts, which name none of the zone when it is UTC."""
    read = datetime.fromisoformat(text[:26])
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@pytest.mark.parametrize("name", EVERY_FILE)
def test_real_export_is_imported_without_loss(db, shared_data, name):
    path = shared_data / CLEAR / name
    facts = facts_of(path)
    project_id, receipt = imported(db, path)
    assert (receipt.rows_read, receipt.accepted) == (facts["rows"], facts["rows"])
    distinct = facts["distinct"]
    people = distinct.get("annotators", distinct.get("annotators_logins"))
    items = distinct.get("items", distinct.get("items_HITId"))
    items = distinct.get("segments_keyed_system_document_segment", items)
    assert (receipt.annotators, receipt.items) == (people, items)
    for told, fact in (
        (receipt.first_submitted_at, facts["first_timestamp"]),
        (receipt.last_submitted_at, facts["last_timestamp"]),
    ):
        assert abs((told - stamp(fact)).total_seconds()) < 1e-5
    [seconds] = receipt.handle_seconds.values()
    handling = facts.get("handling_by_gap") or facts["handling"]
    assert seconds == pytest.approx(handling["total_seconds"], rel=1e-6)
    assert not wrong_rollups(db)
    assert cell(db, project_id, "cost_per_accepted_unit")["null_reason"] in {None, "no_costs"}


@pytest.mark.parametrize("name", EVERY_FILE)
def test_figures_of_a_real_export(db, shared_data, name):
    path = shared_data / CLEAR / name
    facts = facts_of(path)
    project_id, _ = imported(db, path)
    by_day = answers(db, project_id, "submitted_units", "skip_rate", by=("day",))
    units = by_day[by_day["metric"] == "submitted_units"].set_index("day")["numerator"]
    skipped = by_day[by_day["metric"] == "skip_rate"].set_index("day")["numerator"]
    worked = units[(units + skipped) > 0]
    assert len(worked) == facts["rows_per_day"]["distinct_days"]
    for day, n_rows in facts["rows_per_day"]["top5"]:
        at = date.fromisoformat(day)
        assert units[at] + skipped[at] == n_rows
    handling = facts.get("handling_by_gap") or facts["handling"]
    if not skipped.sum():
        total = cell(db, project_id, "handle_seconds")
        assert total["value"] == pytest.approx(handling["total_seconds"], rel=1e-6)
        assert total["n"] == handling.get("rows", handling.get("rows_with_value"))
        median = cell(db, project_id, "aht_median_seconds")
        assert median["value"] == pytest.approx(handling["median_seconds"], abs=6e-4)


@pytest.mark.parametrize("name", [*APPEN, *LABEL_STUDIO, *MTURK, *ZOONIVERSE])
def test_agreement_of_a_real_export(db, shared_data, name):
    path = shared_data / CLEAR / name
    facts = facts_of(path)
    facts = facts.get("agreement_all_rows") or facts["agreement"]
    project_id, _ = imported(db, path)
    percent = cell(db, project_id, "agreement_percent")
    assert (percent["numerator"], percent["denominator"], percent["n"]) == (
        facts["agreeing_pairs"], facts["pairs"], facts["items_with_2plus_annotators"],
    )  # fmt: skip
    assert percent["value"] == pytest.approx(facts["raw_pairwise_micro"], abs=1e-6)
    # The facts of Zooniverse also count items that one person alone labelled twice.
    slack = 1e-3 if name in ZOONIVERSE else 1e-6
    alpha = cell(db, project_id, "agreement_alpha")
    assert alpha["value"] == pytest.approx(facts["krippendorff_alpha_nominal"], abs=slack)


@pytest.mark.parametrize("name", [*LABEL_STUDIO, *ZOONIVERSE])
def test_gold_accuracy_of_a_real_export(db, shared_data, name):
    path = shared_data / CLEAR / name
    facts = facts_of(path)["gold"]
    project_id, _ = imported(db, path)
    gold = cell(db, project_id, "gold_accuracy")
    assert (gold["numerator"], gold["denominator"]) == (facts["correct"], facts["scored_rows"])
    assert gold["value"] == pytest.approx(facts["accuracy"], abs=1e-6)


@pytest.mark.parametrize("name", MTURK)
def test_rewards_and_overlaps_of_a_real_batch(db, shared_data, name):
    path = shared_data / CLEAR / name
    facts = facts_of(path)
    project_id, receipt = imported(db, path)
    cost = cell(db, project_id, "cost_per_accepted_unit")
    assert cost["value"] == pytest.approx(0.34)
    assert cost["numerator"] == pytest.approx(0.34 * facts["rows"])
    assert 0 < receipt.overlapped_rows <= facts["rows"]


def test_time_of_a_real_page_is_counted_once(db, shared_data):
    path = shared_data / CLEAR / APPEN[0]
    project_id, receipt = imported(db, path)
    pages = facts_of(path)["pages"]
    assert receipt.handle_seconds == {"page": pytest.approx(pages["total_page_seconds"])}
    assert cell(db, project_id, "aht_seconds")["value"] == pytest.approx(pages["seconds_per_row"])


def test_channels_of_a_real_report_are_its_vendors(db, shared_data):
    path = shared_data / CLEAR / APPEN[0]
    project_id, receipt = imported(db, path)
    told = answers(db, project_id, "submitted_units", by=("vendor",))
    channels = facts_of(path)["channel_rows"]
    assert dict(zip(told["vendor"], told["value"], strict=True)) == channels
    assert set(receipt.new_vendors) == set(channels)


def test_controls_of_a_real_campaign_are_no_accepted_work(db, shared_data):
    path = shared_data / CLEAR / APPRAISE[0]
    project_id, _ = imported(db, path)
    kinds = facts_of(path)["item_type"]
    assert cell(db, project_id, "accepted_units")["value"] == kinds["TGT"]


def test_reviews_of_a_real_team_are_its_acceptance(db, shared_data):
    path = shared_data / CLEAR / "labelstudio_leoka/LEOKA_team_10.json.gz"
    project_id, _ = imported(db, path)
    facts = facts_of(path)["reviews"]
    rate = cell(db, project_id, "acceptance_rate")
    assert rate["denominator"] == facts["reviewed_annotations"]
    assert facts["reviewed_annotations"] - facts["rejected"] <= rate["numerator"]
    assert cell(db, project_id, "backlog_units")["value"] == 0


def test_people_of_a_real_team(db, shared_data):
    path = shared_data / CLEAR / "labelstudio_leoka/LEOKA_team_10.json.gz"
    project_id, _ = imported(db, path)
    told = answers(
        db, project_id, "submitted_units", "handle_seconds", "aht_median_seconds",
        by=("annotator",),
    ).pivot_table(index="annotator", columns="metric", values="value")  # fmt: skip
    for person, (n_rows, total, median) in facts_of(path)["rows_per_annotator"].items():
        assert told.loc[person, "submitted_units"] == n_rows
        assert told.loc[person, "handle_seconds"] == pytest.approx(total, abs=0.06)
        assert told.loc[person, "aht_median_seconds"] == pytest.approx(median, abs=0.06)


def test_teams_of_one_programme_add_up(db, shared_data):
    project_id = stored_project(db, timezone="UTC")
    for name in LABEL_STUDIO:
        path = shared_data / CLEAR / name
        take_in(db, project_id, path, name=path.name)
    facts = facts_of(shared_data / CLEAR / "labelstudio_leoka/ALL_TEAMS.json.gz")
    told = answers(db, project_id, "submitted_units", "skip_rate", "handle_seconds")
    submitted, skips, seconds = told["numerator"]
    assert submitted + skips == facts["rows"]
    assert seconds == pytest.approx(facts["total_lead_time_seconds"], rel=1e-3)
    people = answers(db, project_id, "submitted_units", by=("annotator",))
    assert (people["value"] > 0).sum() == facts["annotators"]
    assert not wrong_rollups(db)


def test_real_export_imported_again_changes_nothing(db, shared_data):
    path = shared_data / CLEAR / "labelstudio_leoka/LEOKA_team_10.json.gz"
    project_id, first = imported(db, path)
    before = answers(db, project_id, *("submitted_units", "gold_accuracy", "agreement_alpha"))
    again = take_in(db, project_id, path, name=path.name)
    assert (again.duplicate, again.accepted, again.updated) == (first.accepted, 0, 0)
    after = answers(db, project_id, *("submitted_units", "gold_accuracy", "agreement_alpha"))
    assert after.equals(before)
