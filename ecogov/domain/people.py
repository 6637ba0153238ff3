"""Who works with EcoGov, and what their roles allow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ecogov.domain.errors import DomainError


class Role(StrEnum):
    """What a person is to a project, or to all of them; each may do what the one before may."""

    VIEWER = "viewer"
    LEAD = "lead"
    PM = "pm"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a service asks for before it does anything."""

    READ = "read"
    """See a project: its figures, records, anomalies, published reports."""
    READ_NAMES = "read_names"
    """See which annotator is who; others see a pseudonym that stays the same in a project."""
    TRIAGE = "triage"
    """Work with anomalies, issues and actions: acknowledge, assign, dismiss, comment."""
    LOG = "log"
    """Log and change every record of delivery governance; import and undo exports."""
    SET_UP = "set_up"
    """Change how a project runs: calendar, targets, scales, ladder, rules, false-alarm budget."""
    PUBLISH = "publish"
    """Publish a status report, override a light, share a link."""
    ADMINISTER = "administer"
    """Projects, vendors, people, tokens, backups, the audit trail."""


_LEAD: Final = frozenset({Right.READ, Right.READ_NAMES, Right.TRIAGE})
_PM: Final = _LEAD | {Right.LOG, Right.SET_UP, Right.PUBLISH}

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.LEAD: _LEAD,
    Role.PM: _PM,
    Role.ADMINISTRATOR: _PM | {Right.ADMINISTER},
}


class NotAllowedError(DomainError):
    """The person's role does not reach that far."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in visit: whose account, which session, as which roles, from which address.

    A write is refused when the session has ended or the roles are not those any more.
    """

    account_id: int
    session_id: int
    roles_version: int
    address: str = ""
    known_as: str = ""
    known_as_zh: str = ""
    language: str = ""
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Parameters
    ----------
    name : str
        What the audit trail calls them.
    role : Role or None
        Role in every project; None for people of single projects.
    roles : mapping of int to Role
        Role in single projects, by project id; the higher of the two counts.
    visit : Visit or None
        How they came in; None for who need not sign in.
    """

    name: str
    role: Role | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)
    visit: Visit | None = None

    def may(self, right: Right, project_id: int | None = None) -> bool:
        """Tell whether a right is there: in a project, or with None in all of them."""
        told = (self.role, self.roles.get(project_id) if project_id is not None else None)
        return any(right in RIGHTS[role] for role in told if role is not None)

    def may_somewhere(self, right: Right) -> bool:
        """Tell whether a right is there in any project."""
        return self.projects(right) != frozenset()

    def reach(self) -> str:
        """Give a text that two people share only where they may do the same; caches key on it."""
        if self.role is Role.ADMINISTRATOR:
            return ""
        told = sorted(f"{number}={role}" for number, role in self.roles.items())
        return ";".join([f"*={self.role or '-'}", *told])

    def projects(self, right: Right = Right.READ) -> frozenset[int] | None:
        """Give the ids of the projects in which a right is there; None means all of them."""
        if self.may(right):
            return None
        return frozenset(number for number, role in self.roles.items() if right in RIGHTS[role])


LOCAL: Final = Person("local", Role.ADMINISTRATOR)
"""Whoever sits at this machine, where nobody has to sign in; also commands and the worker."""
