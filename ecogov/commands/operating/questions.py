"""The command that asks in SQL."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "sql")
def sql(
    terminal: "Terminal",
    *,
    statement: Annotated[
        str, typer.Argument(metavar="[STATEMENT]", help="One SELECT, WITH or VALUES.")
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option(help="Read the statement from a file.", exists=True, dir_okay=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many rows.")] = 1000,
    seconds: Annotated[float, typer.Option(min=0.1, help="Stop after so long.")] = 60.0,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer as CSV instead.")
    ] = None,
) -> None:
    """Ask one question of everything that is stored; nothing can be changed."""
    from ecogov.commands.terminal.plain import records
    from ecogov.commands.terminal.session import table
    from ecogov.domain.errors import DomainError
    from ecogov.reports.tables import csv_table
    from ecogov.services.asking.questions import Limits, as_frame, ask, note_export

    asked = file.read_text(encoding="utf-8") if file else statement
    answer = ask(terminal.db, asked, Limits(limit, seconds))
    told = as_frame(answer)
    if answer.is_cut:
        terminal.say(terminal.t("command.sql.cut", count=len(told)))
    if csv is None:
        rows = [["" if value is None else value for value in row] for row in answer.rows]
        terminal.answer(records(told), table(list(answer.columns), rows))
        return
    try:
        csv.write_bytes(csv_table(told))
    except OSError as error:
        raise DomainError("frame.unwritable", file=str(csv)) from error
    note_export(terminal.db, asked, n_rows=len(told), actor=terminal.actor)
    if terminal.is_json:
        terminal.answer({"file": str(csv), "rows": len(told)})
