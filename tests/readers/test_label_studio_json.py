import json
from collections import Counter
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import days_of, facts_of, pairs_of, read_upload

TEAMS = ["1", "2", "3", "10"]


def choice(*names, control="sentiment"):
    return {
        "from_name": control,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": list(names)},
    }


def region(label):
    return {
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": 0, "end": 3, "labels": [label]},
    }


def annotation(number=1, result=(), **more):
    return {
        "id": number,
        "completed_by": 7,
        "result": list(result),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-03-02T08:00:00.5Z",
        "updated_at": "2026-03-02T09:00:00Z",
        "draft_created_at": "2026-03-02T07:59:00Z",
        "lead_time": 12.5,
        **more,
    }


def task(*annotations, **more):
    return {
        "id": 41,
        "data": {"text": "Good"},
        "annotations": list(annotations),
        "created_at": "2026-03-01T00:00:00Z",
        "file_upload": "batch-1.csv",
        **more,
    }


def read(*tasks, **options):
    return read_upload(json.dumps(tasks).encode(), ReadOptions(**options))


def labels(*results, **options):
    rows = [annotation(number, result) for number, result in enumerate(results, start=1)]
    return read(task(*rows), **options).column("label")


@pytest.fixture(scope="module", params=TEAMS)
def team(request, shared_data):
    path = shared_data / f"annotation/clear/labelstudio_leoka/LEOKA_team_{request.param}.json.gz"
    return read_upload(path), facts_of(path), path


def test_a_real_export_gives_the_figures_computed_by_other_means(team):
    reading, facts, _ = team
    rows = reading.rows
    assert reading.format is SourceFormat.LABEL_STUDIO_JSON
    assert reading.rejections == ()
    assert rows.height == facts["rows"]
    assert rows["annotator_id"].n_unique() == facts["distinct"]["annotators"]
    assert rows["item_id"].n_unique() == facts["distinct"]["items"]
    assert rows["submitted_at"].min() == datetime.fromisoformat(facts["first_timestamp"])
    assert rows["submitted_at"].max() == datetime.fromisoformat(facts["last_timestamp"])
    assert rows["source_updated_at"].max() == datetime.fromisoformat(facts["last_update"])
    assert rows["is_skipped"].sum() == facts["cancelled_rows"]
    assert (rows["label"] == "").sum() >= facts["empty_result_rows"]


def test_the_lead_times_of_a_real_export_add_up(team):
    reading, facts, _ = team
    seconds, handling = reading.rows["handle_seconds"], facts["handling"]
    assert seconds.count() == handling["rows_with_value"]
    assert seconds.sum() == pytest.approx(handling["total_seconds"], abs=0.01)
    assert seconds.median() == pytest.approx(handling["median_seconds"], abs=0.001)
    assert seconds.max() == pytest.approx(handling["max_seconds"], abs=0.001)
    assert set(reading.rows["time_basis"]) == {"elapsed"}


def test_the_days_and_people_of_a_real_export_are_kept(team):
    reading, facts, _ = team
    days = days_of(reading.rows["submitted_at"])
    assert len(days) == facts["rows_per_day"]["distinct_days"]
    assert all(days[day] == count for day, count in facts["rows_per_day"]["top5"])
    by_person = Counter(reading.column("annotator_id"))
    assert by_person == {who: row[0] for who, row in facts["rows_per_annotator"].items()}


def test_agreement_on_the_labels_of_a_real_export_is_the_same(team):
    reading, facts, _ = team
    pairs, agreeing = pairs_of(reading.rows)
    assert (pairs, agreeing) == (facts["agreement"]["pairs"], facts["agreement"]["agreeing_pairs"])


def test_accuracy_against_the_reference_of_a_real_export_is_the_same(team):
    reading, facts, _ = team
    done = reading.rows.filter(~pl.col("is_skipped"))
    reference = done.filter("is_reference").select("item_id", truth="label")
    assert reference.height == facts["gold"]["gold_rows"]
    scored = done.filter(~pl.col("is_reference")).join(reference, on="item_id")
    correct = scored.filter(pl.col("label") == pl.col("truth")).height
    assert (scored.height, correct) == (facts["gold"]["scored_rows"], facts["gold"]["correct"])


