"""Single sign-on against a provider of our own, through the routes of the door."""

import json
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ecogov.api.account.routes import ACCOUNT_ROUTES
from ecogov.domain.people import Role
from ecogov.services.people.signing_in import person_of
from tests.harness.provider import CLIENT_ID, providing

MEI = {"sub": "u1", "email": "Mei@example.org", "name": "Mei", "groups": ["staff", "pms"]}


@pytest.fixture
def provider():
    with providing() as running:
        running.claims = dict(MEI)
        yield running


@pytest.fixture
def browser(sqlite_url, provider, monkeypatch):
    monkeypatch.setenv("ECOGOV_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ECOGOV_SSO_ISSUER", provider.issuer)
    monkeypatch.setenv("ECOGOV_SSO_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("ECOGOV_SSO_CLIENT_SECRET", "shared")
    monkeypatch.setenv("ECOGOV_SSO_ROLES", json.dumps({"pms": "pm", "bosses": "administrator"}))
    return TestClient(Starlette(routes=list(ACCOUNT_ROUTES)), follow_redirects=False)


def come_back(browser, provider, path="/account/sso?next=/log"):
    left = browser.get(path)
    assert left.status_code == 303
    back = urlsplit(provider.consent(left.headers["location"]))
    return browser.get(f"{back.path}?{back.query}")


def test_a_person_comes_in_with_the_roles_that_the_provider_tells(browser, provider, sqlite_db):
    done = come_back(browser, provider)
    assert (done.status_code, done.headers["location"]) == (303, "/log")
    person = person_of(sqlite_db, browser.cookies["ecogov_sid"])
    assert (person.name, person.role) == ("mei@example.org", Role.PM)
    provider.claims["groups"] = "bosses"
    come_back(browser, provider)
    assert person_of(sqlite_db, browser.cookies["ecogov_sid"]).role is Role.ADMINISTRATOR


@pytest.mark.parametrize(
    "told",
    [
        {"groups": ["staff"]},
        {"groups": []},
        {"email": None},
        {"email": "no address"},
        {"email_verified": False},
        {"nonce": "another"},
        {"aud": "somebody"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_whoever_the_provider_does_not_vouch_for_stays_outside(browser, provider, told):
    provider.claims |= told
    done = come_back(browser, provider)
    assert done.status_code == 403
    assert "ecogov_sid" not in browser.cookies


def test_a_token_that_somebody_else_signed_opens_nothing(browser, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(browser, provider).status_code == 403


def test_a_way_back_works_once_and_in_its_own_browser_only(browser, provider):
    left = browser.get("/account/sso")
    back = urlsplit(provider.consent(left.headers["location"]))
    path = f"{back.path}?{back.query}"
    victim = TestClient(browser.app, follow_redirects=False)
    assert victim.get(path).status_code == 403
    assert browser.get(path).status_code == 303
    assert browser.get(path).status_code == 403
    assert browser.get("/account/sso/callback?code=x&state=").status_code == 403


def test_a_provider_that_is_down_or_none_is_said_in_words(browser, monkeypatch):
    monkeypatch.setenv("ECOGOV_SSO_ISSUER", "http://127.0.0.1:9")
    assert browser.get("/account/sso").status_code == 403
    monkeypatch.setenv("ECOGOV_SSO_ISSUER", "")
    assert browser.get("/account/sso").status_code == 403
    assert "/account/sso" not in browser.get("/account/login").text
