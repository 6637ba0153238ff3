"""Changes explained from what was imported, on both databases."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest

from ecogov.domain.errors import DomainError, NotFoundError
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Person, Role
from ecogov.domain.rootcause.questions import DIMENSIONS, EXPLAINED, ChangeQuestion, Period
from ecogov.domain.rootcause.suspects import SuspectKind
from ecogov.services.calendars import add_change_mark
from ecogov.services.kpi_rows import rows_behind
from ecogov.services.kpis import Question, kpi_cells
from ecogov.services.rootcause.explaining import explain_change
from ecogov.services.rootcause.leaves import within
from ecogov.services.rootcause.offers import (
    dimension_ids,
    narrowed,
    offered_dimensions,
    rows_of,
)
from ecogov.services.rootcause.starting import biggest_change
from ecogov.services.rootcause.suspects import suspects_of
from tests.builders import ACTOR, a_change_mark, an_assignment, stored_project, take_in
from tests.harness.exports import records_bytes

BEFORE = Period(date(2026, 3, 2), date(2026, 3, 15))
AFTER = Period(date(2026, 3, 16), date(2026, 3, 22))


def _sheet():
    """Tell three weeks of three vendors in two locales; LANTERN in zh-CN fell in the third."""
    dice = np.random.default_rng(7)
    rows = []
    for day in range(2, 23):
        for vendor in ("KERLIP", "LANTERN", "SERRA"):
            for locale in ("zh-CN", "id-ID"):
                is_bad = day >= 16 and (vendor, locale) == ("LANTERN", "zh-CN")
                correct = dice.binomial(200, 0.80 if is_bad else 0.96)
                rows.append(
                    {
                        "Date": f"2026-03-{day:02}",
                        "Vendor": vendor,
                        "Queue": "pre-publish",
                        "Locale": locale,
                        "Guideline": "3.0" if day < 9 else "4.0",
                        "Submitted": "800",
                        "Accepted": "780",
                        "Reviewed": "200",
                        "Correct": str(correct),
                        "Hours": "9.5",
                    }
                )
    return records_bytes(rows)


def _batch():
    """Tell work of eight people with answers; W3 slows down in the third, W7 begins then."""
    rows = []
    for day in range(2, 23):
        for number in range(120):
            worker = f"W{number % 8}"
            if worker == "W7" and day < 16:
                continue
            rows.append(
                an_assignment(
                    HITId=f"H{day}-{number}",
                    AssignmentId=f"A{day}-{number}",
                    WorkerId=worker,
                    AcceptTime=f"2026-03-{day:02} 08:00:00 UTC",
                    SubmitTime=f"2026-03-{day:02} 09:{number // 2:02}:{number % 2:02} UTC",
                    WorkTimeInSeconds=str(
                        400 if worker == "W3" and day >= 16 else 90 + number % 7 * 10
                    ),
                    **{"Answer.label": "cat" if number % 3 else "dog"},
                )
            )
    return records_bytes(rows)


@pytest.fixture(scope="module")
def sheet(module_db):
    """A project of production sheets, and the question about its third week."""
    number = stored_project(module_db, code="SHEET")
    take_in(module_db, number, _sheet(), name="march.csv")
    return module_db, ChangeQuestion(Slice((number,)), "qa_accuracy", BEFORE, AFTER)


@pytest.fixture(scope="module")
def batch(module_db):
    """A project of single answers, and the question about its handling times."""
    number = stored_project(module_db, code="BATCH", timezone="UTC")
    take_in(module_db, number, _batch(), name="batch.csv")
    return module_db, ChangeQuestion(Slice((number,)), "aht_seconds", BEFORE, AFTER)


def test_the_slice_that_fell_is_named(sheet):
    db, question = sheet
    found = explain_change(db, question)
    [first, *_] = found.named
    assert first.slice == {"vendor": "LANTERN", "locale": "zh-CN"}
    assert first.contribution < -0.02
    assert first.after == pytest.approx(0.80, abs=0.03)
    assert first.expected == pytest.approx(0.96, abs=0.02)
    assert not found.is_luck
    assert found.chance < 1e-6


def test_the_values_are_those_of_the_kpi(sheet):
    db, question = sheet
    found = explain_change(db, question)
    for period, value in ((BEFORE, found.before), (AFTER, found.after)):
        cell = kpi_cells(db, Question(within(question.slice, period), ("qa_accuracy",)))
        assert value == pytest.approx(cell["value"].iloc[0], abs=1e-12)


def test_effects_of_every_kpi_add_up_along_every_dimension(sheet, batch):
    explained = set()
    for (db, question), metric in product((sheet, batch), EXPLAINED):
        asked = replace(question, metric=metric, dimensions=DIMENSIONS)
        if not _has_both_periods(db, asked):
            continue
        found = explain_change(db, asked)
        explained.add(metric)
        for rows in found.slices.values():
            size = max(1.0, abs(found.before), abs(found.after))
            assert rows["contribution"].sum() == pytest.approx(found.change, abs=1e-9 * size)
    assert {"qa_accuracy", "first_pass_yield", "aht_seconds", "units_per_hour"} <= explained
    assert {"submitted_units", "throughput_units_per_day", "handle_seconds"} <= explained


def _has_both_periods(db, question):
    cells = [
        kpi_cells(db, Question(within(question.slice, period), (question.metric,)))
        for period in (BEFORE, AFTER)
    ]
    return all(cell["value"].notna().all() and cell["value"].gt(0).all() for cell in cells)


def test_weeks_without_a_cause_name_nobody(sheet):
    db, question = sheet
    first, second = (
        Period(date(2026, 3, 2), date(2026, 3, 8)),
        Period(date(2026, 3, 9), date(2026, 3, 15)),
    )
    found = explain_change(db, replace(question, before=first, after=second))
    assert found.named == ()
    assert found.is_luck
    assert found.chance > 0.05


def test_amounts_are_compared_by_as_many_working_days(sheet):
    db, question = sheet
    found = explain_change(db, replace(question, metric="submitted_units"))
    assert found.factor == pytest.approx(0.5)
    assert found.before == pytest.approx(found.after)
    assert found.named == ()


def test_a_guideline_is_a_dimension_where_rows_tell_it(sheet, batch):
    assert "guideline_version" in offered_dimensions(*sheet)
    assert "guideline_version" not in offered_dimensions(*batch)
    db, question = sheet
    found = explain_change(db, replace(question, dimensions=("guideline_version", "vendor")))
    assert set(found.slices["guideline_version"]["code"]) == {"3.0", "4.0"}


def test_the_person_who_slowed_down_is_named(batch):
    db, question = batch
    found = explain_change(db, question)
    assert found.named[0].slice == {"annotator": "W3"}
    assert found.after > found.before
    assert found.named[0].contribution == pytest.approx(found.change, abs=5)


def test_answers_and_people_can_be_cut_at_once(batch):
    db, question = batch
    found = explain_change(db, replace(question, dimensions=("annotator", "label")))
    assert set(found.slices["label"]["code"]) == {"cat", "dog"}
    assert "W3" in set(found.slices["annotator"]["code"])


def test_new_people_are_suspects_with_their_timing(batch):
    told = suspects_of(*batch)
    [new] = [one for one in told if one.kind is SuspectKind.NEW]
    assert new.codes == ("W7",)
    assert new.days_off == 0


def test_a_marked_change_is_a_suspect(sheet):
    db, question = sheet
    mark = a_change_mark(question.project_id, day=date(2026, 3, 14))
    add_change_mark(db, mark, actor=ACTOR)
    [told] = [one for one in suspects_of(db, question) if one.kind is SuspectKind.MARK]
    assert (told.title_zh, told.days_off) == ("审核规范 4.0", -2)


def test_a_cause_leads_to_its_rows(sheet):
    db, question = sheet
    [first, *_] = explain_change(db, question).causes
    ids = dimension_ids(db, question.project_id)
    slice_ = narrowed(within(question.slice, AFTER), first.slice, ids)
    rows = rows_behind(db, slice_, question.metric)
    assert set(rows.rows["vendor"]) == {"LANTERN"}
    assert set(rows.rows["locale"]) == {"zh-CN"}
    assert rows_of(db, question, [first.slice]) == [rows.total] == [7]


def test_filters_narrow_the_question(sheet):
    db, question = sheet
    lantern = dimension_ids(db, question.project_id)["vendor"]["LANTERN"]
    narrow = replace(question.slice, vendor_ids=(lantern,))
    found = explain_change(db, replace(question, slice=narrow))
    assert set(found.slices["vendor"]["code"]) == {"LANTERN"}
    assert found.named[0].slice == {"locale": "zh-CN"}


def test_the_page_begins_with_what_got_worse(sheet):
    db, question = sheet
    begun = biggest_change(db, question.slice)
    assert begun.metric in {"qa_accuracy", "acceptance_rate", "first_pass_yield"}
    assert (begun.before, begun.after) == (BEFORE, AFTER)


def test_without_data_there_is_nothing_to_begin_with(db):
    number = stored_project(db, code="EMPTY")
    assert biggest_change(db, Slice((number,))) is None
    with pytest.raises(DomainError, match=r"rootcause\.empty"):
        explain_change(db, ChangeQuestion(Slice((number,)), "qa_accuracy", BEFORE, AFTER))


def test_who_may_not_see_a_project_is_told_that_there_is_none(sheet):
    db, question = sheet
    stranger = db.for_person(Person("eve", roles={question.project_id + 1000: Role.PM}))
    for asked in (explain_change, suspects_of, offered_dimensions):
        with pytest.raises(NotFoundError, match=r"project\.unknown"):
            asked(stranger, question)
