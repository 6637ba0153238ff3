"""Whatever is logged comes back from every format, as far as the format can hold it."""

import math
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.fields import FIRST_DAY, Shape
from ecogov.domain.log.interchange import TRACKER_FORMATS, BringRequest, ExchangeFormat, Fate
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.domain.log.plans import PlanFacts
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.trackers import field_of
from ecogov.i18n.translator import translator
from ecogov.readers.log.days import day_in
from ecogov.readers.log.reading import found_rows
from ecogov.reports.log.receipts import receipt_json, receipt_table
from ecogov.reports.log.trackers import _as_jira
from ecogov.reports.log.writing import written
from ecogov.services.log.bringing.exporting import exported
from ecogov.services.log.bringing.taking import bring, opened_files
from ecogov.services.log.bringing.wording import vocabulary
from ecogov.services.log.milestones import link_milestones
from ecogov.services.log.records import log_records
from ecogov.storage.database import Database
from tests.builders import ACTOR, stored_project

MILESTONE = RecordKind.MILESTONE
STAMP = datetime(2026, 3, 2, 8, tzinfo=UTC)
NASTY = st.sampled_from(
    (
        *("=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(A1)", "'=1", "''@x", "\t=1", "\uff1d1+1"),
        *("<script>alert(1)</script>", 'a "quoted" word', "one\ntwo\r\nthree", "a,b;c|d\te"),
        *("שלום עולם", "مرحبا", "\U0001f469\u200d\U0001f680", "说明；文字", "ÄÖÜ é", "_x0041_"),
        *("&amp; ]]>", "\u202eevil", "x" * 190, "M-3FS+2d", "#", " padded ", "NULL", "\x7f\x85"),
    )
)
UNSTORABLE = "".join(map(chr, {*range(32), 0xFFFE, 0xFFFF} - set(map(ord, "\t\n\r"))))
TEXT = st.one_of(
    NASTY,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNSTORABLE), max_size=60),
)
DAY = st.dates(FIRST_DAY, date(2100, 12, 31))
SHAPES = {
    Shape.LINE: TEXT,
    Shape.NOTE: TEXT,
    Shape.PERSON: TEXT.map(lambda text: text[:110]),
    Shape.DAY: st.none() | DAY,
    Shape.LEVEL: st.none() | st.integers(1, 5),
    Shape.SHARE: st.none() | st.floats(0, 1),
    Shape.MONEY: st.none() | st.floats(0, 1e15),
    Shape.DAYS: st.none() | st.floats(0, 10_000),
    Shape.COUNT: st.none() | st.integers(0, 100),
    Shape.FLAG: st.booleans(),
    Shape.VENDOR: st.none(),
    Shape.EFFECTS: st.just(()),
}
few_examples = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
UNSET = (
    *("residual_probability", "residual_impact", "target_probability", "target_impact"),
    *("cost_low", "cost_likely", "cost_high", "days_low", "days_likely", "days_high"),
    *("actual_on", "start_on"),
)
"""Fields that only go together; what they say is tried where records are validated."""


@st.composite
def drafts(draw, kind):
    """Draft a record of a kind with hostile texts and whatever else it may hold."""
    spec = KINDS[kind]
    told = {field.name: draw(_values(kind, field)) for field in spec.fields}
    told |= {"project_id": 1, "external_key": ""}
    told |= dict.fromkeys([name for name in UNSET if name in told])
    try:
        return spec.draft(**told)
    except ValidationError:
        calm = {"status": spec.open_statuses[0], "response": None}
        return spec.draft(**told | {name: calm[name] for name in calm if name in told})


def _values(kind, field):
    if field.name == "title":
        return TEXT.filter(lambda text: text.strip())
    if field.shape is not Shape.CHOICE:
        return SHAPES[field.shape]
    default = KINDS[kind].draft.model_fields[field.name].default
    return st.sampled_from([*([None] if default is None else []), *field.choices])


@pytest.fixture
def fresh(_sqlite_template, tmp_path):
    """Give an empty database of its own to every example."""
    count = iter(range(10**6))

    def make():
        path = tmp_path / f"{next(count)}.db"
        shutil.copyfile(_sqlite_template, path)
        return Database.open(f"sqlite:///{path.as_posix()}")

    return make


def _rows(db, project_id, kind):
    rows = exported(db, project_id, [kind])[kind]
    return rows.drop(columns=["id", "version", "project_id"]).astype(object).to_dict("records")


def _alike(first, second):
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-13) or (first != first and second != second)  # noqa: PLR0124
    return first is second or first == second or str(first) == str(second) == "<NA>"


def _taken(db, project_id, content, **told):
    source = opened_files(content, "file")[0]
    return bring(db, project_id, source, BringRequest(**told), actor=ACTOR)


@pytest.mark.parametrize(
    ("file_format", "language"), [(ExchangeFormat.CSV, "en"), (ExchangeFormat.XLSX, "zh-Hans")]
)
@pytest.mark.parametrize("kind", list(RecordKind))
def test_own_tables_lose_nothing_and_change_nothing_twice(fresh, kind, file_format, language):
    facts = PlanFacts(code="TS-VIDEO", name="x")

    @few_examples
    @given(st.lists(drafts(kind), min_size=1, max_size=3))
    def check(told):
        here, there = fresh(), fresh()
        project = stored_project(here)
        log_records(here, kind, told, actor=ACTOR)
        sheets = exported(here, project, [kind])
        content = written(translator(language), file_format, sheets, facts=facts, stamp=STAMP)
        for _ in range(2):
            copy = stored_project(there) if there.revision() == 0 else 1
            brought = _taken(there, copy, content)
            assert not brought.count(Fate.REFUSED), receipt_json(translator("en"), brought)
            for old, new in zip(_rows(here, project, kind), _rows(there, copy, kind), strict=True):
                assert {name for name in old if not _alike(old[name], new[name])} == set()
        assert brought.count(Fate.UNCHANGED) == len(told)
        here.close()
        there.close()

    check()


