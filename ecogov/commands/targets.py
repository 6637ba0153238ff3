"""Commands on the targets of a project's KPIs: add, list."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import IsArchived, ProjectOption, day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
_target: Final = group("target", "Targets: what a KPI is held to, for whom, from which day on.")
app.add_typer(_target)


@command(_target, "add")
def add(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    metric: Annotated[str, typer.Option(help="Code of the KPI, such as qa_accuracy.")],
    value: Annotated[float, typer.Option(help="In the KPI's unit; a share as 0 to 1.")],
    effective_from: Annotated[date, day_option("--effective-from", "First day in force.")],
    kind: Annotated[str, typer.Option(help="sla, ola or kpi.")] = "kpi",
    comparator: Annotated[str, typer.Option(help="ge (at least) or le (at most).")] = "ge",
    window: Annotated[str, typer.Option(help="day, week, month or period.")] = "period",
    vendor: Annotated[str | None, typer.Option(help="Only this vendor.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only this queue.")] = None,
    locale: Annotated[str | None, typer.Option(help="Only this locale.")] = None,
    contract_clause: Annotated[str, typer.Option(help="Where it is agreed.")] = "",
    hours: Annotated[float | None, typer.Option(help="Turnaround promised, in hours.")] = None,
    clock: Annotated[str, typer.Option(help="calendar or business hours.")] = "calendar",
) -> None:
    """Set a target; a later one of the same scope takes its place from its day on."""
    from ecogov.commands.lookups import queue_ids, vendor_ids
    from ecogov.domain.targets import TargetDraft
    from ecogov.services.projects import get_project
    from ecogov.services.targets import add_target

    found = get_project(terminal.db, project)
    told = {
        "project_id": found.id,
        "kind": kind,
        "metric": metric,
        "comparator": comparator,
        "value": value,
        "window": window,
        "vendor_id": vendor_ids(terminal.db, [vendor])[0] if vendor else None,
        "queue_id": queue_ids(terminal.db, found.id, [queue])[0] if queue else None,
        "locale": locale,
        "contract_clause": contract_clause,
        "effective_from": effective_from,
        "hours": hours,
        "clock": clock,
    }
    target_id = add_target(terminal.db, TargetDraft.model_validate(told), actor=terminal.actor)
    terminal.say(terminal.t("command.target.added", metric=terminal.t(f"metric.{metric}")))
    if terminal.is_json:
        terminal.answer({"id": target_id, "project": found.code, "metric": metric})


@command(_target, "list")
def list_(terminal: "Terminal", *, project: ProjectOption, is_archived: IsArchived = False) -> None:
    """List the targets of a project."""
    from ecogov.commands.terminal.figures import figure
    from ecogov.commands.terminal.plain import records, rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import day, shown
    from ecogov.services.projects import get_project
    from ecogov.services.targets import list_targets

    t, found = terminal.t, get_project(terminal.db, project)
    targets = list_targets(terminal.db, found.id, archived=is_archived)
    headings = [
        t("target.metric"), t("target.kind"), t("target.vendor_id"), t("target.queue_id"),
        t("target.locale"), t("target.effective_from"), t("target.window"), t("target.value"),
    ]  # fmt: skip
    rows = [
        (
            t(f"metric.{row.metric}"),
            t(f"target.kind.{row.kind}"),
            shown(t, row.vendor_code),
            shown(t, row.queue_code),
            shown(t, row.locale),
            day(t, row.effective_from),
            t(f"target.window.{row.window}"),
            " ".join(
                (
                    t(f"comparator.{row.comparator}"),
                    figure(t, row.metric, row.value, found.currency),
                )
            ),
        )
        for row in rows_of(targets)
    ]
    terminal.answer(records(targets), table(headings, rows, numbers=1))
