"""The command that says when a project will be done."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ProjectOption, day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.status.parts import ForecastPart

app: Final = group("", "")


@command(app, "forecast")
def forecast(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    as_of: Annotated[
        date | None, day_option("--as-of", "Which data are known; today by default.")
    ] = None,
) -> None:
    """Forecast the date: P50, P80, P95, and the confidence in the committed one."""
    from ecogov.reports.status.objects import forecast_object
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.projects import get_project
    from ecogov.services.status.reporting import project_forecast

    found = get_project(terminal.db, project)
    told = project_forecast(terminal.db, found.id, as_of or today_of(terminal.db, found.id))
    answer = {"project": found.code, **forecast_object(told)}
    terminal.answer(answer, *(() if terminal.is_json else _shown(terminal, told)))


def _shown(terminal: "Terminal", told: "ForecastPart") -> list[Any]:
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import day, number
    from ecogov.i18n.status import chance, gap

    t, dates = terminal.t, told.dates
    rows = [
        (t("status.committed"), day(t, told.committed)),
        (t("status.p50"), day(t, dates.p50)),
        (t("status.p80"), day(t, dates.p80)),
        (t("status.p95"), day(t, dates.p95)),
        (t("status.confidence"), chance(t, dates.confidence)),
        (t("status.accepted"), number(t, told.accepted)),
        (t("status.by_committed"), number(t, told.by_committed)),
    ]
    shown: list[Any] = [table(["", ""], rows)]
    if told.null_reason:
        shown.append(gap(t, told.null_reason))
    bought = [
        t("status.bought", ref=one.ref, title=one.title, count=one.days) for one in told.bought
    ]
    return [*shown, *bought]
