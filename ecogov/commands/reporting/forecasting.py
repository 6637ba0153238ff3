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
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.projects import get_project
    from ecogov.services.status.reporting import project_forecast

    found = get_project(terminal.db, project)
    told = project_forecast(terminal.db, found.id, as_of or today_of(terminal.db, found.id))
    answer = {"project": found.code, **forecast_object(told)}
    terminal.answer(answer, *(() if terminal.is_json else _shown(terminal, told)))


def forecast_object(told: "ForecastPart") -> dict[str, Any]:
    """Write a forecast as programs read it."""
    dates = told.dates.model_dump(mode="json")
    risked = told.risked.model_dump(mode="json") if told.risked else None
    return {
        "p50": dates["p50"],
        "p80": dates["p80"],
        "p95": dates["p95"],
        "committed": told.committed.isoformat() if told.committed else None,
        "confidence": told.dates.confidence,
        "n_days": told.n_days,
        "null_reason": told.null_reason or None,
        "as_of": told.data_until.isoformat() if told.data_until else None,
        "accepted": told.accepted,
        "remaining": told.remaining,
        "target_units": told.target_units,
        "by_committed": told.by_committed,
        "total_slip_days": told.total_slip,
        "with_risks": risked,
        "mitigation_buys": [one.model_dump(mode="json") for one in told.bought],
        "back_test": {"held": told.held, "judged": told.judged},
        "drift": [one.model_dump(mode="json") for one in told.drift],
    }


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
