"""What the machine may decide: the only reader of the environment (``ECOGOV_…``)."""

import ipaddress
import os
from pathlib import Path
from typing import Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ecogov.domain.errors import DomainError

ROOT: Final = Path(__file__).resolve().parents[1]

_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says what its reader speaks; the first that is set counts."""


class Settings(BaseSettings):
    """Every setting with its default; an environment variable ``ECOGOV_<NAME>`` overrides it."""

    model_config = SettingsConfigDict(env_prefix="ECOGOV_", frozen=True, extra="ignore")

    database_url: str = f"sqlite:///{(ROOT / 'data' / 'ecogov.db').as_posix()}"
    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    max_upload_mb: int = Field(default=200, ge=1)
    max_unpacked_mb: int = Field(default=1024, ge=1)
    language: Literal["auto", "en", "zh-Hans"] = "auto"
    """Language of people who chose none; ``auto`` follows their browser."""
    dask: str | None = None
    """Address of a Dask scheduler (``tcp://host:8786``) on whose workers a scan computes."""


def load() -> Settings:
    """Read the settings.

    Raises
    ------
    DomainError
        ``settings.address`` when others could reach the app, because nobody has to sign in.
    """
    settings = Settings()
    check_address(settings.host)
    return settings


def check_address(host: str) -> None:
    """Refuse to serve where other machines can reach the app: it has no sign-in yet.

    Raises
    ------
    DomainError
        ``settings.address`` when `host` is anything but this machine itself.
    """
    if host != "localhost" and not _is_loopback(host):
        raise DomainError("settings.address", host=host or "0.0.0.0")  # noqa: S104 - named, not bound


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def terminal_locale() -> str | None:
    """Tell the locale of whoever sits at the terminal (``"zh_CN"``); None where it says none."""
    told = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    locale = told.split(".")[0].split("@")[0]
    return None if locale in {"", "C", "POSIX"} else locale


def hand_down(settings: Settings) -> None:
    """Make settings hold for everything that this process loads or starts from now on."""
    for name, value in settings.model_dump(exclude_unset=True).items():
        os.environ[f"{settings.model_config['env_prefix']}{name}".upper()] = str(value)
