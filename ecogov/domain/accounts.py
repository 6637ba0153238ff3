"""Accounts: what one consists of, which passwords will do, when too many attempts failed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Role
from ecogov.domain.projects import Draft, Words120

SESSION_COOKIE: Final = "ecogov_sid"
LOGIN: Final = "/account/login"
ME: Final = "/account/me"
LOGOUT: Final = "/account/logout"
LOGOUT_EVERYWHERE: Final = "/account/logout-everywhere"

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
"""Longer ones are refused before they are hashed: the hash costs time by its length."""

WINDOW: Final = timedelta(minutes=15)
"""Failed attempts count so long."""
MOST_FAILURES_PER_ACCOUNT: Final = 5
MOST_FAILURES_PER_ADDRESS: Final = 30

INVITATION_LASTS: Final = timedelta(days=7)

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^\s@]+@[^\s@]+$"
    ),
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from: address of the peer, and what its browser calls itself."""

    address: str = ""
    agent: str = ""


class AccountDraft(Draft):
    """What is entered about a person who may sign in; a name in one language is enough."""

    email: Email
    name_en: Words120 = ""
    name_zh: Words120 = ""
    language: Annotated[str, StringConstraints(pattern=r"^(en|zh-Hans)?$")] = ""


class Reach(StrEnum):
    """How far a role of a person goes."""

    EVERYWHERE = "everywhere"
    PROGRAMME = "programme"
    PROJECT = "project"


class GrantDraft(Draft):
    """A role for a person: everywhere, in a programme, or in one project."""

    role: Role
    programme: str | None = Field(default=None, min_length=1, max_length=80)
    project_id: int | None = None

    @property
    def reach(self) -> Reach:
        """How far it goes."""
        if self.project_id is not None:
            return Reach.PROJECT
        return Reach.PROGRAMME if self.programme is not None else Reach.EVERYWHERE

    @model_validator(mode="after")
    def _one_reach(self) -> Self:
        if self.programme is not None and self.project_id is not None:
            raise PydanticCustomError("role.reach", "either a programme or a project")
        if self.role is Role.ADMINISTRATOR and self.reach is not Reach.EVERYWHERE:
            raise PydanticCustomError("role.administrator", "administrators are so everywhere")
        return self


def check_password(password: str, email: str) -> None:
    """Refuse a password that is too easy to guess, or too long to hash.

    Length counts, not which characters: NIST SP 800-63B, 3.1.1.2.

    Raises
    ------
    DomainError
        ``password.short``, ``password.long``, or ``password.personal`` when it is made of little
        else than the address, or of one character.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError("password.short", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise DomainError("password.long", longest=LONGEST_PASSWORD)
    name = email.partition("@")[0]
    rest = password.lower().replace(email, "").replace(name, "") if name else password
    if len(rest) < SHORTEST_PASSWORD // 2 or len(set(password)) < SHORTEST_PASSWORD // 3:
        raise DomainError("password.personal")
