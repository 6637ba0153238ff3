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


def _file(about: str) -> object:
    return typer.Option(exists=True, dir_okay=False, metavar="FILE", help=about)


@command(app, "rootcause")
def rootcause(
    terminal: "Terminal",
    *,
    before: Annotated[Path, _file("Rows of the period to compare with, CSV.")],
    after: Annotated[Path, _file("Rows of the period that changed, CSV.")],
    numerator: Annotated[str, typer.Option(metavar="COLUMN", help="What is counted.")],
    denominator: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Out of how many; without it amounts are compared."),
    ] = None,
    dimensions: Annotated[
        list[str], typer.Option(metavar="A,B,…", help="Columns to cut along; by comma or repeated.")
    ],
) -> None:
    """Find the slices that explain a change, and say where chance explains it as well.

    With --json: the slices, ranked, those that come next after the causes;
    contribution, rate_effect and mix_effect are parts of the change of the
    whole. confidence is 1 less the chance of such a slice by luck after
    looking at all slices and taking the causes as given: from 0.95 on a
    slice is named, below it is a suspect.
    """
    from ecogov.detection.rootcause.leaves import leaves
    from ecogov.detection.rootcause.localising import root_causes
    from ecogov.readers.frames import read_period

    cuts = listed(dimensions)
    amounts = [name for name in (numerator, denominator) if name]
    earlier, later = (read_period(path, cuts, amounts) for path in (before, after))
    found = leaves(earlier, later, cuts, numerator=numerator, denominator=denominator)
    change = root_causes(found)
    told = [_slice(change, cause) for cause in change.suspects]
    terminal.answer(told, *(() if terminal.is_json else _shown(terminal, change)))


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
