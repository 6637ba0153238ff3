"""Who counts as sitting at this machine, while nobody has an account."""

import asyncio

import pytest

from ecogov.api.gate import Gate, is_open
from ecogov.domain.accounts import AccountDraft
from ecogov.services.people.accounts import add_account
from tests.builders import ACTOR

HERE = {"client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8501), "host": "localhost:8501"}


@pytest.fixture(autouse=True)
def _settings(sqlite_url, monkeypatch):
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)


def passes(**told):
    """Tell whether the gate lets a request through to the app, and which headers reach it."""
    given = {**HERE, **told}
    reached = []

    async def app(scope, _receive, send):
        reached.append(dict(scope["headers"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def receive():
        return {"type": "http.request"}

    async def send(_message):
        return None

    extra = [(name.lower().encode(), value.encode()) for name, value in given.get("headers", ())]
    scope = {
        "type": "http", "method": "GET", "path": given.get("path", "/log"), "query_string": b"",
        "scheme": "http", "headers": [(b"host", given["host"].encode()), *extra],
        "client": given["client"], "server": given["server"],
    }  # fmt: skip
    asyncio.run(Gate(app)(scope, receive, send))
    return reached


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_whoever_sits_here_comes_in(host):
    assert passes(host=host.lower())


@pytest.mark.parametrize(
    "told",
    [
        {"client": ("203.0.113.7", 1)},
        {"client": None},
        {"server": ("10.0.0.5", 8501)},
        {"server": None},
        {"host": "evil.example:8501"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example"},
        {"host": ""},
    ],
)
def test_whoever_comes_from_elsewhere_has_to_sign_in(told):
    assert not passes(**told)


def test_switched_off_it_still_lets_nobody_in_from_elsewhere(monkeypatch):
    monkeypatch.setenv("ECOGOV_SIGN_IN", "off")
    assert passes()
    assert not passes(client=("203.0.113.7", 1))


def test_the_first_account_ends_it(sqlite_db):
    add_account(sqlite_db, AccountDraft(email="chen@example.org"), actor=ACTOR)
    assert not passes()


def test_headers_that_only_we_set_do_not_come_from_outside():
    told = [("X-EcoGov-Person", "boss"), ("X-Proxy-Secret", "x"), ("X-Other", "y")]
    [headers] = passes(headers=told)
    assert set(headers) == {b"host", b"x-other"}


@pytest.mark.parametrize(
    ("path", "is_for_strangers"),
    [
        ("/account/login", True), ("/healthz", True), ("/_stcore/health", True),
        ("/calendar/x.ics", True), ("/static/js/a.js", True),
        ("/", False), ("/account", False), ("/accounts/x", False), ("/healthz/x", False),
        ("/static/../log", False), ("/static//log", False), ("/_stcore/stream", False),
        ("/Static/x", False), ("/app/static/x", False), ("/media/x", False),
    ],
)  # fmt: skip
def test_few_addresses_answer_strangers(path, is_for_strangers):
    assert is_open(path) is is_for_strangers
