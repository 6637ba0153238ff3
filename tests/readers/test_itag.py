import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ReadOptions
from tests.harness.exports import read_upload

JOB = "144863699223676"


def asked(answer, title="单选题"):
    result = {"questionId": "1", "data": answer, "markTitle": title, "type": "survey/value"}
    return {"results": [result]}


def marked(*labels):
    marks = [
        {"id": f"m{n}", "type": "image/polygon", "value": [[0, 0]], "labels": {"单选": label}}
        for n, label in enumerate(labels)
    ]
    result = {"questionId": "1", "data": marks, "rotation": 0, "markTitle": "标签", "type": "image"}
    return {"results": [result]}


def line(source="oss://bucket/apple-1.jpg", **steps):
    named = {
        "label": f"label-{JOB}",
        "check": f"label-{JOB}-check",
        "verify": f"label-{JOB}-verify",
    }
    return {"data": {"source": source}, **{named[step]: found for step, found in steps.items()}}


def read(*lines, **options):
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()
    return read_upload(content, ReadOptions(**options))


def test_a_labelled_object_is_one_row_of_its_job():
    reading = read(line(label=asked("苹果")))
    assert reading.format is SourceFormat.ITAG
    row = reading.rows.row(0, named=True)
    assert row["event_id"] == f"oss://bucket/apple-1.jpg|{JOB}"
    assert (row["item_id"], row["batch"], row["vendor"]) == ("oss://bucket/apple-1.jpg", JOB, JOB)
    assert (row["label"], row["review_result"], row["submitted_at"]) == ("苹果", None, None)


def test_several_answers_and_marks_are_sets():
    reading = read(
        line("a", label=asked(["梨", "苹果"])), line("b", label=marked("车", "人", "车"))
    )
    assert reading.column("label") == ["梨|苹果", "人|车"]


def test_a_check_that_repeats_the_labels_accepts_and_one_that_differs_fixes():
    reading = read(
        line("a", label=asked("x"), check=asked("x")),
        line("b", label=asked("x"), check=asked("y")),
        line("c", label=asked("x"), check=asked("y"), verify=asked("x")),
    )
    assert reading.column("review_result") == ["accepted", "fixed", "accepted"]


def test_an_object_without_a_result_is_open():
    reading = read(line(label=asked("x")), {"data": {"source": "oss://b/2.jpg"}})
    assert reading.column("event_id")[1] == "open:oss://b/2.jpg"


def test_a_question_can_be_chosen_by_its_title():
    both = {"results": asked("x", "一")["results"] + asked("y", "二")["results"]}
    assert read(line(label=both)).column("label") == ["x|y"]
    assert read(line(label=both), label_field="二").column("label") == ["y"]


def test_data_without_a_source_is_named_by_all_of_it():
    data = {"picture_url": "oss://b/13.jpg", "text": "hello"}
    reading = read({"data": data, f"label-{JOB}": asked("x")})
    assert json.loads(reading.column("item_id")[0]) == data


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=8), st.randoms())
def test_rows_are_read_back_in_any_order(labels, random):
    lines = [line(f"oss://{n}", label=asked(label)) for n, label in enumerate(labels)]
    random.shuffle(lines)
    rows = read(*lines).rows.select("item_id", "label")
    assert set(rows.iter_rows()) == {(f"oss://{n}", label) for n, label in enumerate(labels)}
