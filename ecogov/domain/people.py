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


_LEAD: Final = frozenset({Right.READ, Right.TRIAGE})
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
    """

    name: str
    role: Role | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)

    def may(self, right: Right, project_id: int | None = None) -> bool:
        """Tell whether a right is there: in a project, or with None in all of them."""
        told = (self.role, self.roles.get(project_id) if project_id is not None else None)
        return any(right in RIGHTS[role] for role in told if role is not None)

    def projects(self, right: Right = Right.READ) -> frozenset[int] | None:
        """Give the ids of the projects in which a right is there; None means all of them."""
        if self.may(right):
            return None
        return frozenset(number for number, role in self.roles.items() if right in RIGHTS[role])


LOCAL: Final = Person("local", Role.ADMINISTRATOR)
"""Whoever sits at this machine, where nobody has to sign in; also commands and the worker."""
