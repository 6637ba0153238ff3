"""Annotators have names for who may read them, and pseudonyms that last for everybody else."""

from datetime import UTC, date, datetime

import pytest

from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Person, Role
from ecogov.domain.production_rules.rules import RuleDraft, RuleKind
from ecogov.services.anomalies.naming import names_for
from ecogov.services.kpi_rows import rows_behind
from ecogov.services.kpis import kpi_cells
from ecogov.services.production_rules.evaluating import list_alarms
from ecogov.services.production_rules.rules import add_rule
from ecogov.services.receipts import open_receipt
from ecogov.storage.watching.rules import keep_alarms
from tests.builders import ACTOR, an_answer, answers_file, stored_project, take_in

NAMES = {"anna", "bob"}
FILE = answers_file(
    an_answer(), an_answer(_annotator_id="bob", _task_hash=12, _session_id="news-bob")
)


def named(db, project_id):
    """Who the figures of a project by annotator name, and who its rows do."""
    question = Question(Slice((project_id,)), ("submitted_units",), ("annotator",))
    cells = kpi_cells(db, question)
    rows = rows_behind(db, Slice((project_id,)), "submitted_units").rows
    return set(cells["annotator"].dropna()), set(rows["annotator"].dropna())


@pytest.fixture
def project(db):
    project_id = stored_project(db)
    take_in(db, project_id, FILE)
    return project_id


@pytest.mark.parametrize("role", [Role.LEAD, Role.PM, Role.ADMINISTRATOR])
def test_who_leads_people_reads_their_names(db, project, role):
    assert named(db.for_person(Person("chen", None, {project: role})), project) == (NAMES, NAMES)


def test_a_viewer_reads_the_same_pseudonyms_wherever_and_whenever(db, project):
    viewer = db.for_person(Person("vi", None, {project: Role.VIEWER}))
    figures, rows = named(viewer, project)
    assert figures == rows
    assert len(figures) == 2
    assert all(one.startswith("P-") for one in figures)
    assert named(db.for_person(Person("wu", Role.VIEWER)), project) == (figures, rows)


def test_the_same_person_is_somebody_else_in_another_project(db, project):
    other = stored_project(db, code="OTHER")
    take_in(db, other, FILE)
    viewer = db.for_person(Person("vi", Role.VIEWER, {project: Role.LEAD}))
    assert named(viewer, project) == (NAMES, NAMES)
    hidden = named(db.for_person(Person("vi", Role.VIEWER)), project)[0]
    assert not named(viewer, other)[0] & (NAMES | hidden)


def test_alarms_cards_and_refused_rows_name_nobody_to_a_viewer(db, project):
    rule = add_rule(
        db, RuleDraft(project_id=project, kind=RuleKind.SKIPS_IN_A_ROW, count=5), actor=ACTOR
    )
    alarm = {
        "project_id": project, "rule_id": rule, "rule_version": 1, "day": date(2026, 3, 2),
        "slice_key": "anna", "slice": {"annotator": "anna"}, "value": 9.0, "threshold": 5.0,
        "evidence": {}, "fired_at": datetime(2026, 3, 3, tzinfo=UTC),
    }  # fmt: skip
    with db.write(ACTOR) as session:
        keep_alarms(session, [alarm])
    bad = take_in(db, project, answers_file(an_answer(_timestamp="never"), an_answer()), name="b")
    card = {"project_id": project, "annotator_id": 1, "cause": None}
    viewer = db.for_person(Person("vi", None, {project: Role.VIEWER}))
    told = {}
    for name, asker in (("open", db), ("hidden", viewer)):
        alarmed = list_alarms(asker, project)["slice"].iloc[0]["annotator"]
        named = names_for(asker, [card]).name("annotator", 1, "en")
        raw = [one.raw for one in open_receipt(asker, bad.import_id).rejections]
        told[name] = alarmed, named, raw
    assert told["open"][0] == "anna"
    assert told["open"][1] in NAMES
    assert all(told["open"][2])
    assert told["hidden"][0] in named_by(viewer, project)
    assert told["hidden"][1] in named_by(viewer, project)
    assert told["hidden"][2] == [""]


def named_by(asker, project):
    """Give what somebody knows the annotators of a project by."""
    return named(asker, project)[0]
