"""Commands on imports: take files in, list what was taken in, take one back."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ProjectOption, day_option
from ecogov.domain.production import SourceFormat

if TYPE_CHECKING:
    import pandas as pd

    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
_imports: Final = group("imports", "Imports: what was taken in; take one back.")
app.add_typer(_imports)

_COUNTS: Final = ("rows_read", "accepted", "updated", "duplicate", "skipped", "rejected")


@command(app, "import")
def import_(
    terminal: "Terminal",
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, metavar="FILE…", help="Exports; a folder means all its files."),
    ],
    *,
    project: ProjectOption,
    source_format: Annotated[
        SourceFormat | None, typer.Option("--format", help="Recognised by default.")
    ] = None,
    vendor: Annotated[str | None, typer.Option(help="Where a row names none.")] = None,
    queue: Annotated[str | None, typer.Option(help="Where a row names none.")] = None,
    locale: Annotated[str | None, typer.Option(help="Where a row names none.")] = None,
    timezone: Annotated[str, typer.Option(help="Zone of stamps that carry none.")] = "UTC",
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help='Columns of a sheet, as JSON: {"columns": {"date": "Day", …}, "date_format":'
            ' "%d/%m/%Y", "hours_unit": "hours"}; kept for later files with these headings.',
        ),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Which answer is the label, where there are several."),
    ] = None,
    instance: Annotated[str, typer.Option(help="Tells two servers of one tool apart.")] = "",
    undated_on: Annotated[
        date | None, day_option("--undated-on", "Day of rows without any; today by default.")
    ] = None,
    is_rehearsal: Annotated[
        bool, typer.Option("--dry-run", help="Count what would happen; store nothing.")
    ] = False,
    is_strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a file with a single bad row.")
    ] = False,
) -> None:
    """Import exports, each in a transaction of its own, and answer their receipts.

    With --json: the receipt where there is one file to read, else a list
    with one object per file. A file that is refused is
    {file, error: {code, message}}; it stops no other, but the exit status
    is 1, as it is for a file of which no row could be used.
    """
    from ecogov.commands.importing import Inbox, mapping_in
    from ecogov.domain.imports import ImportRequest
    from ecogov.services.projects import get_project

    columns = mapping_in(mapping) if mapping else None
    if columns and source_format is None:
        source_format = SourceFormat.PRODUCTION_SHEET
    request = ImportRequest(
        vendor=vendor,
        queue=queue,
        locale=locale,
        timezone=timezone,
        format=source_format,
        label_field=label,
        instance=instance,
        undated_on=undated_on,
        is_strict=is_strict,
    )
    inbox = Inbox(
        terminal,
        get_project(terminal.db, project),
        request,
        mapping=columns,
        is_rehearsal=is_rehearsal,
    )
    told = inbox.take(files)
    shown = () if terminal.is_json else _receipts(terminal, told)
    terminal.answer(told[0] if len(told) == 1 else told, *shown)
    if any("error" in one or not _has_used_a_row(one) for one in told):
        raise typer.Exit(1)


def _has_used_a_row(receipt: dict[str, Any]) -> bool:
    return bool(receipt["rows_read"] > receipt["rejected"])


@command(_imports, "list")
def list_(
    terminal: "Terminal",
    *,
    project: Annotated[str | None, typer.Option(metavar="CODE", help="Only this project.")] = None,
) -> None:
    """List the imports, newest first, those taken back included."""
    from ecogov.commands.terminal.plain import rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import moment
    from ecogov.services.imports import list_imports
    from ecogov.services.projects import get_project

    t = terminal.t
    found = list_imports(terminal.db, get_project(terminal.db, project).id if project else None)
    told = _listed(found)
    names = ("import", "project", "at", "actor", "file", "format", "undone", "rows")
    headings = [t(f"command.imports.{name}") for name in names]
    rows = [
        (
            row.id,
            row.project,
            moment(t, row.at),
            row.actor,
            row.file,
            row.format,
            moment(t, row.undone_at),
            row.receipt.get("rows_read", ""),
        )
        for row in rows_of(found)
    ]
    terminal.answer(told, table(headings, rows, numbers=1))


def _listed(found: "pd.DataFrame") -> list[dict[str, Any]]:
    from ecogov.commands.terminal.plain import plain, records

    named = records(found.drop(columns="receipt").rename(columns={"id": "import_id"}))
    return [
        {**one, **{name: plain(receipt.get(name)) for name in _COUNTS}}
        for one, receipt in zip(named, found["receipt"], strict=True)
    ]


@command(_imports, "undo")
def undo(
    terminal: "Terminal",
    *,
    import_id: Annotated[int, typer.Argument(help="Number of the import.")],
) -> None:
    """Take an import back: every figure is as if it had never been."""
    from ecogov.services.imports import undo_import

    n_rows = undo_import(terminal.db, import_id, actor=terminal.actor)
    terminal.say(terminal.t("command.imports.undone_rows", id=str(import_id), count=n_rows))
    if terminal.is_json:
        terminal.answer({"import_id": import_id, "rows": n_rows})


def _receipts(terminal: "Terminal", told: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Lay out the counts of every file, then the first rows that were refused."""
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import number, shown

    t = terminal.t
    read = [one for one in told if "error" not in one]
    if not read:
        return ()
    headings = [
        t("command.imports.file"),
        t("command.imports.import"),
        *(t(f"command.import.{name}") for name in _COUNTS),
    ]
    rows = [
        (one["file"], shown(t, one["import_id"]), *(number(t, one[name]) for name in _COUNTS))
        for one in read
    ]
    lines = [line for one in read for line in _refused_rows(terminal, one)]
    return table(headings, rows, numbers=len(_COUNTS)), *lines


_SHOWN: Final = 10


def _refused_rows(terminal: "Terminal", receipt: dict[str, Any]) -> list[str]:
    t, rows = terminal.t, receipt["rejections"]
    lines = [
        t("command.import.refused_row", file=receipt["file"], row=str(row["row"]),
          reason=row["message"])
        for row in rows[:_SHOWN]
    ]  # fmt: skip
    if receipt["rejected"] > len(lines):
        lines.append(t("command.import.more", count=receipt["rejected"] - len(lines)))
    return lines
