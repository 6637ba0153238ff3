"""The command that computes KPIs."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import FirstDay, LastDay, ProjectOption, listed

if TYPE_CHECKING:
    from rich.table import Table

    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "kpis")
def kpis(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    metric: Annotated[
        list[str] | None, typer.Option(help="Codes, by comma or repeated; all by default.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Broken down by one of day, week, month, and by vendor, queue, locale,"
            " annotator, label, label_source; by comma or repeated."
        ),
    ] = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    vendor: Annotated[list[str] | None, typer.Option(help="Only these vendors.")] = None,
    queue: Annotated[list[str] | None, typer.Option(help="Only these queues.")] = None,
    locale: Annotated[list[str] | None, typer.Option(help="Only these locales.")] = None,
) -> None:
    """Compute KPIs with their intervals and targets, one object per KPI and group."""
    from ecogov.commands.lookups import queue_ids, vendor_ids
    from ecogov.domain.kpi.metrics import METRICS
    from ecogov.services.kpis import Question, Slice, kpi_cells
    from ecogov.services.projects import get_project

    found = get_project(terminal.db, project)
    slice_ = Slice(
        project_ids=(found.id,),
        first_day=first_day,
        last_day=last_day,
        vendor_ids=vendor_ids(terminal.db, listed(vendor or [])),
        queue_ids=queue_ids(terminal.db, found.id, listed(queue or [])),
        locales=listed(locale or []),
    )
    question = Question(slice_, listed(metric or []) or tuple(METRICS), listed(by or []))
    cells = kpi_cells(terminal.db, question)
    told = [_cell(row, question.by) for row in cells.to_dict("records")]
    shown = () if terminal.is_json else (_table(terminal, told, question.by, found.currency),)
    terminal.answer(told, *shown)


def _cell(row: dict[Any, Any], by: tuple[str, ...]) -> dict[str, Any]:
    from ecogov.commands.terminal.plain import counted, plain

    is_count = row["unit"] == "units"
    return {
        "metric": row["metric"],
        "value": counted(row["value"]) if is_count else plain(row["value"]),
        "unit": row["unit"],
        "numerator": counted(row["numerator"]),
        "denominator": counted(row["denominator"]),
        "n": counted(row["n"]),
        "low": plain(row["low"]),
        "high": plain(row["high"]),
        "target": counted(row["target"]) if is_count else plain(row["target"]),
        "evidence": row["evidence"],
        "more_samples": counted(row["more_samples"]),
        "null_reason": plain(row["null_reason"]),
        "as_of": plain(row["as_of"]),
        "group": {name: plain(row[name]) or None for name in by},
        "comparator": plain(row["comparator"]),
    }


def _table(
    terminal: "Terminal", cells: list[dict[str, Any]], by: tuple[str, ...], currency: str
) -> "Table":
    from ecogov.commands.terminal.figures import figure
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import NOTHING, number, shown

    t = terminal.t

    def interval(cell: dict[str, Any]) -> str:
        if cell["low"] is None:
            return NOTHING
        return " – ".join(figure(t, cell["metric"], cell[end], currency) for end in ("low", "high"))

    def value(cell: dict[str, Any]) -> str:
        if cell["null_reason"]:
            return f"{NOTHING} ({t('kpi.null.' + cell['null_reason'])})"
        return figure(t, cell["metric"], cell["value"], currency)

    def verdict(cell: dict[str, Any]) -> str:
        if cell["target"] is None:
            return NOTHING
        goal = figure(t, cell["metric"], cell["target"], currency)
        promise = f"{t('comparator.' + cell['comparator'])} {goal}"
        if cell["value"] is None:
            return promise
        return f"{promise}: {t('evidence.' + cell['evidence'])}"

    headings = [
        *(t(f"dimension.{name}") for name in by), t("target.metric"),
        t("command.kpis.target"), t("command.kpis.value"), t("command.kpis.interval"),
        t("command.kpis.n"),
    ]  # fmt: skip
    rows = [
        (
            *(shown(t, cell["group"][name]) for name in by),
            t(f"metric.{cell['metric']}"),
            verdict(cell),
            value(cell),
            interval(cell),
            number(t, cell["n"]),
        )
        for cell in cells
    ]
    return table(headings, rows, numbers=3)
