"""The command that writes the weekly business review of a programme."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.reporting.files import languages_of, stem_of
from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import day_option, listed

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "review")
def review(
    terminal: "Terminal",
    *,
    programme: Annotated[str, typer.Option("--programme", metavar="NAME", help="Programme.")],
    file_format: Annotated[
        list[str] | None,
        typer.Option("--format", help="pptx, pdf, xlsx, html, md; pptx by default."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", help="en, zh or both, by comma; that of the terminal by default."
        ),
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "The week is the last whole one before it.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", file_okay=False, help="Folder; it is made.")
    ] = Path(),
) -> None:
    """Write the weekly business review: what moved, what is real, why, what we propose."""
    from ecogov.i18n.formats import days
    from ecogov.i18n.translator import translator
    from ecogov.reports.status.files import content_file
    from ecogov.reports.status.review import review_content
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.status.reviews import weekly_review

    spoken = languages_of(terminal, language)
    with terminal.progress(has_share=True) as show:
        day = as_of or today_of(terminal.db, None)
        found = weekly_review(terminal.db, programme, day, progress=show)
    output.mkdir(parents=True, exist_ok=True)
    written: list[dict[str, str | int]] = []
    for name in listed(file_format or ["pptx"]):
        for one in spoken:
            t = translator(one)
            content = content_file(t, review_content(t, found), name)
            file = output / f"{stem_of(found.report, 'review')}-{one}.{name}"
            file.write_bytes(content)
            written.append(
                {"file": str(file), "format": name, "language": one, "bytes": len(content)}
            )
    terminal.say(
        terminal.t("command.review.week", days=days(terminal.t, found.week.first, found.week.last))
    )
    terminal.answer(written, *(str(one["file"]) for one in written))
