"""What happens is told to those who asked, signed, until it is heard; never into our network."""

import hashlib
import hmac
import http.server
import json
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.interface.webhooks import EVENTS, WebhookDraft, is_public, signature
from ecogov.domain.jobs.states import LONGEST_PAUSE, JobStatus
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.interface.telling import tell
from ecogov.services.interface.webhooks import (
    add_webhook,
    list_webhooks,
    relay,
    revoke_webhook,
)
from ecogov.services.jobs.desk import list_jobs
from ecogov.services.jobs.kinds import KINDS
from ecogov.services.jobs.working import Worker
from tests.builders import ACTOR, stored_project, stored_record

ONLY = {"webhook": KINDS["webhook"]}


@pytest.fixture
def receiver(monkeypatch):
    """Server that keeps what it is told and answers with the statuses it is given in turn."""
    heard, statuses = [], []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            self.send_response(statuses.pop(0) if statuses else 204)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    monkeypatch.setenv("ECOGOV_WEBHOOK_HOSTS", f"other.example, {host}")
    yield f"http://{host}/hook", heard, statuses
    server.shutdown()
    server.server_close()


def a_hook(url, *events, **told):
    return WebhookDraft(url=url, events=frozenset(events or EVENTS), **told)


def test_event_is_told_once_and_signed(db, receiver):
    url, heard, _ = receiver
    project_id = stored_project(db)
    stored_record(db, RecordKind.RISK, project_id, title="before")
    secret = add_webhook(db, a_hook(url, "risk"), actor=ACTOR)
    stored_record(db, RecordKind.RISK, project_id, owner="Ann")
    stored_record(db, RecordKind.ISSUE, project_id)
    worker = Worker(db, ONLY, watchers=(relay,))
    assert (worker.work_off(), worker.work_off()) == (1, 0)
    [(headers, body)] = heard
    told = json.loads(body)
    assert (told["event"], told["project"]) == ("risk.add", "TS-VIDEO")
    assert b"Ann" not in body
    at, _, signed = headers["X-EcoGov-Signature"].partition(",v1=")
    second = at.removeprefix("t=")
    expected = hmac.new(secret.encode(), f"{second}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(signed, expected.hexdigest())


def test_event_that_nobody_took_is_told_again(sqlite_db, receiver):
    url, heard, statuses = receiver
    project_id = stored_project(sqlite_db)
    add_webhook(sqlite_db, a_hook(url), actor=ACTOR)
    stored_record(sqlite_db, RecordKind.RISK, project_id)
    statuses += [500, 302]
    clock = [datetime.now(UTC)]
    worker = Worker(sqlite_db, ONLY, watchers=(relay,), clock=lambda: clock[0])
    for _ in range(3):
        assert worker.work_off() == 1
        clock[0] += LONGEST_PAUSE
    assert len(heard) == 3
    assert len({body for _, body in heard}) == 1
    assert list_jobs(sqlite_db)["status"].tolist() == [JobStatus.DONE]


def test_two_workers_tell_an_event_once(db, receiver):
    url, heard, _ = receiver
    project_id = stored_project(db)
    add_webhook(db, a_hook(url), actor=ACTOR)
    stored_record(db, RecordKind.RISK, project_id)
    assert relay(db) == 1
    assert relay(db) == 0
    assert [Worker(db, ONLY, watchers=(relay,)).work_off() for _ in range(2)] == [1, 0]
    assert len(heard) == 1


def test_only_events_of_its_project_reach_a_webhook_and_none_after_it_is_closed(db, receiver):
    url, heard, _ = receiver
    mine, other = stored_project(db), stored_project(db, code="OTHER")
    add_webhook(db, a_hook(url, project_id=mine), actor=ACTOR)
    stored_record(db, RecordKind.RISK, other)
    assert relay(db) == 0
    stored_record(db, RecordKind.RISK, mine)
    assert relay(db) == 1
    revoke_webhook(db, 1, actor=ACTOR)
    assert Worker(db, ONLY).work_off() == 1
    assert heard == []
    assert list_webhooks(db).empty


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/",
        "http://1.1.1.1/",
        "https://localhost/",
    ],
)
def test_nothing_is_told_into_our_own_network(url):
    with pytest.raises(DomainError, match=r"webhook\.private"):
        tell(url, b"{}", "secret", delivery=1)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/x", "https://", "https://ann:pw@example.org/", "https://example.org:x/"],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValidationError):
        a_hook(url)


def test_unknown_event_is_refused():
    with pytest.raises(ValidationError, match=r"webhook\.event"):
        a_hook("https://example.org/", "weather")


@given(st.ip_addresses())
def test_addresses_of_private_networks_are_never_public(address):
    if address.is_private or address.is_loopback or address.is_link_local:
        assert not is_public(str(address))


def test_signature_binds_the_second_and_the_body():
    first = signature("s", b"{}", 1)
    assert first != signature("s", b"{}", 2)
    assert first != signature("s", b"[]", 1)
    assert first != signature("t", b"{}", 1)
