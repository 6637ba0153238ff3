"""Commands on accounts: add, invite, password, disable, enable, list."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.people.options import EmailOption, ProgrammeOption, RoleName
from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ChineseNameOption, NameOption

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
user: Final = group("user", "People who may sign in, and what they may do.")
app.add_typer(user)

_GivenPassword = Annotated[
    bool,
    typer.Option(
        "--password/--invite",
        help="Ask for a password (or read it from standard input), or make a link by which the"
        " person chooses it.",
    ),
]


@command(user, "add")
def add(
    terminal: "Terminal",
    *,
    email: EmailOption,
    name: NameOption = "",
    name_zh: ChineseNameOption = "",
    role: Annotated[
        RoleName | None, typer.Option("--role", help="Role; without one nothing can be seen.")
    ] = None,
    programme: ProgrammeOption = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Only in this project.")
    ] = None,
    is_password: _GivenPassword = False,
) -> None:
    """Create an account with its first role; who comes first of all becomes administrator."""
    from ecogov.commands.people.options import grant_of
    from ecogov.domain.accounts import AccountDraft
    from ecogov.services.people.accounts import add_account, set_password
    from ecogov.services.people.invitations import invite
    from ecogov.services.people.roles import grant_role
    from ecogov.services.people.signing_in import has_accounts

    db, actor = terminal.db, terminal.actor
    if role is None and not has_accounts(db):
        role = RoleName.ADMINISTRATOR
    draft = AccountDraft(email=email, name_en=name, name_zh=name_zh)
    grant = grant_of(terminal, role, programme=programme, project=project) if role else None
    password = asked_password(terminal, draft.email) if is_password else None
    account_id = add_account(db, draft, actor=actor)
    if grant is not None:
        grant_role(db, account_id, grant, actor=actor)
    told: dict[str, object] = {"id": account_id, "email": draft.email}
    terminal.say(terminal.t("command.user.added", email=draft.email))
    if password is not None:
        set_password(db, account_id, password, actor=actor)
    else:
        told["invitation"] = _shown_invitation(terminal, invite(db, account_id, actor=actor))
    if terminal.is_json:
        terminal.answer(told)


@command(user, "invite")
def invite_(terminal: "Terminal", *, email: EmailOption) -> None:
    """Make a link by which a person chooses a password, their first or a new one."""
    from ecogov.services.people.accounts import find_account
    from ecogov.services.people.invitations import invite

    account_id = find_account(terminal.db, email)
    told = _shown_invitation(terminal, invite(terminal.db, account_id, actor=terminal.actor))
    if terminal.is_json:
        terminal.answer({"id": account_id, "invitation": told})


@command(user, "password")
def password(terminal: "Terminal", *, email: EmailOption) -> None:
    """Set a password, asked for here or read from standard input; all sessions end."""
    from ecogov.services.people.accounts import find_account, set_password

    account_id = find_account(terminal.db, email)
    given = asked_password(terminal, email)
    set_password(terminal.db, account_id, given, actor=terminal.actor)
    _done(terminal, account_id, "command.user.password_set", email)


@command(user, "disable")
def disable(terminal: "Terminal", *, email: EmailOption) -> None:
    """Let a person in no more; who is inside is out at the next click."""
    from ecogov.services.people.accounts import disable_account, find_account

    account_id = find_account(terminal.db, email)
    disable_account(terminal.db, account_id, actor=terminal.actor)
    _done(terminal, account_id, "command.user.disabled", email)


@command(user, "enable")
def enable(terminal: "Terminal", *, email: EmailOption) -> None:
    """Let a person in again."""
    from ecogov.services.people.accounts import enable_account, find_account

    account_id = find_account(terminal.db, email)
    enable_account(terminal.db, account_id, actor=terminal.actor)
    _done(terminal, account_id, "command.user.enabled", email)


@command(user, "list")
def list_(terminal: "Terminal") -> None:
    """List the accounts with their roles."""
    from ecogov.commands.terminal.plain import records, rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import shown
    from ecogov.i18n.people import role_in_words
    from ecogov.services.people.accounts import list_accounts
    from ecogov.services.people.roles import list_roles

    t, found, roles = terminal.t, list_accounts(terminal.db), list_roles(terminal.db)
    told = records(roles)
    by_account = {
        row["id"]: [one for one in told if one["account_id"] == row["id"]] for row in records(found)
    }
    headings = [t("account.email"), t("account.name"), t("people.roles"), t("people.is_disabled")]
    rows = [
        (
            row.email,
            terminal.name_of(row),
            ", ".join(role_in_words(t, one) for one in by_account[row.id]),
            shown(t, row.disabled_at == row.disabled_at),
        )
        for row in rows_of(found)
    ]
    answer = [{**row, "roles": by_account[row["id"]]} for row in records(found)]
    terminal.answer(answer, table(headings, rows))


def asked_password(terminal: "Terminal", email: str) -> str:
    """Ask for a new password twice, or read one line where nobody sits; check it at once."""
    from ecogov.domain.accounts import check_password

    t = terminal.t
    if sys.stdin.isatty():
        given = typer.prompt(t("account.new_password"), hide_input=True, err=True)
        again = typer.prompt(t("account.again"), hide_input=True, err=True)
        if given != again:
            terminal.refuse("password.differ", t("account.differ"))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    check_password(given, email)
    return str(given)


def _shown_invitation(terminal: "Terminal", token: str) -> str:
    """Say the link; without a public address only its path is known."""
    base = terminal.settings.public_url.rstrip("/")
    address = f"{base}/account/invitation/{token}"
    terminal.say(terminal.t("command.user.invitation", address=address))
    return address


def _done(terminal: "Terminal", account_id: int, key: str, email: str) -> None:
    terminal.say(terminal.t(key, email=email))
    if terminal.is_json:
        terminal.answer({"id": account_id})
