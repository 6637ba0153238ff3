"""The command that gives and takes roles."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.people.options import EmailOption, ProgrammeOption, RoleName
from ecogov.commands.people.users import user
from ecogov.commands.terminal.declaring import command

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()


@command(user, "role")
def role_(
    terminal: "Terminal",
    *,
    email: EmailOption,
    role: Annotated[RoleName, typer.Option("--role", help="Which one.")],
    programme: ProgrammeOption = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Only in this project.")
    ] = None,
    is_revoked: Annotated[bool, typer.Option("--revoke", help="Take it away.")] = False,
) -> None:
    """Give a person a role: everywhere, in a programme, or in a project; or take it away."""
    from ecogov.commands.people.options import grant_of
    from ecogov.services.people.accounts import find_account
    from ecogov.services.people.roles import find_role, grant_role, revoke_role

    db, actor = terminal.db, terminal.actor
    account_id = find_account(db, email)
    draft = grant_of(terminal, role, programme=programme, project=project)
    if is_revoked:
        grant_id = find_role(db, account_id, draft)
        revoke_role(db, grant_id, actor=actor)
        terminal.say(terminal.t("command.user.role_taken", email=email))
    else:
        grant_id = grant_role(db, account_id, draft, actor=actor)
        terminal.say(terminal.t("command.user.role_given", email=email))
    if terminal.is_json:
        terminal.answer({"id": grant_id, "account_id": account_id})
