"""The gate and the door of the real server: strangers, forgers, thieves of tokens and forms."""

import base64
import re
import secrets

import pytest

from ecogov.domain.accounts import MOST_FAILURES_PER_ACCOUNT, AccountDraft, GrantDraft
from ecogov.domain.people import Role
from ecogov.services.people.accounts import add_account, disable_account, set_password
from ecogov.services.people.invitations import invite
from ecogov.services.people.roles import grant_role
from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from ecogov.ui.navigation import PAGES
from tests.builders import ACTOR
from tests.harness.serving import serve
from tests.harness.visiting import Guest

BOSS, PASSWORD = "boss@example.org", "correct horse battery"
PROXY_SECRET = "a secret of the proxy alone"  # noqa: S105 - of this test
PLACES = [
    *(f"/{entry.path}?project=IN" for entry in PAGES),
    "/_stcore/stream",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/../_stcore/stream",
    "/_stcore/metrics",
    "/media/a.png",
    "/app/static/EcoGovSansSC-Regular.woff2",
    "/component/x/y",
    "/account/../log",
    "/account/%2e%2e/log",
    "//log",
    "/healthz/../log",
    "/static/../log",
    "/API/v1",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server that demands sign-in, started cold on a database without accounts."""
    folder = tmp_path_factory.mktemp("gate")
    url = f"sqlite:///{(folder / 'ecogov.db').as_posix()}"
    upgrade(url)
    environment = {
        "ECOGOV_SIGN_IN": "required",
        "ECOGOV_PROXY_HEADER": "X-Forwarded-Email",
        "ECOGOV_PROXY_SECRET": PROXY_SECRET,
    }
    with serve(url, folder, environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def boss(server):
    """The first administrator, who came in by the link that the server wrote when it started."""
    guest = Guest(server.url)
    cold = guest.ask("/settings?section=people&x=1")
    assert (cold.status, cold.to) == (
        303, "/account/login?next=%2Fsettings%3Fsection%3Dpeople%26x%3D1",
    )  # fmt: skip
    link = re.search(r"(/account/invitation/\S+)", server.log.read_text(encoding="utf-8"))
    path = link[1]
    form = {"csrf": guest.ask(path).csrf, "email": BOSS, "name_en": "Boss"}
    assert guest.post(path, {**form, "password": "short", "again": "short"}).status == 400
    done = guest.post(path, {**form, "password": PASSWORD, "again": PASSWORD})
    assert (done.status, done.to) == (303, "/")
    assert Guest(server.url).ask(path).status == 404
    return guest


@pytest.fixture(scope="module")
def db(server):
    """The database of the server."""
    opened = Database.open(server.database_url)
    yield opened
    opened.close()


@pytest.fixture
def guest(server, boss):
    """Somebody with an empty browser, once there is an administrator."""
    assert boss.cookies
    return Guest(server.url)


@pytest.fixture(scope="module")
def new_account(db):
    """Make accounts with a password."""

    def made(email, role=Role.VIEWER):
        account_id = add_account(db, AccountDraft(email=email), actor=ACTOR)
        set_password(db, account_id, PASSWORD, actor=ACTOR)
        grant_role(db, account_id, GrantDraft(role=role), actor=ACTOR)
        return account_id

    return made


def websocket(guest, **headers):
    """Ask to open the websocket of the pages; give the status of the answer."""
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    told = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    return guest.ask("/_stcore/stream", **told, Sec_WebSocket_Key=key, **headers).status


@pytest.mark.parametrize("path", PLACES)
def test_a_stranger_sees_the_door_and_nothing_else(guest, path):
    page = guest.ask(path)
    assert page.status == 303, path
    assert page.to.startswith("/account/login")
    assert guest.ask(path, Accept="*/*").status == 401
    assert guest.ask(path, "POST", b"x").status == 401
    assert guest.ask(path, "PUT", b"x").status == 401


def test_a_stranger_opens_no_websocket(guest, boss):
    assert websocket(guest) == 403
    assert websocket(guest, X_EcoGov_Person=BOSS, X_Forwarded_Email=BOSS) == 403
    assert websocket(Guest(guest.url, {"ecogov_sid": "x" * 43})) == 403
    assert websocket(boss) == 101


@pytest.mark.parametrize(
    "forged",
    [
        {"Cookie": "ecogov_sid=" + "A" * 43},
        {"Cookie": "ecogov_sid=" + "%00" * 9},
        {"Cookie": "ecogov_sid=;ecogov_sid=' OR 1=1 --"},
        {"X_EcoGov_Person": BOSS},
        {"X_Forwarded_Email": BOSS},
        {"X_Forwarded_Email": BOSS, "X_Proxy_Secret": ""},
        {"X_Forwarded_Email": BOSS, "X_Proxy_Secret": "guess"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"Authorization": "Bearer " + "x" * 20},
    ],
)
def test_forged_cookies_and_headers_open_nothing(guest, forged):
    assert guest.ask("/log", **forged).status == 303


def test_the_door_that_is_open_tells_nothing_of_anybody(guest):
    assert guest.ask("/_stcore/health").status == 200
    assert guest.ask("/account/none").status == 404
    door = guest.ask("/account/login")
    assert door.status == 200
    assert "default-src 'none'" in door.headers["content-security-policy"]
    assert BOSS not in door.text


def test_a_deep_link_survives_signing_in_and_the_cookie_is_kept_from_scripts(guest):
    wanted = guest.ask("/log?project=IN&period=all").to
    done = guest.sign_in(BOSS, PASSWORD, wanted)
    assert (done.status, done.to) == (303, "/log?project=IN&period=all")
    [cookie] = [one.lower() for one in done.set_cookies if one.startswith("ecogov_sid=")]
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert guest.ask("/log").status == 200
    assert guest.ask("/account/login?next=/kpis").to == "/kpis"


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "/%5cevil.example",
        "javascript:alert(1)", "/\t/evil.example", "evil.example", "/account/logout",
        "/" + "x" * 3000,
    ],
)  # fmt: skip
def test_no_link_leads_from_the_door_to_elsewhere(guest, away):
    csrf = guest.ask("/account/login").csrf
    form = {"csrf": csrf, "email": BOSS, "password": PASSWORD, "next": away}
    to = guest.post("/account/login", form).to
    assert to in {"/", "/%5cevil.example"}


def test_a_form_without_or_with_somebody_elses_mark_is_refused(guest, server):
    thief = Guest(server.url)
    stolen = thief.ask("/account/login").csrf
    own = guest.ask("/account/login").csrf
    form = {"email": BOSS, "password": PASSWORD}
    for csrf in ({}, {"csrf": ""}, {"csrf": stolen}, {"csrf": own + "x"}):
        assert guest.post("/account/login", {**form, **csrf}).status == 403
    forged = {"Origin": "https://evil.example"}
    assert guest.post("/account/login", {**form, "csrf": own}, **forged).status == 403
    cross = {"Sec_Fetch_Site": "cross-site"}
    assert guest.post("/account/login", {**form, "csrf": own}, **cross).status == 403
    assert guest.post("/account/login", {**form, "csrf": own}).status == 303
    for csrf in (stolen, own, ""):
        assert guest.post("/account/logout", {"csrf": csrf}).status == 403
    assert guest.ask("/log").status == 200


def test_signing_out_ends_the_session_and_not_only_the_cookie(guest):
    guest.sign_in(BOSS, PASSWORD)
    kept = Guest(guest.url, dict(guest.cookies))
    form = {"csrf": guest.ask("/account/me").csrf}
    assert guest.post("/account/logout", form).to == "/account/login"
    assert "ecogov_sid" not in guest.cookies
    assert kept.ask("/log").status == 303
    assert websocket(kept) == 403


def test_a_new_session_begins_at_sign_in_whatever_cookie_was_planted(guest):
    guest.cookies["ecogov_sid"] = planted = "planted-" + "x" * 35
    guest.sign_in(BOSS, PASSWORD)
    assert guest.cookies["ecogov_sid"] != planted


def test_a_disabled_account_is_out_at_the_next_request(guest, new_account, db):
    account_id = new_account("out@example.org")
    guest.sign_in("out@example.org", PASSWORD)
    assert guest.ask("/log").status == 200
    disable_account(db, account_id, actor=ACTOR)
    assert guest.ask("/log").status == 303
    assert guest.sign_in("out@example.org", PASSWORD).status == 401


def test_guessing_is_stopped_and_told_the_same_for_nobodys_account(guest, new_account):
    new_account("locked@example.org")
    for email in ("locked@example.org", "nobody@example.org"):
        answers = [guest.sign_in(email, "wrong") for _ in range(MOST_FAILURES_PER_ACCOUNT + 1)]
        statuses = [one.status for one in answers]
        assert statuses == [401] * MOST_FAILURES_PER_ACCOUNT + [429]
    assert guest.sign_in("locked@example.org", PASSWORD).status == 429


def test_a_replayed_invitation_opens_nothing(guest, new_account, db):
    path = f"/account/invitation/{invite(db, new_account('new@example.org'), actor=ACTOR)}"
    form = {"csrf": guest.ask(path).csrf, "password": PASSWORD, "again": PASSWORD}
    assert guest.post(path, {**form, "again": "another"}).status == 400
    assert guest.post(path, form).status == 303
    other = Guest(guest.url)
    assert other.ask(path).status == 404
    assert "new@example.org" not in other.ask(path).text
    assert other.post(path, form).status == 403
    for token in ("x", "%00", "x" * 5000):
        assert other.ask(f"/account/invitation/{token}").status in {400, 404}


def test_a_changed_password_leaves_this_browser_alone_in(guest, new_account):
    new_account("change@example.org")
    guest.sign_in("change@example.org", PASSWORD)
    there = Guest(guest.url)
    there.sign_in("change@example.org", PASSWORD)
    new = "another battery horse"
    form = {"csrf": guest.ask("/account/me").csrf, "password": new, "again": new}
    assert guest.post("/account/me", {**form, "old": "wrong"}).status == 400
    assert guest.post("/account/me", {**form, "old": PASSWORD}).status == 200
    assert guest.ask("/log").status == 200
    assert there.ask("/log").status == 303


def test_a_proxy_that_proves_itself_brings_its_people_in(guest, new_account):
    new_account("proxied@example.org")
    told = {"X_Forwarded_Email": "proxied@example.org", "X_Proxy_Secret": PROXY_SECRET}
    came = guest.ask("/log?project=IN", **told)
    assert (came.status, came.to) == (303, "/log?project=IN")
    assert guest.ask("/log", **told).status == 200
    assert "proxied@example.org" in guest.ask("/account/me", **told).text
    stranger = {"X_Forwarded_Email": "stranger@example.org", "X_Proxy_Secret": PROXY_SECRET}
    assert Guest(guest.url).ask("/log", **stranger).to.startswith("/account/login")


def test_bodies_that_are_too_large_or_no_form_are_refused(guest):
    assert guest.ask("/account/login", "POST", b"x" * 100_000).status == 413
    assert guest.ask("/account/login", "POST", b"\xff\xfe").status == 400
    assert guest.ask("/account/login", "POST", b"a=1&" * 3000).status == 400


def test_what_is_typed_is_shown_as_text(guest):
    typed = '"><script>alert(1)</script>@x'
    page = guest.sign_in(typed, "wrong")
    assert page.status == 401
    assert "<script" not in page.text


@pytest.mark.parametrize(("language", "word"), [("zh-CN,zh;q=0.9", "登录"), ("en-GB", "Sign in")])
def test_the_door_speaks_the_language_of_the_browser(guest, language, word):
    assert word in guest.ask("/account/login", Accept_Language=language).text