def test_the_last_review_of_each_annotation_of_a_real_export_is_kept(team):
    reading, facts, path = team
    reviewed = reading.rows.filter(pl.col("review_result").is_not_null())
    assert reviewed.height == facts["reviews"]["reviewed_annotations"]
    assert reviewed["reviewer_id"].n_unique() <= facts["reviews"]["reviewers"]
    if facts["reviews"]["count"] == facts["reviews"]["reviewed_annotations"]:
        verdicts = Counter(reviewed["review_result"])
        assert verdicts["accepted"] == facts["reviews"]["accepted"]
        assert verdicts["rejected"] == facts["reviews"]["rejected"]
    assert path.exists()


def test_one_annotation_is_one_row_with_all_that_it_says():
    review = {"accepted": True, "created_by": {"id": 3}, "created_at": "2026-03-03T00:00:00Z"}
    reading = read(task(annotation(5, [choice("Good")], reviews=[review], ground_truth=True)))
    row = reading.rows.row(0, named=True)
    assert {name: row[name] for name in ("event_id", "item_id", "annotator_id", "batch")} == {
        "event_id": "5",
        "item_id": "41",
        "annotator_id": "7",
        "batch": "batch-1.csv",
    }
    assert row["assigned_at"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert row["started_at"] == datetime(2026, 3, 2, 7, 59, tzinfo=UTC)
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, 0, 0, 500_000, tzinfo=UTC)
    assert (row["handle_seconds"], row["time_basis"]) == (12.5, "elapsed")
    assert (row["review_result"], row["reviewer_id"]) == ("accepted", "3")
    assert row["is_reference"] is True
    assert row["units"] == 1


@pytest.mark.parametrize(
    ("completed_by", "expected"),
    [(7, "7"), ({"id": 7}, "7"), ({"email": "a@b.c"}, "a@b.c"), ("anna", "anna"), (None, None)],
)
def test_the_annotator_is_read_in_every_shape(completed_by, expected):
    assert read(task(annotation(completed_by=completed_by))).column("annotator_id") == [expected]


def test_an_empty_result_counts_and_a_cancelled_one_is_a_skip():
    reading = read(task(annotation(1), annotation(2, [choice("x")], was_cancelled=True)))
    assert reading.column("label") == ["", None]
    assert reading.column("is_skipped") == [False, True]


def test_choices_are_a_set_of_paths():
    taxonomy = {
        "from_name": "t",
        "type": "taxonomy",
        "value": {"taxonomy": [["A", "B"], ["A"], ["A", "B"]]},
    }
    assert labels([choice("b", "a"), taxonomy]) == ["A|A/B|a|b"]


@pytest.mark.parametrize(
    ("kind", "given_value", "expected"),
    [
        ("rating", 4, "4"),
        ("number", 2.5, "2.5"),
        ("datetime", "2026-03", "2026-03"),
        ("pairwise", {"selected": "left"}, "left"),
        ("ranker", {"best": ["a", "b"]}, "best/a/b"),
    ],
)
def test_other_classifying_controls_are_read(kind, given_value, expected):
    value = given_value if kind == "pairwise" else {kind: given_value}
    assert labels([{"from_name": "q", "type": kind, "value": value}]) == [expected]


def test_regions_are_the_label_only_where_nobody_classifies():
    assert labels([region("PER"), region("LOC"), region("PER")], []) == ["LOC|PER", ""]
    assert labels([region("PER")], [choice("good"), region("LOC")]) == ["", "good"]


def test_free_text_of_the_item_comes_before_regions_and_after_choices():
    text = {"from_name": "why", "type": "textarea", "value": {"text": ["because"]}}
    assert labels([text, region("PER")]) == ["because"]
    assert labels([text, choice("good")]) == ["good"]


def test_text_of_a_region_is_not_the_label():
    box = {"x": 1, "y": 1, "width": 2, "height": 2}
    text = {"from_name": "ocr", "type": "textarea", "value": {"text": ["STOP"], **box}}
    sign = {"from_name": "l", "type": "rectanglelabels", "value": {"rectanglelabels": ["Sign"]}}
    assert labels([text, sign]) == ["Sign"]


