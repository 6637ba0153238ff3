"""Tokens of other systems: what they may do, and as whom they act."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from ecogov.domain.people import Person, Role
from ecogov.domain.projects import Draft

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class Scope(StrEnum):
    """What a token lets another system do."""

    READ = "read"
    INGEST = "ingest"


class TokenDraft(Draft):
    """What is said when a token is made.

    Parameters
    ----------
    label : str
        Which system will use it.
    scopes : frozenset of Scope
        What it may do.
    project_id : int or None
        The one project that it opens; None opens all.
    """

    label: Label
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    project_id: int | None = None


def bearer(label: str, scopes: frozenset[Scope], project_id: int | None) -> Person:
    """Say as whom the bearer of a token acts: who sends production does what a PM does."""
    role = Role.PM if Scope.INGEST in scopes else Role.VIEWER
    name = f"token {label}"
    return Person(name, role) if project_id is None else Person(name, roles={project_id: role})
