import tomllib

import pytest
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.settings import ROOT, Settings, check_address, load


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ECOGOV_{name.upper()}", raising=False)


def test_the_defaults_serve_this_machine_only():
    settings = load()
    assert settings.host == "127.0.0.1"
    assert settings.database_url.endswith("data/ecogov.db")


def test_the_environment_wins(monkeypatch):
    monkeypatch.setenv("ECOGOV_DATABASE_URL", "sqlite:///x.db")
    monkeypatch.setenv("ECOGOV_LANGUAGE", "zh-Hans")
    assert load().database_url == "sqlite:///x.db"
    assert load().language == "zh-Hans"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_this_machine_is_fine(host):
    check_address(host, "off")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.1.1.5", "example.org", "2130706433"])  # noqa: S104 - refused
def test_an_address_that_others_can_reach_is_served_behind_sign_in_only(host, monkeypatch):
    with pytest.raises(DomainError, match=r"settings\.address"):
        check_address(host, "off")
    monkeypatch.setenv("ECOGOV_HOST", host)
    assert load().must_sign_in(has_accounts=False)
    monkeypatch.setenv("ECOGOV_SIGN_IN", "off")
    with pytest.raises(DomainError, match=r"settings\.address"):
        load()


@pytest.mark.parametrize(
    ("sign_in", "alone", "with_accounts"),
    [("auto", False, True), ("required", True, True), ("off", False, False)],
)
def test_who_sits_at_this_machine_signs_in_once_there_are_accounts(sign_in, alone, with_accounts):
    settings = Settings(sign_in=sign_in)
    assert settings.must_sign_in(has_accounts=False) is alone
    assert settings.must_sign_in(has_accounts=True) is with_accounts


def test_a_proxy_is_trusted_only_with_a_secret(monkeypatch):
    monkeypatch.setenv("ECOGOV_PROXY_HEADER", "X-Forwarded-Email")
    with pytest.raises(DomainError, match=r"settings\.proxy"):
        load()
    monkeypatch.setenv("ECOGOV_PROXY_SECRET", "x" * 20)
    assert load().proxy_header == "X-Forwarded-Email"


def test_a_port_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("ECOGOV_PORT", "http")
    with pytest.raises(ValidationError):
        load()


def test_streamlit_is_configured_as_the_settings_say():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    defaults = Settings()
    assert config["server"]["address"] == defaults.host
    assert config["server"]["port"] == defaults.port
    assert config["server"]["maxUploadSize"] == defaults.max_upload_mb
    assert config["browser"]["gatherUsageStats"] is False
