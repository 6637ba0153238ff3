import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload

JOB = {
    "job-name": "labeling-job/sports-1",
    "human-annotated": "yes",
    "creation-date": "2026-03-02T08:00:00.123456",
    "confidence": 0.9,
}


def line(item="s3://bucket/1.png", **attributes):
    return {"source-ref": item, **attributes}


def classified(name, **metadata):
    shared = {**JOB, "type": "groundtruth/image-classification"}
    return {"sport": 0, "sport-metadata": {"class-name": name, **shared, **metadata}}


def read(*lines, **options):
    return read_upload("\n".join(map(json.dumps, lines)).encode(), ReadOptions(**options))


def test_a_classification_is_one_row():
    reading = read(line(**classified("football")))
    assert reading.format is SourceFormat.SAGEMAKER_MANIFEST
    row = reading.rows.row(0, named=True)
    assert row["event_id"] == "s3://bucket/1.png|sport|sports-1"
    assert (row["item_id"], row["batch"], row["label"]) == (
        "s3://bucket/1.png",
        "sports-1",
        "football",
    )
    assert row["submitted_at"] == datetime(2026, 3, 2, 8, 0, 0, 123_456, tzinfo=UTC)
    assert (row["label_source"], row["stage"], row["annotator_id"]) == ("human", "annotate", None)


def test_a_label_of_the_machine_is_told_apart():
    reading = read(line(**classified("football", **{"human-annotated": "no"})))
    assert reading.column("label_source") == ["machine"]


def test_boxes_many_classes_and_entities_give_their_names():
    names = {"0": "dog", "1": "cat"}
    boxes = {"annotations": [{"class_id": 1, "left": 0}, {"class_id": 0, "left": 9}]}
    entities = {"annotations": {"entities": [{"label": "PER"}, {"label": "LOC"}]}}
    reading = read(
        line("a", boxes=boxes, **{"boxes-metadata": {**JOB, "class-map": names}}),
        line("b", many=[0, 1], **{"many-metadata": {**JOB, "class-map": names}}),
        line("c", ner=entities, **{"ner-metadata": JOB}),
        line("d", boxes={"annotations": []}, **{"boxes-metadata": {**JOB, "class-map": names}}),
    )
    assert reading.column("label") == ["cat|dog", "cat|dog", "LOC|PER", ""]


def test_a_verification_and_an_adjustment_are_reviews():
    verified = {
        "check": 1,
        "check-metadata": {**JOB, "class-name": "bad", "type": "groundtruth/label-verification"},
    }
    adjusted = {
        "fix": {"annotations": []},
        "fix-metadata": {**JOB, "class-map": {}, "adjustment-status": "adjusted"},
    }
    reading = read(line(**classified("football"), **verified, **adjusted))
    assert reading.column("stage") == ["annotate", "review", "review"]
    assert reading.column("review_result") == [None, "rejected", "fixed"]


def test_one_attribute_can_be_chosen_and_the_others_count_as_skipped():
    other = {"other": 1, "other-metadata": {**JOB, "class-name": "x"}}
    reading = read(line(**classified("football"), **other), label_field="other")
    assert (reading.column("label"), reading.skipped, reading.rows_read) == (["x"], 1, 2)


def test_answers_that_were_not_consolidated_are_one_row_each():
    answers = [
        {"workerId": f"w{n}", "annotationData": {"content": json.dumps({"a": {"label": text}})}}
        for n, text in enumerate(("yes", "no"))
    ]
    custom = {"own": {"annotationsFromAllWorkers": answers}, "own-metadata": JOB}
    reading = read(line(**custom))
    assert reading.column("annotator_id") == ["w0", "w1"]
    assert reading.column("label") == ["yes", "no"]
    assert reading.rows["event_id"].n_unique() == 2


def test_a_failed_object_has_no_label():
    reading = read(line(**classified("x", **{"failure-reason": "expired"})))
    assert (reading.column("label"), reading.column("is_cancelled")) == ([None], [True])


def test_a_long_text_as_source_still_gives_a_short_stable_key():
    long = {"source": "word " * 2_000, **classified("x")}
    first, again = read(long), read(long)
    assert first.column("event_id") == again.column("event_id")
    assert len(first.column("item_id")[0]) == 64


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=10), st.randoms())
def test_rows_are_read_back_in_any_order(labels, random):
    lines = [line(f"s3://{n}", **classified(label)) for n, label in enumerate(labels)]
    random.shuffle(lines)
    rows = read(*lines).rows.select("item_id", "label")
    assert set(rows.iter_rows()) == {(f"s3://{n}", label) for n, label in enumerate(labels)}
