"""Digests: what changed is told once, in the reader's language, and again until it arrives."""

import json
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from ecogov.domain.errors import DomainError, NotFoundError, UnavailableError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.domain.status.digests import Rhythm, is_due
from ecogov.i18n.digests import Message
from ecogov.services.status.digests import compose_digest, notify, send_digests
from ecogov.services.trail import history
from ecogov.storage.registers import now
from tests.builders import ACTOR, stored_project, stored_record

TODAY = now().date()
MONDAY = date(2026, 11, 23)


class Mailbox(list):
    """What arrived; it can be out of order."""

    is_open = True

    def __call__(self, address, message):
        if self.is_open:
            self.append((address, message))
        return self.is_open


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def project(sqlite_db, monkeypatch):
    told = {
        "team": {"url": "json://127.0.0.1:1/secret", "language": "zh-Hans"},
        "boss": {"url": "json://127.0.0.1:2", "programme": "Nothing", "every": "week"},
    }
    monkeypatch.setenv("ECOGOV_DIGESTS", json.dumps(told))
    return stored_project(sqlite_db)


def send(db, mailbox, today=TODAY, **told):
    return send_digests(db, today, actor=ACTOR, deliver=mailbox, **told)


def late(db, project):
    stored_record(
        db, RecordKind.MILESTONE, project, title="Pilot",
        baseline_on=TODAY - timedelta(days=40), forecast_on=TODAY + timedelta(days=9),
    )  # fmt: skip


def test_what_changed_is_told_once_and_then_it_is_quiet(sqlite_db, project, mailbox):
    assert send(sqlite_db, mailbox) == {"team": "sent", "boss": "quiet"}
    [(address, message)] = mailbox
    assert address == "json://127.0.0.1:1/secret"
    assert "TS-VIDEO 短视频内容安全审核" in message.text
    tomorrow = TODAY + timedelta(days=1)
    assert send(sqlite_db, mailbox, tomorrow)["team"] == "quiet"
    late(sqlite_db, project)
    assert send(sqlite_db, mailbox, tomorrow)["team"] == "sent"
    assert "进度：由" in mailbox[-1][1].text


@pytest.mark.usefixtures("project")
def test_a_digest_waits_for_its_day_unless_it_is_asked_for(sqlite_db, mailbox):
    send(sqlite_db, mailbox)
    assert send(sqlite_db, mailbox)["team"] == "waits"
    assert send(sqlite_db, mailbox, names=("team",)) == {"team": "quiet"}


def test_what_did_not_arrive_stays_due_and_is_written_down(sqlite_db, project, mailbox):
    mailbox.is_open = False
    with pytest.raises(UnavailableError, match=r"digest\.undelivered"):
        send(sqlite_db, mailbox)
    assert history(sqlite_db, "digest", "team")["action"].tolist() == ["digest.fail"]
    mailbox.is_open = True
    assert send(sqlite_db, mailbox)["team"] == "sent"
    trail = str(history(sqlite_db, "digest", "team").to_dict("records"))
    assert "secret" not in trail
    assert project


def test_a_message_arrives_through_the_library():
    arrived = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            arrived.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.handle_request)
    thread.start()
    message = ("Title", "One\nTwo 中文")

    assert notify(f"json://127.0.0.1:{server.server_port}", Message(*message))
    thread.join(10)
    server.server_close()
    assert (arrived[0]["title"], arrived[0]["message"]) == message
    with pytest.raises(DomainError, match=r"digest\.address"):
        notify("nonsense", Message(*message))


@pytest.mark.usefixtures("project")
def test_only_administrators_send_and_only_what_is_set(sqlite_db):
    viewer = sqlite_db.for_person(Person("vic", Role.VIEWER))
    with pytest.raises(NotAllowedError):
        compose_digest(viewer, "team", TODAY)
    with pytest.raises(NotFoundError, match=r"digest\.unknown"):
        compose_digest(sqlite_db, "nobody", TODAY)
    assert not compose_digest(sqlite_db, "team", TODAY).is_quiet
    assert history(sqlite_db, "digest", "team").empty


@pytest.mark.parametrize(
    ("rhythm", "last", "due"),
    [
        (Rhythm.DAY, None, True),
        (Rhythm.DAY, MONDAY - timedelta(days=1), True),
        (Rhythm.DAY, MONDAY, False),
        (Rhythm.WEEK, MONDAY - timedelta(days=1), True),
        (Rhythm.WEEK, MONDAY, False),
        (Rhythm.WEEK, date(2025, 12, 31), True),
    ],
)
def test_when_a_digest_is_due(rhythm, last, due):
    assert is_due(rhythm, last, MONDAY) is due
