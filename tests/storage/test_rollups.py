"""Roll-ups, item figures, values: what is stored equals the rows, and a difference is found."""

import pytest
from sqlalchemy import func, insert, select, update

from ecogov.services.verification import verify
from ecogov.storage.base import Base
from tests.builders import (
    a_judgment,
    a_sheet_day,
    a_task,
    an_annotation,
    an_assignment,
    stored_project,
    take_in,
    tasks_file,
)
from tests.harness.exports import records_bytes
from tests.harness.figures import figures, wrong_rollups

TABLES = Base.metadata.tables


@pytest.fixture
def stored(db):
    """Database in which every roll-up has rows."""
    project_id = stored_project(db, timezone="UTC")
    pair = [an_annotation(), an_annotation(id=2, completed_by=2, label="dog")]
    take_in(db, project_id, tasks_file(a_task(1, *pair), a_task(2)))
    take_in(db, project_id, records_bytes([an_assignment()]))
    take_in(db, project_id, records_bytes([a_judgment(_golden="true", answer_gold="yes")]))
    take_in(db, project_id, records_bytes([a_sheet_day()]))
    assert verify(db).is_clean
    return db


def tamper(db, statement):
    with db.engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("rollup", "submitted_units"),
        ("rollup", "handle_seconds"),
        ("rollup", "received_units"),
        ("rollup_label", "submitted_units"),
        ("rollup_agreement", "items"),
        ("rollup_stock", "open_units"),
    ],
)
def test_changed_figure_is_found(stored, table, column):
    one = TABLES[table]
    with stored.read() as session:
        day = session.execute(select(func.max(one.c.day)).where(one.c[column] > 0)).scalar_one()
    tamper(stored, update(one).where(one.c.day == day).values({column: one.c[column] + 1}))
    found = wrong_rollups(stored)
    assert {name for name, _ in found} == {table}
    assert {cell["day"] for _, cell in found} == {day}
    assert not verify(stored).is_clean


@pytest.mark.parametrize(
    "table", ["rollup", "rollup_label", "rollup_agreement", "rollup_stock", "rollup_values"]
)
def test_missing_cell_is_found(stored, table):
    tamper(stored, TABLES[table].delete())
    assert {name for name, _ in wrong_rollups(stored)} == {table}


def test_cell_too_many_is_found(stored):
    rollup = TABLES["rollup"]
    with stored.read() as session:
        row = dict(session.execute(select(rollup)).mappings().first())
    tamper(stored, insert(rollup).values(**row | {"locale": "xx"}))
    assert [cell["locale"] for _, cell in wrong_rollups(stored)] == ["xx"]


def test_changed_value_behind_a_median_is_found(stored):
    values = TABLES["rollup_values"]
    tamper(stored, update(values).where(values.c.kind == "handle").values(block=b"\0" * 8))
    assert {cell["kind"] for _, cell in wrong_rollups(stored)} == {"handle"}


def test_changed_row_is_found_through_its_figures(stored):
    event = TABLES["event"]
    tamper(stored, update(event).where(event.c.event_id == "A1").values(worked_seconds=1.0))
    assert {name for name, _ in wrong_rollups(stored)} == {
        "rollup", "rollup_label", "rollup_values",
    }  # fmt: skip


def test_import_recomputes_no_day_that_it_does_not_touch(db):
    project_id = stored_project(db, timezone="UTC")
    take_in(db, project_id, records_bytes([a_sheet_day(), a_sheet_day(Date="2026-03-03")]))
    rollup = TABLES["rollup"]
    marked = update(rollup).values(cancelled_units=5)
    tamper(db, marked)
    take_in(db, project_id, records_bytes([a_sheet_day(Date="2026-03-03", Units="7")]))
    with db.read() as session:
        told = session.execute(select(rollup.c.day, rollup.c.cancelled_units)).all()
    assert {(day.day, number) for day, number in told} == {(2, 5), (3, 0)}


def test_items_of_one_project_are_not_those_of_another(db):
    pair = [an_annotation(), an_annotation(id=2, completed_by=2)]
    for code in ("ONE", "TWO"):
        take_in(db, stored_project(db, code=code), tasks_file(a_task(1, *pair)))
    agreed = figures(db)["item_agreement"]
    assert [dict(row)["project_id"] for row in agreed] == ["ONE", "TWO"]


def test_items_of_two_tools_are_not_one_because_both_count_from_one(db):
    project_id = stored_project(db)
    take_in(db, project_id, tasks_file(a_task(1, an_annotation())))
    take_in(db, project_id, tasks_file(a_task(1, an_annotation(label="dog"))), instance="second")
    approved = {"AssignmentStatus": "Approved", "ApprovalTime": "2026-03-04 09:00:00 UTC"}
    take_in(db, project_id, records_bytes([an_assignment(HITId="1", **approved)]))
    review = {"accepted": False, "created_by": 7, "created_at": "2026-03-04T10:00:00Z"}
    third = tasks_file(a_task(1, an_annotation(reviews=[review])))
    take_in(db, project_id, third, instance="third")
    told = figures(db)
    assert told["item_agreement"] == []
    reviews = {dict(row)["source_id"]: dict(row) for row in told["item_review"]}
    assert {name: (row["first_passed"], row["returned"]) for name, row in reviews.items()} == {
        "mturk|": (1, 0),
        "label_studio_json|third": (0, 1),
    }
