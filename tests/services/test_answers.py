import json

from ecogov.domain.production import SourceFormat
from ecogov.readers.opening import OpenedSource, open_sources
from ecogov.services.answers import answers_in
from tests.harness.places import ROOT

EXPORTS = ROOT / "data" / "sample" / "exports"


def _sample(name: str) -> OpenedSource:
    path = EXPORTS / name
    return next(open_sources(path, path.name))


def test_the_controls_of_a_label_studio_export_are_named():
    source = _sample("EVAL-CHAT-label-studio.json.gz")
    assert answers_in(source, SourceFormat.LABEL_STUDIO_JSON) == ("preference",)


def test_the_answers_of_crowd_exports_are_named():
    mturk = answers_in(_sample("EVAL-SAFE-mturk-batch-results.csv.gz"), SourceFormat.MTURK)
    assert mturk
    assert all(name.startswith("Answer.") for name in mturk)
    assert answers_in(_sample("SRCH-REL-appen-full-report.csv.gz"), SourceFormat.APPEN)


def test_the_questions_of_argilla_records_are_named():
    record = {"id": 1, "responses": [{"values": {"label": {"value": "a"}, "why": {"value": "b"}}}]}
    source = next(open_sources(json.dumps([record]).encode(), "records.json"))
    assert answers_in(source, SourceFormat.ARGILLA) == ("label", "why")


def test_a_format_that_holds_one_answer_names_none():
    source = next(open_sources(b"Date,Submitted\n2026-11-02,5\n", "sheet.csv"))
    assert answers_in(source, SourceFormat.PRODUCTION_SHEET) == ()
