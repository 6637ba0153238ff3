"""Questions in SQL are answered; whatever they try, they change nothing and see no secret."""

import pytest
from sqlalchemy import text

from ecogov.domain.errors import DomainError
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.services.asking.questions import Limits, as_frame, ask, schema
from ecogov.services.asking.saved import list_queries, remove_query, save_query
from ecogov.services.log.feeds import create_feed
from ecogov.storage.asking.limits import is_secret
from ecogov.storage.base import Base
from tests.builders import ACTOR, stored_project

WRITES = [
    "DELETE FROM project",
    "INSERT INTO project (code) VALUES ('X')",
    "UPDATE project SET code = 'X'",
    "DROP TABLE project",
    "CREATE TABLE mine (a int)",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "WITH gone AS (DELETE FROM project RETURNING *) SELECT * FROM gone",
    "SELECT 1; DELETE FROM project",
    "SELECT 1) AS x; DELETE FROM project; --",
    "SELECT code FROM project FOR UPDATE",
    "SELECT * INTO mine FROM project",
    "/* SELECT */ DELETE FROM project",
    "-- SELECT\nDELETE FROM project",
    "EXPLAIN ANALYZE DELETE FROM project",
    "COPY project TO PROGRAM 'cat'",
    "SET ROLE postgres",
    "VACUUM",
    "ATTACH 'other.db' AS other",
    "PRAGMA writable_schema = ON",
    "PRAGMA table_info(project)",
    "SELECT load_extension('x')",
    "SELECT * FROM pragma_table_info('api_token')",
    "SELECT set_config('role', 'none', false)",
    "SELECT \"set_config\"('role', 'none', false)",
    "SELECT U&\"\\0073et_config\"('role', 'none', false)",
    "SELECT query_to_xml('SELECT set_config(''role'', ''none'', false)', true, true, '')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT nextval('project_id_seq')",
    "BEGIN",
    "",
    "SELECT \x00",
]
SECRETS = [
    "SELECT token_hash FROM calendar_feed",
    "SELECT * FROM calendar_feed",
    "SELECT count(*) FROM calendar_feed WHERE token_hash > '0'",
    "SELECT f.* FROM (SELECT * FROM calendar_feed) AS f",
    "SELECT id FROM calendar_feed ORDER BY token_hash",
    "SELECT secret FROM webhook",
    "SELECT max(token_hash) OVER () FROM api_token",
    "SELECT project.id FROM project JOIN api_token ON token_hash = project.code",
]

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) "


@pytest.fixture(scope="module")
def asked(module_db):
    """Database with a project whose milestones somebody follows by a secret address."""
    create_feed(module_db, stored_project(module_db), "en", actor=ACTOR)
    return module_db


def code_of(db, statement, limits=None):
    with pytest.raises(DomainError) as caught:
        ask(db, statement, limits)
    return caught.value.code


def everything(db):
    with db.read() as session:
        return session.execute(text("SELECT count(*), max(code) FROM project")).one()


@pytest.mark.parametrize("statement", WRITES)
def test_whatever_is_no_question_is_refused_and_changes_nothing(asked, statement):
    before, revision = everything(asked), asked.revision()
    assert code_of(asked, statement).startswith("sql.")
    assert (everything(asked), asked.revision()) == (before, revision)


@pytest.mark.parametrize("statement", SECRETS)
def test_secret_is_not_shown_not_even_through_a_side_door(asked, statement):
    assert code_of(asked, statement) == "sql.secret"


def test_what_is_no_secret_beside_one_is_shown(asked):
    answer = ask(asked, "SELECT id, language FROM calendar_feed")
    assert (answer.columns, answer.rows) == (("id", "language"), [(1, "en")])
    assert ask(asked, "SELECT count(*) AS n FROM calendar_feed").rows == [(1,)]


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT code FROM project;", [("TS-VIDEO",)]),
        ("  -- mine\n/* too */ SELECT 1 AS one -- the end", [(1,)]),
        ("WITH n AS (SELECT 2 AS a) SELECT a, a FROM n", [(2, 2)]),
        ("VALUES (1, 'x')", [(1, "x")]),
        ("SELECT '100%' AS share, '%s' AS mark, ':a' AS colon", [("100%", "%s", ":a")]),
        (COUNT + "SELECT i FROM n WHERE i < 4", [(1,), (2,), (3,)]),  # noqa: S608 - our own words
    ],
)
def test_question_is_answered(asked, statement, rows):
    assert ask(asked, statement).rows == rows


def test_answer_ends_at_its_limit_and_says_so(asked):
    answer = ask(asked, COUNT + "SELECT i, i FROM n", Limits(rows=4))  # noqa: S608
    assert (len(answer.rows), answer.is_cut) == (4, True)
    assert list(as_frame(answer).columns) == ["i", "i_2"]
    assert not ask(asked, COUNT + "SELECT i FROM n", Limits(rows=9)).is_cut  # noqa: S608


def test_question_without_end_is_stopped(asked):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert code_of(asked, endless, Limits(seconds=0.3)) == "sql.too_slow"


def test_database_says_what_it_does_not_understand(asked):
    assert code_of(asked, "SELECT nothing FROM nowhere") == "sql.refused"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEAD, Role.PM])
def test_only_who_may_see_everything_asks(asked, role):
    with pytest.raises(NotAllowedError):
        ask(asked.for_person(Person("ann", role)), "SELECT 1")
    with pytest.raises(NotAllowedError):
        ask(asked.for_person(Person("ann", roles={1: Role.ADMINISTRATOR})), "SELECT 1")


def test_schema_lists_what_can_be_asked_and_nothing_else(asked):
    columns = schema(asked)
    told = set(zip(columns["table"], columns["column"], strict=True))
    assert ("project", "code") in told
    assert not {column for table, column in told if is_secret(table, column)}
    leads = columns[(columns["table"] == "queue") & (columns["column"] == "project_id")]
    assert leads["refers_to"].tolist() == ["project.id"]


def test_every_column_that_sounds_like_a_secret_is_one():
    words = ("password", "secret", "token_hash", "nonce", "verifier", "salt")
    suspects = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(word in column.name for word in words)
    }
    assert {("webhook", "secret"), ("api_token", "token_hash")} <= suspects
    assert {one for one in suspects if not is_secret(*one)} == set()


def test_query_is_kept_under_its_name_and_forgotten(db):
    number = save_query(db, " All  projects ", "SELECT code FROM project;", actor=ACTOR)
    kept = list_queries(db).iloc[0]
    assert (kept["name"], kept["statement"]) == ("All projects", "SELECT code FROM project")
    for name, statement, code in (
        ("All projects", "SELECT 1", "saved_query.taken"),
        (" ", "SELECT 1", "saved_query.name"),
        ("x", "DELETE FROM project", "sql.only_select"),
    ):
        with pytest.raises(DomainError, match=code.replace(".", r"\.")):
            save_query(db, name, statement, actor=ACTOR)
    remove_query(db, number, actor=ACTOR)
    assert list_queries(db).empty
