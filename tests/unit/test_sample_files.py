"""The committed sample files: what the generator writes today, in the shape of real exports."""

import csv
import gzip
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from ecogov.sample.exports import APPEN, LABEL_STUDIO, MTURK, export_text, exports
from ecogov.sample.items.appen import STRAIGHT_LINER
from ecogov.sample.items.label_studio import TOO_FAST
from ecogov.sample.items.mturk import HOARDER
from ecogov.sample.programme import AS_OF, INCIDENTS, project_named
from ecogov.sample.sheets import CHINESE, ENGLISH, sheets
from ecogov.sample.writing import sample_exports, sample_files, write_sample
from tests.harness.places import ROOT

FOLDER = ROOT / "data" / "sample"
BUDGET_BYTES = 6_000_000


@pytest.fixture(scope="module")
def generated():
    return {export.path: content for export, content in sample_files(as_of=AS_OF)}


@pytest.fixture(scope="module")
def tasks(generated):
    return json.loads(generated[LABEL_STUDIO.path])


@pytest.fixture(scope="module")
def annotations(tasks):
    return [each for task in tasks for each in task["annotations"]]


@pytest.fixture(scope="module")
def appen(generated):
    return pd.read_csv(io.BytesIO(generated[APPEN.path]), keep_default_na=False)


@pytest.fixture(scope="module")
def mturk(generated):
    return pd.read_csv(io.BytesIO(generated[MTURK.path]), keep_default_na=False)


def content(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.fixture
def real(shared_data):
    return lambda name: shared_data / "annotation" / "clear" / name


@pytest.mark.parametrize("export", sample_exports(), ids=lambda export: export.path)
def test_a_committed_file_is_what_the_generator_writes(generated, export):
    assert content(FOLDER / export.path) == generated[export.path]


def test_nothing_else_lies_in_the_folder():
    committed = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}
    beside = {"README.md", ".gitattributes"}
    assert committed == {export.path for export in sample_exports()} | beside


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.*")) < BUDGET_BYTES


def test_the_readme_names_every_kind_of_file_and_the_command():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "python -m ecogov.sample data/sample" in text
    assert all(Path(export.path).name in text for export in exports())
    assert all(incident.id in text for incident in INCIDENTS)


def test_writing_twice_gives_the_same_bytes(tmp_path):
    first = write_sample(tmp_path / "a", as_of=AS_OF.replace(day=1))
    second = write_sample(tmp_path / "b", as_of=AS_OF.replace(day=1))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_item_level_queues_stand_in_no_sheet(generated):
    item_level = {(export.project, export.queue) for export in exports()}
    for sheet in sheets():
        heading = CHINESE if sheet.encoding == "gb18030" else ENGLISH
        rows = csv.DictReader(io.StringIO(generated[sheet.path].decode(sheet.encoding)))
        assert not {(sheet.project, row[heading["queue"]]) for row in rows} & item_level


def test_one_vendor_sends_chinese_sheets_in_gb18030(generated):
    chinese = [sheet for sheet in sheets() if sheet.encoding == "gb18030"]
    assert {sheet.vendor for sheet in chinese} == {"LANTERN"}
    for sheet in chinese:
        with pytest.raises(UnicodeDecodeError):
            generated[sheet.path].decode("utf-8")
        first = generated[sheet.path].decode("gb18030").splitlines()[0]
        assert first.split(",") == list(CHINESE.values())


def test_exports_name_queues_and_locales_of_their_project():
    for export in exports():
        project = project_named(export.project)
        assert export.queue in {queue.code for queue in project.queues}
        assert export.locale in project.locales


def test_label_studio_keys_are_those_of_a_real_export(tasks, real):
    path = real("labelstudio_leoka/LEOKA_team_10.json.gz")
    theirs = json.loads(gzip.decompress(path.read_bytes()))
    assert list(tasks[0]) == list(theirs[0])
    ours, real_one = tasks[0]["annotations"][0], theirs[0]["annotations"][0]
    assert list(ours) == list(real_one)
    reviews = [r for t in tasks for a in t["annotations"] for r in a["reviews"]]
    real_reviews = [r for t in theirs for a in t["annotations"] for r in a["reviews"]]
    assert list(reviews[0]) == list(real_reviews[0])


def test_mturk_headings_are_those_of_a_real_export(mturk, real):
    theirs = pd.read_csv(real("mturk_reprohum/grammaticality_4_batches.csv.gz"), nrows=1)
    usual = [name for name in theirs.columns if not name.startswith(("Input.", "Answer."))]
    ours = [name for name in mturk.columns if not name.startswith(("Input.", "Answer."))]
    assert ours == usual


