"""Options and readings that the commands on people share."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.accounts import GrantDraft


class RoleName(StrEnum):
    """What ``--role`` takes; the names of `ecogov.domain.people.Role`."""

    VIEWER = "viewer"
    LEAD = "lead"
    PM = "pm"
    ADMINISTRATOR = "administrator"


EmailOption = Annotated[str, typer.Option("--email", help="E-mail address of the account.")]
ProgrammeOption = Annotated[
    str | None, typer.Option("--programme", help="Only in the projects of this programme.")
]


def grant_of(
    terminal: "Terminal", role: RoleName, *, programme: str | None, project: str | None
) -> "GrantDraft":
    """Read a role and how far it goes."""
    from ecogov.domain.accounts import GrantDraft
    from ecogov.services.projects import get_project

    project_id = get_project(terminal.db, project).id if project else None
    told = {"role": role.value, "programme": programme, "project_id": project_id}
    return GrantDraft.model_validate(told)
