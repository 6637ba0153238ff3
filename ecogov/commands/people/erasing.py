"""Commands on what is stored about a person: give it out, erase it."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.people.users import user
from ecogov.commands.terminal.declaring import command

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()

_Person = Annotated[
    str, typer.Option("--email", help="Address of the account; without one, the name in the data.")
]
_Also = Annotated[
    list[str] | None, typer.Option("--also", help="Another name of the same person; repeatable.")
]


@command(user, "export")
def export(terminal: "Terminal", *, email: _Person, also: _Also = None) -> None:
    """Give everything in which a person is named, as JSON."""
    import json

    from ecogov.commands.terminal.plain import plain
    from ecogov.services.people.erasing import stored_about

    told = plain(stored_about(terminal.db, [email, *(also or ())]))
    terminal.answer(told, json.dumps(told, ensure_ascii=False, indent=2))


@command(user, "erase")
def erase(
    terminal: "Terminal",
    *,
    email: _Person,
    also: _Also = None,
    is_rehearsal: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be written over.")
    ] = False,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Write over a person wherever they are named; this cannot be undone."""
    from ecogov.commands.terminal.plain import plain
    from ecogov.commands.terminal.session import table
    from ecogov.services.people.erasing import erase_person

    t = terminal.t
    if not is_rehearsal and not is_sure:
        typer.confirm(t("command.user.sure"), abort=True, err=True)
    names = [email, *(also or ())]
    done = erase_person(terminal.db, names, actor=terminal.actor, is_rehearsal=is_rehearsal)
    told = {
        "pseudonym": done.pseudonym,
        "values": done.values,
        "entries": done.entries,
        "left": [
            {"table": one.table, "column": one.column, "key": plain(one.key)} for one in done.left
        ],
    }
    headings = [t("command.user.place"), t("command.user.count")]
    terminal.answer(told, table(headings, done.values.items(), numbers=1))
    key = "command.user.would_erase" if is_rehearsal else "command.user.erased"
    counts = {"values": sum(done.values.values()), "entries": done.entries}
    terminal.say(t(key, pseudonym=done.pseudonym, **counts))
    if done.left:
        terminal.say(t("command.user.left"))
        for one in done.left:
            terminal.say(f"  {one.table}.{one.column} {dict(one.key)}: {str(one.value)[:200]}")
