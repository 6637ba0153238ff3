"""What a resource declares: where it stands, what it takes, what it answers, who does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ecogov.domain.interface.tokens import Scope
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.services.people.rights import require
from ecogov.services.projects import get_project
from ecogov.storage.database import Database

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
"""A day on which there may be data; imports know none before 2000."""


class Query(BaseModel):
    """Parameters of an address; one that nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Query):
    """Which part of a long list."""

    limit: Annotated[int, Field(ge=1, le=500, description="At most so many items.")] = 100
    offset: Annotated[int, Field(ge=0, le=10_000_000, description="Leave so many out.")] = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One request, after its token, its rate, its parameters and its size were found good.

    Parameters
    ----------
    db : Database
        Under which the bearer of the token asks.
    t : Translator
        The language of the answer.
    path : mapping of str to str
        What the address names.
    query : Query
        Its parameters.
    body : bytes
        What was sent; empty for reads.
    url : str
        The address as it was asked, for links to further pages.
    """

    db: Database
    t: Translator
    path: Mapping[str, str]
    query: Any
    body: bytes = b""
    url: str = ""

    def project(self, right: Right = Right.READ) -> Project:
        """Give the project that the address names, if the bearer may do that there.

        Raises
        ------
        NotFoundError
            ``project.unknown``, also for projects that the bearer may not see.
        NotAllowedError
            ``right.missing``.
        """
        found = get_project(self.db, self.path["code"])
        require(self.db, right, found.id)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One thing that other systems can ask for.

    Parameters
    ----------
    path : str
        Below ``/api/v1``; ``{code}`` names a project.
    summary : str
        What it is for, in a few words of English, for the document.
    answer : type of BaseModel
        What comes back.
    handle : callable
        Does it.
    query : type of Query
        What it takes.
    row : type of BaseModel or None
        What each row of the body says, for those that take one.
    """

    path: str
    summary: str
    answer: type[BaseModel]
    handle: Callable[[Call], BaseModel]
    method: Literal["GET", "POST"] = "GET"
    scope: Scope = Scope.READ
    query: type[Query] = Query
    row: type[BaseModel] | None = None
    parameters: Mapping[str, str] = field(
        default_factory=lambda: {"code": "Code of the project, in any case."}
    )