KEPT = {"title", "description", "owner"}


@pytest.mark.parametrize("file_format", TRACKER_FORMATS)
@pytest.mark.parametrize("kind", list(RecordKind))
def test_trackers_keep_what_they_have_columns_for(fresh, kind, file_format):
    facts = PlanFacts(code="TS-VIDEO", name="x")
    due = field_of("due", kind)

    @few_examples
    @given(st.lists(drafts(kind), min_size=1, max_size=3))
    def check(told):
        here, there = fresh(), fresh()
        project, copy = stored_project(here), stored_project(there)
        log_records(here, kind, told, actor=ACTOR)
        sheets = exported(here, project, [kind])
        content = written(translator("en"), file_format, sheets, facts=facts, stamp=STAMP)
        brought = _taken(there, copy, content, format=file_format)
        assert brought.count(Fate.NEW) == len(told), receipt_json(translator("en"), brought)
        for old, new in zip(_rows(here, project, kind), _rows(there, copy, kind), strict=True):
            assert {name for name in {*KEPT, due} if not _alike(old[name], new[name])} == set()
        assert _taken(there, copy, content, format=file_format).count(Fate.UNCHANGED) == len(told)
        for language in ("en", "zh-Hans"):
            receipt_table(translator(language), brought)
        here.close()
        there.close()

    check()


NAMESPACE = "{http://schemas.microsoft.com/project}"


def read_plan(content):
    """Read a plan by the schema alone, without a line of the program's own reader."""
    root = ET.fromstring(content)  # noqa: S314 - we wrote it ourselves
    minutes = int(root.findtext(f"{NAMESPACE}MinutesPerDay"))
    tasks, links = {}, set()
    for task in root.find(f"{NAMESPACE}Tasks"):
        said = {
            child.tag.removeprefix(NAMESPACE): child.text or "" for child in task if len(child) == 0
        }
        baseline = task.find(f"{NAMESPACE}Baseline/{NAMESPACE}Finish")
        said["Baseline"] = None if baseline is None else date.fromisoformat(baseline.text[:10])
        tasks[int(said["UID"])] = said
        for link in task.findall(f"{NAMESPACE}PredecessorLink"):
            tenths = int(link.findtext(f"{NAMESPACE}LinkLag"))
            days, rest = divmod(tenths, minutes * 10)
            assert rest == 0
            kind = ("FF", "FS", "SF", "SS")[int(link.findtext(f"{NAMESPACE}Type"))]
            links.add(
                (int(link.findtext(f"{NAMESPACE}PredecessorUID")), int(said["UID"]), kind, days)
            )
    return tasks, links


@st.composite
def plans(draw):
    told = draw(st.lists(drafts(MILESTONE), min_size=2, max_size=5))
    pairs = [(first, second) for second in range(len(told)) for first in range(second)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    ties = [(*pair, draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(-30, 30)))
            for pair in chosen]  # fmt: skip
    return told, ties


def test_plan_says_to_an_independent_reader_what_was_logged_and_comes_back(fresh):
    @few_examples
    @given(plans(), st.sampled_from([(9.0, 18.0), (8.0, 16.0), (9.5, 17.25)]))
    def check(plan, hours):
        told, ties = plan
        here, there = fresh(), fresh()
        project, copy = stored_project(here), stored_project(there)
        logged = log_records(here, MILESTONE, told, actor=ACTOR)
        for first, second, kind, lag in ties:
            ids = {"predecessor_id": logged[first].id, "successor_id": logged[second].id}
            link_milestones(here, MilestoneLinkDraft(**ids, type=kind, lag_days=lag), actor=ACTOR)
        facts = PlanFacts(code="TS-VIDEO", name="x", day_start=hours[0], day_end=hours[1])
        sheets = exported(here, project, [MILESTONE])
        content = written(translator("en"), ExchangeFormat.MSPDI, sheets, facts=facts, stamp=STAMP)
        tasks, links = read_plan(content)
        assert links == {(first + 1, second + 1, kind, lag) for first, second, kind, lag in ties}
        for number, draft in enumerate(told, 1):
            finish = tasks[number].get("Finish", "")[:10]
            assert finish == (draft.forecast_on.isoformat() if draft.forecast_on else "")
            assert tasks[number]["Baseline"] == draft.baseline_on
            assert tasks[number]["Milestone"] == str(int(not draft.duration_days))
        brought = _taken(there, copy, content)
        assert brought.count(Fate.NEW) == len(told), receipt_json(translator("en"), brought)
        names = {"forecast_on", "baseline_on", "duration_days", "waits_for"}
        for old, new in zip(
            _rows(here, project, MILESTONE), _rows(there, copy, MILESTONE), strict=True
        ):
            assert {name for name in names if not _alike(old[name], new[name])} == set()
        assert _taken(there, copy, content).count(Fate.UNCHANGED) == len(told)
        here.close()
        there.close()

    check()


@few_examples
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_no_file_whatever_ends_in_anything_but_a_refusal_or_rows(content):
    try:
        source = opened_files(content, "file")[0]
        for told in (BringRequest(), BringRequest(format=ExchangeFormat.JIRA)):
            found_rows(source, told, vocabulary())
    except DomainError:
        pass


def test_days_far_apart_are_written_and_read_as_the_same_day():
    day = FIRST_DAY
    while day <= date(2100, 12, 31):
        assert day_in(_as_jira(day)) == day_in(day.isoformat()) == day
        day += timedelta(days=37)
