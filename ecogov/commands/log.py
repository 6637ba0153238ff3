"""Commands on the log: bring records in from files, take them out as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ProjectOption
from ecogov.domain.log.interchange import ExchangeFormat
from ecogov.domain.log.kinds import RecordKind

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.log.interchange import Brought

app: Final = typer.Typer()
_log: Final = group("log", "The log: bring records in from files, take them out as files.")
app.add_typer(_log)
_portfolio: Final = group("portfolio", "Published portfolios as projects.")
app.add_typer(_portfolio)

_SHOWN: Final = 20

Files = Annotated[
    list[Path],
    typer.Argument(exists=True, dir_okay=False, metavar="FILE…", help="Files, packed or not."),
]
IsRehearsal = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would happen; store nothing.")
]
IsStrict = Annotated[bool, typer.Option("--strict", help="Refuse a file with a single bad row.")]


@command(_log, "import")
def import_(
    terminal: "Terminal",
    files: Files,
    *,
    project: ProjectOption,
    file_format: Annotated[
        ExchangeFormat | None, typer.Option("--format", help="Recognised by default.")
    ] = None,
    kind: Annotated[
        RecordKind | None, typer.Option(help="What rows are that do not say so.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help='As JSON: {"columns": {"Heading": "due_on", …}, "kinds": {"Bug": "risk", …},'
            ' "date_formats": ["%d/%m/%Y"]}.',
        ),
    ] = None,
    instance: Annotated[str, typer.Option(help="Tells two servers or plans of a tool apart.")] = "",
    is_rehearsal: IsRehearsal = False,
    is_strict: IsStrict = False,
) -> None:
    """Bring records in, each file in a transaction of its own.

    Known are our own tables (CSV, XLSX), exports of Jira, Redmine and
    OpenProject, and plans of Microsoft Project in XML. A record that is
    known by its reference or by its key in the other tool is changed; the
    same file twice changes nothing. With --json: the fate of every row.
    """
    from ecogov.commands.bringing import log_mapping_in, received
    from ecogov.domain.log.interchange import BringMapping, BringRequest
    from ecogov.services.log.bringing.taking import bring, rehearse_bringing
    from ecogov.services.projects import get_project

    db, project_id = terminal.db, get_project(terminal.db, project).id
    request = BringRequest(
        format=file_format,
        kind=kind,
        mapping=log_mapping_in(mapping) if mapping else BringMapping(),
        instance=instance,
        is_strict=is_strict,
    )
    told = received(
        terminal,
        files,
        lambda source: (
            rehearse_bringing(db, project_id, source, request)
            if is_rehearsal
            else bring(db, project_id, source, request, actor=terminal.actor)
        ),
    )
    _answer(terminal, told, is_strict=is_strict)


@command(_log, "export")
def export(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="File to write.")],
    file_format: Annotated[ExchangeFormat, typer.Option("--format")] = ExchangeFormat.XLSX,
    kind: Annotated[
        list[RecordKind] | None, typer.Option(help="May be given again; all by default.")
    ] = None,
) -> None:
    """Take records out into a file, in the language of --language.

    A CSV of our own holds one kind; plans (mspdi) and calendars (ics) hold
    milestones.
    """
    from ecogov.reports.log.writing import MILESTONES_ONLY, written
    from ecogov.services.log.bringing.exporting import days_named, exported, plan_facts
    from ecogov.services.projects import get_project
    from ecogov.storage.registers import now

    found = get_project(terminal.db, project)
    usual = [RecordKind.MILESTONE] if file_format in MILESTONES_ONLY else list(RecordKind)
    sheets = exported(terminal.db, found.id, list(dict.fromkeys(kind or usual)))
    days = days_named(sheets[RecordKind.MILESTONE]) if RecordKind.MILESTONE in sheets else []
    facts = plan_facts(terminal.db, found, name=terminal.name_of(found), days=days)
    content = written(terminal.t, file_format, sheets, facts=facts, stamp=now())
    output.write_bytes(content)
    n_records = sum(map(len, sheets.values()))
    terminal.say(terminal.t("command.log.written", count=n_records, file=str(output)))
    if terminal.is_json:
        terminal.answer({"file": str(output), "records": n_records, "bytes": len(content)})


@command(_log, "escalate")
def escalate(terminal: "Terminal") -> None:
    """Raise the level of every escalation whose clock ran out, as its project's ladder says.

    Clocks run in the business hours of each project. Twice changes nothing
    more; `python -m ecogov worker` does it by itself.
    """
    from dataclasses import asdict

    from ecogov.commands.terminal.plain import plain
    from ecogov.commands.terminal.session import table
    from ecogov.services.log.breaches import raise_breached
    from ecogov.storage.registers import now

    t = terminal.t
    found = raise_breached(terminal.db, at=now(), actor=terminal.actor)
    headings = [t("project.code"), t("escalation.ref"), t("escalation.level"), t("xray.reason")]
    rows = [
        (
            one.project,
            one.ref,
            f"{one.was} → {one.level}",
            t(f"escalation.reason.{one.reason}"),
        )
        for one in found
    ]
    told = [plain(asdict(one)) for one in found]
    terminal.answer(told, *([table(headings, rows)] if rows else []))
    terminal.say(t("command.log.escalated", n=len(found)))


@command(_portfolio, "import")
def import_portfolio(
    terminal: "Terminal",
    files: Files,
    *,
    mapping: Annotated[
        Path,
        typer.Option(
            exists=True, dir_okay=False,
            help="What the columns mean, as JSON; data/mappings/gmpp.json is an example.",
        ),
    ],
    is_rehearsal: IsRehearsal = False,
    is_strict: IsStrict = False,
) -> None:  # fmt: skip
    """Bring a published portfolio in: a project for each name, a report in each row.

    The end of a project becomes a milestone with the first report's date as
    its baseline and the ends of all reports as its forecasts; the colours are
    kept as of the days of the reports.
    """
    from ecogov.commands.bringing import portfolio_mapping_in, received
    from ecogov.services.log.bringing.portfolio import bring_portfolio, rehearse_portfolio

    db, told_columns = terminal.db, portfolio_mapping_in(mapping)
    told = received(
        terminal,
        files,
        lambda source: (
            rehearse_portfolio(db, source, told_columns)
            if is_rehearsal
            else bring_portfolio(
                db, source, told_columns, actor=terminal.actor, is_strict=is_strict
            )
        ),
    )
    _answer(terminal, told, is_strict=is_strict)


def _answer(
    terminal: "Terminal", told: Sequence["Brought | dict[str, Any]"], *, is_strict: bool
) -> None:
    """Answer the fates of all files; a file that is refused, or of which no row will do, is 1."""
    from ecogov.commands.terminal.session import table
    from ecogov.domain.log.interchange import Fate
    from ecogov.reports.log.receipts import receipt_json

    t = terminal.t
    read = [one for one in told if not isinstance(one, dict)]
    said = [one if isinstance(one, dict) else receipt_json(t, one) for one in told]
    headings = [t("bring.file"), t("bring.format"), *(t(f"bring.fate.{fate}") for fate in Fate)]
    rows = [
        (one.file, t(f"log.format.{one.format.value}"), *(one.count(fate) for fate in Fate))
        for one in read
    ]
    shown = [table(headings, rows, numbers=len(Fate))] if rows else []
    lines = [line for one in read for line in _findings(terminal, one)]
    terminal.answer(said[0] if len(said) == 1 else said, *shown, *lines)
    if len(read) < len(told) or any(_is_useless(one, is_strict=is_strict) for one in read):
        raise typer.Exit(1)


def _is_useless(one: "Brought", *, is_strict: bool) -> bool:
    from ecogov.domain.log.interchange import Fate

    n_refused = one.count(Fate.REFUSED)
    return bool(n_refused) and (is_strict or n_refused == len(one.rows))


def _findings(terminal: "Terminal", one: "Brought") -> list[str]:
    """Say why rows were refused, and how often which column was not kept."""
    from ecogov.domain.log.interchange import Fate
    from ecogov.reports.log.receipts import dropped_in_short, said

    t = terminal.t
    refused = [(row.row, finding) for row in one.rows if row.fate is Fate.REFUSED
               for finding in row.refusals]  # fmt: skip
    lines = [
        t("command.import.refused_row", file=one.file, row=str(row), reason=f"{found.place}: "
          f"{said(t, found)}" if found.place else said(t, found))
        for row, found in refused[:_SHOWN]
    ]  # fmt: skip
    if len(refused) > _SHOWN:
        lines.append(t("command.import.more", count=len(refused) - _SHOWN))
    return [*lines, *dropped_in_short(t, one)]
