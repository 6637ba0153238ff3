"""What the machine may decide: the only reader of the environment (``ECOGOV_…``)."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Role
from ecogov.domain.status.digests import Rhythm

SignIn = Literal["auto", "required", "off"]

ROOT: Final = Path(__file__).resolve().parents[1]

_SHORTEST_SECRET: Final = 20

_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says what its reader speaks; the first that is set counts."""


class DigestSetting(BaseModel):
    """Who is told what changed, how often and in which language; the address is a secret.

    ``url`` is an address of Apprise, such as ``mailtos://…``, ``slack://…``, ``workflows://…``
    (Teams) or ``feishu://…``. Without programme and projects it is about all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: SecretStr
    programme: str = ""
    projects: tuple[str, ...] = ()
    language: Literal["en", "zh-Hans"] = "en"
    every: Rhythm = Rhythm.DAY


class Settings(BaseSettings):
    """Every setting with its default; an environment variable ``ECOGOV_<NAME>`` overrides it."""

    model_config = SettingsConfigDict(env_prefix="ECOGOV_", frozen=True, extra="ignore")

    database_url: str = f"sqlite:///{(ROOT / 'data' / 'ecogov.db').as_posix()}"
    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    max_upload_mb: int = Field(default=200, ge=1)
    max_unpacked_mb: int = Field(default=1024, ge=1)
    dask: str = ""
    """Address of a Dask cluster that scans run on (``tcp://…``); empty: this machine."""
    language: Literal["auto", "en", "zh-Hans"] = "auto"
    """Language of people who chose none; ``auto`` follows their browser."""
    sign_in: SignIn = "auto"
    """``auto``: who sits at this machine need not sign in until there is an account."""
    public_url: str = ""
    """Under which people reach the app, where that is not what their browser asks for."""
    sso_issuer: str = ""
    """Of the OpenID Connect provider; empty for none."""
    sso_client_id: str = ""
    sso_client_secret: SecretStr = SecretStr("")
    sso_claim: str = "groups"
    """The claim of the ID token that tells roles."""
    sso_roles: Mapping[str, Role] = Field(default_factory=dict)
    """Role everywhere by value of that claim: ``{"annotation-pms": "pm"}``."""
    proxy_header: str = ""
    """In which a proxy before the app tells the address of who it has signed in."""
    proxy_secret: SecretStr = SecretStr("")
    """What the proxy proves itself with, in the header ``X-Proxy-Secret``."""
    run_worker: bool = True
    """Whether the app on an embedded database starts a worker of its own beside it."""
    backup_folder: Path | None = None
    """Where the worker puts the backup of each night; else ``backups`` beside the database."""
    backup_days: int = Field(default=14, ge=1)
    """For how many days every backup is kept; after that, one a week for eight weeks."""
    pg_tools: Path | None = None
    """Folder of pg_dump and pg_restore, where the system does not find them by itself."""
    sql_url: str | None = None
    """Address under which questions in SQL sign in to PostgreSQL, as a role that only reads."""
    api_body_mb: int = Field(default=32, ge=1, le=1024)
    """Largest body that the HTTP interface takes."""
    api_requests_per_minute: int = Field(default=600, ge=1)
    """How often one token may ask; each process counts by itself."""
    allowed_hosts: str = ""
    """Names that the server answers to, by comma; empty: all. Set it where others can reach it."""
    webhook_hosts: str = ""
    """Names, by comma, that webhooks may tell inside our own networks or without encryption."""
    digests: Mapping[str, DigestSetting] = Field(default_factory=dict)
    """Digests by name, as JSON: ``{"team": {"url": "slack://…", "every": "week"}}``."""
    logs: Literal["text", "json"] = "text"
    """How the program writes about itself: for people, or one JSON object a line."""

    @property
    def database_folder(self) -> Path:
        """Folder of an embedded database; of a server's, the one that this machine would use."""
        is_file = self.database_url.startswith("sqlite:///")
        path = Path(self.database_url.removeprefix("sqlite:///")) if is_file else None
        return path.parent if path else ROOT / "data"

    def must_sign_in(self, *, has_accounts: bool) -> bool:
        """Tell whether nobody may come in unknown."""
        if self.sign_in == "auto":
            return has_accounts or not is_this_machine(self.host)
        return self.sign_in == "required"


def load() -> Settings:
    """Read the settings.

    Raises
    ------
    DomainError
        ``settings.address`` when others could reach the app and nobody has to sign in,
        ``settings.proxy`` when a proxy is trusted that anybody could pretend to be.
    """
    settings = Settings()
    check_address(settings.host, settings.sign_in)
    if settings.proxy_header and len(settings.proxy_secret.get_secret_value()) < _SHORTEST_SECRET:
        raise DomainError("settings.proxy", shortest=_SHORTEST_SECRET)
    return settings


def check_address(host: str, sign_in: SignIn) -> None:
    """Refuse to serve where other machines can reach the app and nobody has to sign in.

    Raises
    ------
    DomainError
        ``settings.address`` when sign-in is off and `host` is not this machine itself.
    """
    if sign_in == "off" and not is_this_machine(host):
        raise DomainError("settings.address", host=host or "0.0.0.0")  # noqa: S104  # nosec B104 - named, not bound


def is_this_machine(host: str) -> bool:
    """Tell whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def terminal_locale() -> str | None:
    """Tell the locale of whoever sits at the terminal (``"zh_CN"``); None where it says none."""
    told = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    locale = told.split(".")[0].split("@")[0]
    return None if locale in {"", "C", "POSIX"} else locale


def hand_down(settings: Settings) -> None:
    """Make settings hold for everything that this process loads or starts from now on.

    Those that are not plain come from the environment, and stand there already.
    """
    for name, value in settings.model_dump(exclude_unset=True).items():
        if not isinstance(value, str | int):
            continue
        os.environ[f"{settings.model_config['env_prefix']}{name}".upper()] = str(value)
