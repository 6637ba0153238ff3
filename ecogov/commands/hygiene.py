"""The command that X-rays the log."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "xray")
def xray(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Project; all by default.")
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "Which days have passed; today by default.")
    ] = None,
) -> None:
    """List what is wrong with the records of the log, each with its reason and field to mend."""
    from ecogov.commands.terminal.plain import plain
    from ecogov.commands.terminal.session import table
    from ecogov.domain.log.hygiene.rules import RULES
    from ecogov.i18n.log.hygiene import mend, reason, subject
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.log.hygiene.xray import xray as look
    from ecogov.services.projects import get_project

    t = terminal.t
    project_id = get_project(terminal.db, project).id if project else None
    found = look(terminal.db, project_id, as_of=as_of or today_of(terminal.db, project_id))
    rows = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
    told = [{**plain(row), "reason": reason(t, row)} for row in rows]
    headings = [
        t("xray.severity"), t("project.code"), t("xray.record"), t("xray.owner"), t("xray.rule"),
        t("xray.reason"), t("xray.field"),
    ]  # fmt: skip
    shown = [
        (
            t(f"xray.severity.{row['severity']}"),
            row["project_code"],
            f"{row['ref']} {subject(t, row)}",
            row["owner"],
            t(f"xray.{row['rule']}"),
            said["reason"],
            mend(t, row["kind"], row["field"]),
        )
        for row, said in zip(rows, told, strict=True)
    ]
    terminal.answer(told, *([table(headings, shown)] if shown else []))
    if not shown:
        terminal.say(t("command.xray.clean", n=len(RULES)))
