"""The command that checks whether what is stored can be trusted."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "verify")
def verify(
    terminal: "Terminal",
    *,
    mark: Annotated[
        str | None,
        typer.Option(
            "--head", metavar="MARK", help="End of the trail as an earlier check told it."
        ),
    ] = None,
) -> None:
    """Check the audit trail, every roll-up against its rows, every published report."""
    from ecogov.commands.terminal.plain import plain
    from ecogov.commands.terminal.session import table
    from ecogov.services.trail import is_in_trail
    from ecogov.services.verification import verify as check

    t, found = terminal.t, check(terminal.db)
    is_cut = mark is not None and not is_in_trail(terminal.db, mark)
    told = {
        "is_clean": found.is_clean and not is_cut,
        "head": found.head,
        "is_cut_off": is_cut,
        "projects": found.n_projects,
        "broken_audit_entries": list(found.broken_entries),
        "tampered_reports": list(found.tampered_reports),
        "mismatches": [
            {"project": one.project, "rollup": one.rollup, "cell": plain(one.cell)}
            for one in found.mismatches
        ],
    }
    headings = [t("project.code"), t("command.verify.rollup"), t("command.verify.cell")]
    rows = [
        (one.project, one.rollup, ", ".join(f"{key}={cell}" for key, cell in one.cell.items()))
        for one in found.mismatches
    ]
    terminal.answer(told, *([table(headings, rows)] if rows else []))
    if found.head is not None:
        terminal.say(t("command.verify.head", mark=found.head))
    if is_cut:
        terminal.say(t("command.verify.cut", mark=str(mark)))
    elif found.is_clean:
        terminal.say(t("command.verify.clean", count=found.n_projects))
        return
    if found.broken_entries:
        entries = ", ".join(str(number) for number in found.broken_entries)
        terminal.say(t("command.verify.broken", entries=entries))
    if found.tampered_reports:
        numbers = ", ".join(str(number) for number in found.tampered_reports)
        terminal.say(t("command.verify.tampered", reports=numbers))
    if rows:
        terminal.say(t("command.verify.differ", count=len(rows)))
    raise typer.Exit(1)
