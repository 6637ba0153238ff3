"""Other systems read and send; who may not, or sends what does not fit, is told what to mend."""

import gzip
import json

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ecogov.api.v1.interface import interface
from ecogov.api.v1.throttle import Throttle
from ecogov.domain.errors import DomainError
from ecogov.domain.interface.tokens import Scope
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.imports import list_imports
from ecogov.services.interface.tokens import list_tokens, revoke_token
from ecogov.services.projects import get_project
from ecogov.services.trail import verify_trail
from tests.builders import ACTOR, stored_project, stored_record

EVENTS = "/api/v1/projects/TS-VIDEO/events"
DAYS = "/api/v1/projects/TS-VIDEO/production"


def an_event(number=1, **told):
    return {
        "event_id": f"e-{number}",
        "item_id": f"i-{number}",
        "annotator_id": "anna",
        "submitted_at": "2026-03-02T08:00:00Z",
        "label": "cat",
        **told,
    }


def code_of(answer):
    told = answer.json()["error"]
    assert told["message"]
    return answer.status_code, told["code"]


@pytest.fixture(autouse=True)
def project_id(db):
    """Id of the project TS-VIDEO."""
    return stored_project(db)


def test_rows_are_taken_in_and_sending_them_again_stores_nothing_twice(client, project_id, db):
    rows = [an_event(n) for n in range(3)]
    first, again = (client.post(EVENTS, json=rows).json() for _ in range(2))
    assert (first["accepted"], first["rejected"]) == (3, 0)
    assert (again["accepted"], again["duplicate"]) == (0, 3)
    lines = "\n".join(json.dumps(an_event(n)) for n in (2, 3))
    kind = {"Content-Type": "application/x-ndjson"}
    assert client.post(EVENTS, content=lines, headers=kind).json()["accepted"] == 1
    assert list_imports(db, project_id)["actor"].unique().tolist() == ["token labelling tool"]
    assert verify_trail(db) == []


def test_sums_of_days_show_in_the_figures(client):
    day = {"day": "2026-03-02", "vendor": "KERLIP", "units": 100, "units_accepted": 90}
    assert client.post(DAYS, json=[day]).json()["accepted"] == 1
    assert client.post(DAYS, json=[{**day, "units": 120}]).json()["updated"] == 1
    query = {"metric": "submitted_units", "by": "day,vendor", "since": "2026-03-01"}
    [cell] = client.get("/api/v1/projects/ts-video/kpis", params=query).json()["items"]
    assert (cell["value"], cell["group"]) == (120, {"day": "2026-03-02", "vendor": "KERLIP"})


def test_bad_rows_are_told_one_by_one_in_the_language_asked_for(client):
    rows = [an_event(1), an_event(2, units="many"), {"colour": "red"}]
    taken = client.post(EVENTS, json=rows, headers={"Accept-Language": "fr, zh;q=0.8"}).json()
    assert (taken["accepted"], taken["rejected"]) == (1, 2)
    told = [(one["row"], one["field"], one["code"]) for one in taken["rejections"]]
    assert told == [(2, "units", "row.number"), (3, "colour", "row.field_unknown")]
    assert "数字" in taken["rejections"][0]["message"]
    strict = client.post(EVENTS, params={"strict": True}, json=[an_event(9), {"colour": 1}])
    assert code_of(strict) == (422, "import.strict")
    assert code_of(client.post(EVENTS, json=[{"colour": 1}])) == (422, "api.no_good_row")


def test_request_under_a_key_is_done_once_and_another_under_it_is_refused(client, project_id, db):
    key = {"Idempotency-Key": "batch-7"}
    first = client.post(EVENTS, json=[an_event()], headers=key)
    again = client.post(EVENTS, json=[an_event()], headers=key)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(list_imports(db, project_id)) == 1
    other = client.post(EVENTS, json=[an_event(2)], headers=key)
    assert code_of(other) == (422, "api.key_reused")
    bad = client.post(EVENTS, json=[an_event()], headers={"Idempotency-Key": "a b"})
    assert code_of(bad) == (422, "api.key_form")


@pytest.mark.parametrize(
    ("path", "kind"), [("risks", RecordKind.RISK), ("milestones", RecordKind.MILESTONE)]
)
def test_records_are_read_page_by_page(client, db, path, kind):
    project_id = get_project(db, "TS-VIDEO").id
    for _ in range(3):
        stored_record(db, kind, project_id)
    page = client.get(f"/api/v1/projects/TS-VIDEO/{path}", params={"limit": 2}).json()
    rest = client.get(page["next"]).json()
    assert (page["total"], len(page["items"]), len(rest["items"])) == (3, 2, 1)
    assert rest["next"] is None
    assert page["items"][0]["ref"].endswith("-3")


def test_token_opens_its_own_project_and_no_other_one_is_there(
    client_of, token_for, project_id, db
):
    stored_project(db, code="OTHER")
    client = client_of(token_for(project_id=project_id))
    assert [one["code"] for one in client.get("/api/v1/projects").json()["items"]] == ["TS-VIDEO"]
    assert code_of(client.get("/api/v1/projects/OTHER")) == (404, "project.unknown")
    assert code_of(client.get("/api/v1/projects/OTHER/risks")) == (404, "project.unknown")
    sent = client.post("/api/v1/projects/OTHER/events", json=[an_event()])
    assert code_of(sent) == (404, "project.unknown")


