"""The command that looks for strange days: in the database, or in daily series of a file."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import day_option

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from ecogov.commands.terminal.session import Terminal
    from ecogov.detection.panel import Panel
    from ecogov.detection.scanning import Scan

app: Final = group("", "")


def _file(about: str) -> object:
    return typer.Option(exists=True, dir_okay=False, metavar="FILE", help=about)


@command(app, "scan")
def scan(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Project; all by default.")
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "Last day that is judged; yesterday by default.")
    ] = None,
    series: Annotated[
        Path | None,
        _file(
            "Daily series, CSV: series_id,timestamp,value[,num,den]. The database is not touched."
        ),
    ] = None,
    meta: Annotated[
        Path | None,
        _file(
            "What they measure, CSV: series_id,kind[,project,vendor,queue,locale,first_scored];"
            " kind is ratio, mean, count or backlog. Guessed by default."
        ),
    ] = None,
    calendar: Annotated[Path | None, _file("Days without work, CSV: locale,date.")] = None,
    scores: Annotated[
        Path | None,
        typer.Option(dir_okay=False, metavar="FILE", help="Write the score of every scored day."),
    ] = None,
    budget: Annotated[
        float,
        typer.Option(
            min=0, help="False alarms per series and year to put up with; 0.5: one in two years."
        ),
    ] = 0.5,
    false_discovery_rate: Annotated[
        float | None,
        typer.Option(
            "--fdr",
            min=0,
            max=1,
            help="Of the days flagged on one date at most this share may be false, too.",
        ),
    ] = None,
) -> None:
    """Find strange days: in all KPI series of the database that are due, or in those of a file.

    Every day is judged by what was known up to it. On the database a day
    is judged once, and again when its figures changed; with --json: one
    object per project. The budget is the one that was set in the app. Of
    a file, with --json: one object per flagged day, by day, the strangest
    first; kind is spike, shift, drift, spread, shared or limit (a young
    series). A series that makes no sense is named on standard error and
    stops no other.
    """
    if series is None:
        _scan_database(terminal, project, as_of)
        return
    from ecogov.detection.panel import described_without_file, panel
    from ecogov.detection.running import runner
    from ecogov.detection.scanning import scan as look
    from ecogov.readers.frames import read_days_off, read_descriptions, read_series

    t = terminal.t
    observations = read_series(series)
    about = read_descriptions(meta) if meta else described_without_file(observations)
    laid = panel(observations, about, read_days_off(calendar) if calendar else None)
    cluster = terminal.settings.dask
    with runner(cluster) as run, terminal.progress(has_share=True) as tell:
        step = t("command.scan.running", count=len(laid.about))
        found = look(
            laid,
            budget=budget,
            false_discovery_rate=false_discovery_rate,
            tell=lambda share: tell(share, step),
            run=run,
        )
    if scores:
        _write_scores(found.scores, scores)
    for failure in found.failures:
        terminal.say(
            t("command.scan.failed", series=failure.series_id, reason=t(f"error.{failure.code}"))
        )
    told = [_flagged(row) for row in found.found.to_dict("records")]
    terminal.answer(told, *(() if terminal.is_json else _incidents(terminal, laid, found)))


def _scan_database(terminal: "Terminal", project: str | None, as_of: date | None) -> None:
    """Scan what is due, and tell project by project what was found."""
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import day, number, shown
    from ecogov.services.anomalies.scanning import scan_database
    from ecogov.services.projects import get_project

    t = terminal.t
    project_id = get_project(terminal.db, project).id if project else None
    with terminal.progress(has_share=True) as tell:
        step = t("command.scan.database")
        done = scan_database(
            terminal.db,
            project_id,
            as_of=as_of,
            actor=terminal.actor,
            tell=lambda share: tell(share, step),
        )
    for one in done:
        for name, code in one.failures:
            reason = t(f"error.{code}")
            terminal.say(t("command.scan.failed", series=f"{one.project} {name}", reason=reason))
    told = [
        {
            **asdict(one),
            "as_of": one.as_of and one.as_of.isoformat(),
            "failures": [{"series": name, "code": code} for name, code in one.failures],
        }
        for one in done
    ]
    names = ("project", "as_of", "series", "days", "flagged", "new_cards")
    headings = [t(f"command.scan.{name}") for name in names[2:]]
    rows = [
        (
            one.project,
            shown(t, one.as_of and day(t, one.as_of)),
            *(number(t, getattr(one, name)) for name in names[2:]),
        )
        for one in done
    ]
    headings = [t("project.code"), t("command.scan.as_of"), *headings]
    terminal.answer(told, table(headings, rows, numbers=4))


def _write_scores(scores: "pd.DataFrame", path: Path) -> None:
    """Write ``series_id,timestamp,score,p_value``."""
    from ecogov.domain.errors import DomainError

    try:
        scores.to_csv(path, index=False, date_format="%Y-%m-%d")
    except OSError as error:
        raise DomainError("frame.unwritable", file=path.name) from error


def _flagged(row: dict[Any, Any]) -> dict[str, Any]:
    from ecogov.commands.terminal.plain import plain
    from ecogov.i18n.anomalies import anomaly
    from ecogov.i18n.translator import translator

    names = ("value", "expected", "expected_low", "expected_high", "score", "p_value")
    return {
        "series_id": row["series_id"],
        "timestamp": row["timestamp"].date().isoformat(),
        **{name: plain(row[name]) for name in names},
        "direction": str(row["direction"]),
        "kind": str(row["kind"]),
        "reason_en": anomaly(translator("en"), row),
        "reason_zh": anomaly(translator("zh-Hans"), row),
    }


def _incidents(terminal: "Terminal", laid: "Panel", found: "Scan") -> tuple["Table | str", ...]:
    """Show one line per incident, the day that leads it in words."""
    from ecogov.commands.terminal.session import table
    from ecogov.detection.incidents import incidents
    from ecogov.i18n.anomalies import anomaly
    from ecogov.i18n.formats import days, number

    t = terminal.t
    if found.found.empty:
        return (t("command.scan.nothing", count=len(laid.about)),)
    numbered = incidents(found.found, laid.about)
    rows = []
    for _, one in numbered.groupby("incident"):
        lead = {str(name): value for name, value in one.iloc[0].items()}
        others = one["series_id"].nunique() - 1
        name = str(lead["series_id"])
        rows.append(
            (
                t("command.scan.and_more", series=name, count=others) if others else name,
                days(t, one["timestamp"].min().date(), one["timestamp"].max().date()),
                number(t, lead["score"], digits=2),
                anomaly(t, lead),
            )
        )
    headings = [t(f"command.scan.{name}") for name in ("series", "days", "score", "reason")]
    return (table(headings, rows),)
