"""The command that writes a status report into files."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import day_option, listed

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.status.report import StatusReport
    from ecogov.reports.status.content import Publication

app: Final = group("", "")

_ICS: Final = "ics"
_CHINESE: Final = "zh-Hans"


@command(app, "report")
def report(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Project.")
    ] = None,
    programme: Annotated[
        str | None, typer.Option("--programme", metavar="NAME", help="A programme instead.")
    ] = None,
    file_format: Annotated[
        list[str] | None,
        typer.Option(
            "--format", help="pdf, pptx, xlsx, html, md, ics; by comma or repeated; pdf by default."
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", help="en, zh or both, by comma; that of the terminal by default."
        ),
    ] = None,
    number: Annotated[
        int | None, typer.Option(help="A published report; the status of today by default.")
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "Which days have passed; today by default.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", file_okay=False, help="Folder; it is made.")
    ] = Path(),
) -> None:
    """Write the status of a project or a programme into files, in one or both languages."""
    if (project is None) == (programme is None):
        raise typer.BadParameter("--project CODE | --programme NAME")
    formats = listed(file_format or ["pdf"])
    languages = languages_of(terminal, language)
    with terminal.progress(has_share=True) as show:
        told, publication = _report(terminal, (project, programme), (number, as_of), show)
        output.mkdir(parents=True, exist_ok=True)
        written: list[dict[str, str | int]] = []
        jobs = [(name, spoken) for name in formats for spoken in languages]
        for place, (name, spoken) in enumerate(jobs):
            show(place / len(jobs), name)
            content = _content(terminal, told, publication, name=name, language=spoken)
            file = output / f"{stem_of(told, 'status')}-{spoken}.{name}"
            file.write_bytes(content)
            written.append(
                {"file": str(file), "format": name, "language": spoken, "bytes": len(content)}
            )
    terminal.answer(written, *(str(one["file"]) for one in written))


def languages_of(terminal: "Terminal", given: list[str] | None) -> tuple[str, ...]:
    """Read which languages are asked for; that of the terminal where none is."""
    from ecogov.i18n.translator import LANGUAGES

    asked = listed(given or [terminal.t.language])
    told = tuple(_CHINESE if one == "zh" else one for one in asked)
    if any(one not in LANGUAGES for one in told):
        raise typer.BadParameter("--language en,zh")
    return told


def _report(
    terminal: "Terminal",
    whose: tuple[str | None, str | None],
    which: tuple[int | None, date | None],
    show: Any,  # noqa: ANN401 - the progress of the terminal
) -> tuple["StatusReport", "Publication | None"]:
    from ecogov.reports.status.content import Publication
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.projects import get_project
    from ecogov.services.status.programmes import programme_status, programme_subject
    from ecogov.services.status.publishing import published_number
    from ecogov.services.status.reporting import project_status, project_subject

    (project, programme), (number, as_of) = whose, which
    found = get_project(terminal.db, project).id if project else None
    if number is not None:
        subject = programme_subject(programme or "") if found is None else project_subject(found)
        one = published_number(terminal.db, subject, number)
        publication = Publication(one.number, one.published_at, one.published_by, one.content_hash)
        return one.report, publication
    day = as_of or today_of(terminal.db, found)
    if found is None:
        return programme_status(terminal.db, programme or "", day, progress=show), None
    return project_status(terminal.db, found, day), None


def _content(
    terminal: "Terminal",
    told: "StatusReport",
    publication: "Publication | None",
    *,
    name: str,
    language: str,
) -> bytes:
    from ecogov.i18n.translator import translator
    from ecogov.reports.status.files import status_file

    t = translator(language)
    if name != _ICS:
        return status_file(t, told, name, publication)
    from ecogov.reports.calendars import milestones_calendar
    from ecogov.services.log.feeds import project_followed
    from ecogov.services.projects import get_project
    from ecogov.storage.registers import now

    found = get_project(terminal.db, told.subject.code)
    followed = project_followed(terminal.db, found.id, t)
    return milestones_calendar(
        followed.milestones, t, code=found.code, name=followed.name, stamp=now()
    )


def stem_of(told: "StatusReport", what: str) -> str:
    """Name the files of a report by its subject and its day."""
    code = "".join(letter if letter.isalnum() else "-" for letter in told.subject.code)
    return f"{code}-{what}-{told.as_of.isoformat()}"