def test_token_does_only_what_its_scope_says(client_of, token_for):
    reading, sending = client_of(token_for(Scope.READ)), client_of(token_for(Scope.INGEST))
    assert code_of(reading.post(EVENTS, json=[an_event()])) == (403, "api.scope")
    assert code_of(sending.get("/api/v1/projects")) == (403, "api.scope")
    assert sending.post(EVENTS, json=[an_event()]).status_code == 200


@pytest.mark.parametrize("token", [None, "wrong", "ecogov_wrong", "ecogov_" + "x" * 500])
def test_stranger_is_told_to_bring_a_token(client_of, token):
    answer = client_of(token).get("/api/v1/projects")
    assert code_of(answer) == (401, "api.unauthorised")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_revoked_token_opens_nothing_and_use_is_remembered(client, db):
    assert client.get("/api/v1/projects").status_code == 200
    assert list_tokens(db)["last_used_at"].notna().all()
    revoke_token(db, 1, actor=ACTOR)
    assert client.get("/api/v1/projects").status_code == 401
    assert list_tokens(db).empty


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_what_is_not_there_is_told_as_json(client_of, method):
    answer = client_of().request(method, "/api/v2/nothing")
    assert code_of(answer) == (404, "api.not_found")
    assert code_of(client_of().delete("/api/v1/projects")) == (405, "api.method")


def test_body_too_large_is_refused_whether_it_says_so_or_not(token_for, monkeypatch):
    monkeypatch.setenv("ECOGOV_API_BODY_MB", "1")
    small = TestClient(
        Starlette(routes=[Mount("/api", interface())]),
        headers={"Authorization": f"Bearer {token_for()}", "Content-Type": "application/json"},
    )
    body = b" " * (2**20 + 1)
    assert code_of(small.post(EVENTS, content=body)) == (413, "api.too_large")
    pieces = (body[start : start + 2**18] for start in range(0, len(body), 2**18))
    assert code_of(small.post(EVENTS, content=pieces)) == (413, "api.too_large")
    bomb = gzip.compress(b" " * 10**7)
    assert code_of(small.post(EVENTS, content=bomb))[0] == 422


def test_body_of_another_kind_is_refused(client):
    assert code_of(client.post(EVENTS, content=b"a,b")) == (415, "api.media_type")
    broken = client.post(EVENTS, content=b"[{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 422


def test_parameters_that_do_not_fit_are_named(client):
    answer = client.get("/api/v1/projects", params={"limit": 0, "colour": "red"})
    assert code_of(answer) == (422, "api.parameters")
    fields = {detail["field"] for detail in answer.json()["error"]["details"]}
    assert fields == {"limit", "colour"}


def test_who_asks_too_often_is_told_when_to_go_on(token_for, monkeypatch):
    monkeypatch.setenv("ECOGOV_API_REQUESTS_PER_MINUTE", "2")
    eager = TestClient(
        Starlette(routes=[Mount("/api", interface())]),
        headers={"Authorization": f"Bearer {token_for()}"},
    )
    answers = [eager.get("/api/v1/projects") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 31


def test_bucket_refills_with_time():
    clock = [0.0]
    throttle = Throttle(60, lambda: clock[0])
    for _ in range(60):
        throttle.take("a")
    with pytest.raises(DomainError) as caught:
        throttle.take("a")
    assert caught.value.params["seconds"] == 1
    throttle.take("b")
    clock[0] += 1
    throttle.take("a")


def test_health_and_metrics(client, client_of):
    assert client_of().get("/healthz").json() == {"status": "ok"}
    assert client_of().get("/readyz").json() == {"status": "ready"}
    assert client_of().get("/metrics").status_code == 401
    client.get("/api/v1/projects")
    text = client.get("/metrics").text
    assert 'ecogov_requests_total{method="GET",route="/projects",status="200"}' in text
    assert "ecogov_database_up 1.0" in text


def test_answers_tell_browsers_to_refuse_everything_else(client):
    headers = client.get("/healthz").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_status_says_its_reasons_in_the_language_asked_for(client):
    headers = {"Accept-Language": "zh-CN"}
    told = client.get("/api/v1/projects/TS-VIDEO/status", headers=headers).json()
    assert told["project"] == "TS-VIDEO"
    assert {one["light"] for one in told["dimensions"]} <= {"green", "amber", "red", "grey"}
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told["verdict"])


def test_project_without_anomalies_has_an_empty_list(client):
    told = client.get("/api/v1/projects/TS-VIDEO/anomalies", params={"shown": "all"}).json()
    assert told == {"items": [], "total": 0, "next": None}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_time_are_answered(client, day):
    for path in (f"status?as_of={day}", f"kpis?by=day&since={day}", f"kpis?by=day&until={day}"):
        answer = client.get(f"/api/v1/projects/TS-VIDEO/{path}")
        assert answer.status_code in {200, 422}, answer.text