def test_one_control_can_be_chosen_as_the_label():
    both = [choice("good"), choice("yes", control="safe")]
    assert labels(both, label_field="safe") == ["yes"]
    with pytest.raises(UnreadableFileError) as caught:
        labels(both, label_field="save")
    assert caught.value.code == "file.label_field_missing"
    assert caught.value.params["found"] == "safe, sentiment"


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ({"accepted": True}, "accepted"),
        ({"accepted": True, "fixed_annotation_history": 9}, "fixed"),
        ({"accepted": True, "result": [choice("x")]}, "fixed"),
        ({"accepted": False}, "rejected"),
        ({"accepted": None}, None),
    ],
)
def test_a_review_says_what_was_decided(review, expected):
    assert read(task(annotation(reviews=[review]))).column("review_result") == [expected]


def test_the_latest_review_counts_wherever_it_stands():
    early = {"accepted": False, "created_at": "2026-03-03T00:00:00Z", "created_by": 1}
    late = {"accepted": True, "created_at": "2026-03-04T00:00:00Z", "created_by": 2}
    for reviews in ([early, late], [late, early]):
        reading = read(task(annotation(reviews=reviews)))
        assert reading.column("reviewer_id") == ["2"]
        assert reading.column("review_result") == ["accepted"]


def test_only_a_prediction_that_was_shown_is_a_prelabel():
    prediction = {"id": 9, "model_version": "m1", "result": [choice("Good")]}
    seen = annotation(1, [choice("Bad")], prediction=prediction)
    taken = annotation(2, [choice("Bad")], prediction={}, parent_prediction=9)
    unseen = annotation(3, [choice("Bad")], prediction={}, parent_prediction=None)
    old = annotation(4, [choice("Bad")])
    reading = read(task(seen, taken, unseen, old, predictions=[prediction]))
    assert reading.column("prelabel") == ["Good", "Good", None, "Good"]
    assert reading.column("prelabel_model") == ["m1", "m1", None, "m1"]
    assert reading.column("label_source") == ["prelabelled", "prelabelled", "human", "prelabelled"]


def test_a_task_without_annotations_is_open_and_drafts_are_no_rows():
    reading = read(task(drafts=[{"id": 1, "result": [choice("Good")]}]))
    assert reading.column("event_id") == ["open:41"]
    assert reading.column("submitted_at") == [None]
    assert reading.column("annotator_id") == [None]
    assert reading.column("assigned_at") == [datetime(2026, 3, 1, tzinfo=UTC)]


def test_exports_before_version_1_are_read():
    old = task(completions=[annotation(1001, [choice("Good")], created_at=1_600_000_000)])
    del old["annotations"]
    reading = read(old)
    assert reading.column("label") == ["Good"]
    assert reading.column("submitted_at") == [datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)]


def test_the_language_of_the_item_is_its_locale():
    reading = read(task(annotation(), data={"text": "x", "language": "pt-BR"}))
    assert reading.column("locale") == ["pt-BR"]
    assert read(task(annotation(), data={"lang": "x" * 40})).column("locale") == [None]


def test_what_cannot_be_read_is_rejected_and_the_rest_counts():
    nameless = task(annotation(1))
    del nameless["id"]
    reading = read(task(annotation(2)), nameless, 5, task(annotation(3, created_at="soon")))
    assert reading.column("event_id") == ["2"]
    assert sorted(reading.codes()) == [
        (2, "row.field_missing"),
        (3, "row.not_an_object"),
        (4, "row.timestamp"),
    ]


def test_half_a_character_does_not_stop_the_import():
    assert labels([choice("a\ud83d")]) == ["a?"]


annotations = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.floats(0, 1e5).map(lambda seconds: round(seconds, 3)),
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 (bounds; the zone is added below)
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(annotations, st.randoms(use_true_random=False))
def test_rows_are_read_back_in_any_order(given_rows, random):
    tasks = [
        task(
            annotation(
                number,
                [choice(label)],
                lead_time=seconds,
                created_at=f"{moment.isoformat()}Z",
                was_cancelled=is_skipped,
            ),
            id=number,
        )
        for number, (label, seconds, moment, is_skipped) in enumerate(given_rows, start=1)
    ]
    expected = {
        (str(number), None if skip else label, seconds, moment.replace(tzinfo=UTC), skip)
        for number, (label, seconds, moment, skip) in enumerate(given_rows, start=1)
    }
    names = ("event_id", "label", "handle_seconds", "submitted_at", "is_skipped")
    random.shuffle(tasks)
    assert set(read(*tasks).rows.select(names).iter_rows()) == expected
