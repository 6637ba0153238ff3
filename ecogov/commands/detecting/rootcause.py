"""The command that finds which slice explains a change between two periods."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import listed

if TYPE_CHECKING:
    from rich.table import Table

    from ecogov.commands.terminal.session import Terminal
    from ecogov.detection.rootcause.localising import Cause, Change

app: Final = group("", "")


def _side(about: str) -> object:
    return typer.Option(metavar="FILE|A..B", help=about)


@command(app, "rootcause")
def rootcause(
    terminal: "Terminal",
    *,
    before: Annotated[str, _side("Days to compare with, or a CSV of their rows.")],
    after: Annotated[str, _side("Days that changed, or a CSV of their rows.")],
    project: Annotated[
        str | None, typer.Option(metavar="CODE", help="Explain a KPI of this project, by days.")
    ] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="CODE", help="Which KPI of the project.")
    ] = None,
    numerator: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Of files: what is counted.")
    ] = None,
    denominator: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Of files: out of how many; without it amounts are compared."
        ),
    ] = None,
    dimensions: Annotated[
        list[str] | None,
        typer.Option(
            metavar="A,B,…",
            help="What to cut along; by comma or repeated. Of a project out of vendor, queue,"
            " locale, annotator, label, guideline_version; the first four by default.",
        ),
    ] = None,
    vendor: Annotated[list[str] | None, typer.Option(help="Only these vendors.")] = None,
    queue: Annotated[list[str] | None, typer.Option(help="Only these queues.")] = None,
    locale: Annotated[list[str] | None, typer.Option(help="Only these locales.")] = None,
) -> None:
    """Find the slices that explain a change, and say where chance explains it as well.

    Of a project with --project and --metric, the periods as days
    (2026-10-01..2026-10-28); of two files with --numerator and --dimensions.
    With --json: the slices, ranked, those that come next after the causes;
    contribution, rate_effect and mix_effect are parts of the change of the
    whole. confidence is 1 less the chance of such a slice by luck after
    looking at all slices and taking the causes as given: from 0.95 on a
    slice is named, below it is a suspect.
    """
    cuts = listed(dimensions or [])
    if project is not None:
        if metric is None or numerator or denominator:
            raise typer.BadParameter("--project goes with --metric and without columns")
        from ecogov.commands.detecting.changes import Only, explain_project

        only = Only(*(listed(told or []) for told in (vendor, queue, locale)))
        explain_project(terminal, project, (metric, before, after), cuts=cuts, only=only)
    elif numerator is None or not cuts or metric or vendor or queue or locale:
        raise typer.BadParameter("files go with --numerator and --dimensions")
    else:
        _explain_files(terminal, (before, after), cuts, (numerator, denominator))


def _explain_files(
    terminal: "Terminal",
    sides: tuple[str, str],
    cuts: tuple[str, ...],
    columns: tuple[str, str | None],
) -> None:
    from ecogov.detection.rootcause.leaves import leaves
    from ecogov.detection.rootcause.localising import root_causes
    from ecogov.readers.frames import read_period

    numerator, denominator = columns
    amounts = [name for name in columns if name]
    earlier, later = (read_period(_file(path), cuts, amounts) for path in sides)
    found = leaves(earlier, later, cuts, numerator=numerator, denominator=denominator)
    change = root_causes(found)
    told = [_slice(change, cause) for cause in change.suspects]
    terminal.answer(told, *(() if terminal.is_json else _shown(terminal, change)))


def _file(told: str) -> Path:
    path = Path(told)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {told}")
    return path


def _slice(change: "Change", cause: "Cause") -> dict[str, Any]:
    from ecogov.commands.terminal.plain import plain
    from ecogov.i18n.anomalies import cause as words
    from ecogov.i18n.translator import translator

    names = (
        "contribution", "rate_effect", "mix_effect", "before", "after", "expected", "rows",
        "confidence",
    )  # fmt: skip
    values = _told(change, cause)
    return {
        "slice": cause.slice,
        **{name: plain(values[name]) for name in names},
        "reason_en": words(translator("en"), values),
        "reason_zh": words(translator("zh-Hans"), values),
    }


def _told(change: "Change", cause: "Cause") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **asdict(cause),
        "is_named": cause.is_named,
        "is_rate": change.is_rate,
        "looked_at": change.looked_at,
    }


def _shown(terminal: "Terminal", change: "Change") -> tuple["Table | str", ...]:
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.anomalies import cause as words
    from ecogov.i18n.anomalies import signed, size

    t = terminal.t
    whole = t(
        "command.rootcause.whole",
        before=size(t, change.before, is_rate=change.is_rate),
        after=size(t, change.after, is_rate=change.is_rate),
        rate=signed(t, change.rate_effect, is_rate=change.is_rate),
        mix=signed(t, change.mix_effect, is_rate=change.is_rate),
    )
    if not change.causes:
        return whole, t("command.rootcause.nobody", count=change.looked_at)
    values = [_told(change, cause) for cause in change.causes]
    headings = [t(f"command.rootcause.{name}") for name in ("slice", "contribution", "reason")]
    rows = [
        (
            ", ".join(f"{name}={value}" for name, value in one["slice"].items()),
            signed(t, one["contribution"], is_rate=change.is_rate),
            words(t, one),
        )
        for one in values
    ]
    return whole, table(headings, rows)