def test_appen_holds_every_heading_of_a_real_export(appen, real):
    name = "appen_crowdtruth/person-video-binary-choice.csv.gz"
    theirs = pd.read_csv(real(name), nrows=1)
    assert {each for each in theirs.columns if each.startswith("_")} <= set(appen.columns)


def test_label_studio_holds_all_its_oddities(tasks, annotations):
    assert len(tasks) == 1_200
    assert any(not task["annotations"] for task in tasks)
    assert any(task["drafts"] for task in tasks)
    assert any(task["predictions"] for task in tasks)
    assert any(each["ground_truth"] for each in annotations)
    assert any(each["was_cancelled"] and not each["result"] for each in annotations)
    reviews = [review for each in annotations for review in each["reviews"]]
    assert {review["accepted"] for review in reviews} == {True, False}
    assert any(review["fixed_annotation_history"] for review in reviews)
    assert len({each["id"] for each in annotations}) == len(annotations)


def test_label_studio_counts_agree_with_its_annotations(tasks):
    for task in tasks:
        skipped = sum(each["was_cancelled"] for each in task["annotations"])
        assert task["cancelled_annotations"] == skipped
        assert task["total_annotations"] == len(task["annotations"]) - skipped


def test_one_chat_rater_is_too_fast(annotations):
    times = pd.DataFrame(
        {"person": each["completed_by"]["id"], "seconds": each["lead_time"]} for each in annotations
    )
    medians = times.groupby("person")["seconds"].median()
    assert medians.idxmin() == int(TOO_FAST)
    assert medians.min() < 0.1 * medians.drop(int(TOO_FAST)).min()


def test_appen_pages_hold_a_test_question_each(appen):
    pages = appen.groupby(["_worker_id", "_started_at", "_created_at"])
    assert pages["_golden"].sum().eq(1).all()
    assert pages.size().mode().item() == 5


def test_appen_taints_whoever_lost_trust(appen):
    tainted = appen.groupby("_worker_id").agg(trust=("_trust", "first"), out=("_tainted", "first"))
    assert (tainted["out"] == (tainted["trust"] < 0.7)).all()
    assert 0.02 < appen["_tainted"].mean() < 0.2


def test_one_crowd_rater_answers_all_the_same_and_is_still_trusted(appen):
    kinds = appen.groupby("_worker_id")["relevance"].nunique()
    assert kinds[kinds == 1].index.tolist() == [int(STRAIGHT_LINER)]
    assert not appen.loc[appen["_worker_id"] == int(STRAIGHT_LINER), "_tainted"].any()


def test_appen_workers_judge_a_unit_once(appen):
    fresh = appen.loc[~appen["_golden"]]
    assert not fresh.duplicated(["_worker_id", "_unit_id"]).any()


def test_mturk_hits_have_three_workers(mturk):
    assert mturk.groupby("HITId")["WorkerId"].nunique().eq(3).all()
    assert set(mturk["AssignmentStatus"]) == {"Approved", "Rejected", "Submitted"}
    assert {stamp.split()[4] for stamp in mturk["SubmitTime"]} == {"PDT", "PST"}


def test_one_mturk_worker_accepts_many_tasks_at_once(mturk):
    times = pd.DataFrame(
        {
            "worker": mturk["WorkerId"],
            "begun": mturk["AcceptTime"].map(_instant),
            "ended": mturk["SubmitTime"].map(_instant),
        }
    ).sort_values(["worker", "begun"])
    earlier_end = times.groupby("worker")["ended"].transform(lambda each: each.cummax().shift())
    overlapped = (times["begun"] < earlier_end).groupby(times["worker"]).mean()
    assert overlapped.idxmax() == HOARDER
    assert overlapped[HOARDER] > 0.4
    assert overlapped.drop(HOARDER).max() < 0.05


def test_planted_people_are_those_of_the_incidents():
    planted = {incident.annotator for incident in INCIDENTS if incident.annotator}
    assert planted == {TOO_FAST, STRAIGHT_LINER, HOARDER}


def test_an_earlier_day_shows_less():
    earlier = json.loads(export_text(LABEL_STUDIO, as_of=AS_OF.replace(day=1)))
    stamps = [each["created_at"] for task in earlier for each in task["annotations"]]
    assert max(stamps) < "2026-11-02"


def _instant(stamp):
    offset = {"PDT": "-0700", "PST": "-0800"}
    for zone, hours in offset.items():
        stamp = stamp.replace(zone, hours)
    return pd.to_datetime(stamp, format="%a %b %d %H:%M:%S %z %Y", utc=True)
