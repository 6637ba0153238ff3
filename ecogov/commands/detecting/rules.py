"""Commands about the rules beside the detectors."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ProjectOption, day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.production_rules.rules import RuleAlarm

app: Final = group(
    "rules", "Rules beside the detectors: too fast, gold failed, no data and others."
)


@command(app, "list")
def list_them(terminal: "Terminal", *, project: ProjectOption) -> None:
    """List the rules of a project, each with how often it would have fired lately."""
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.rules import rule_sentence
    from ecogov.services.production_rules.evaluating import try_rule
    from ecogov.services.production_rules.rules import draft_of, list_rules
    from ecogov.services.projects import get_project

    t = terminal.t
    rows = list_rules(terminal.db, get_project(terminal.db, project).id)
    told = []
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        named = {str(name): value for name, value in row.items()}
        trial = try_rule(terminal.db, draft_of(named))
        told.append(
            {
                "id": named["id"],
                "rule": rule_sentence(t, named),
                "kind": named["kind"],
                "is_on": bool(named["is_on"]),
                "version": named["version"],
                "would_have_fired": len(trial.alarms),
            }
        )
    headings = [
        t("settings.production_rule.sentence"), t("production_rule.is_on"),
        t("command.rules.would_have_fired"),
    ]  # fmt: skip
    words = {True: t("value.yes"), False: t("value.no")}
    shown = [(one["rule"], words[one["is_on"]], one["would_have_fired"]) for one in told]
    terminal.answer(told, table(headings, shown, numbers=1))


@command(app, "check")
def check(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this project; all by default.")
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "Last day that is looked at; today by default.")
    ] = None,
) -> None:
    """Look whether rules that are on were broken, keep what is new, and tell it.

    What was told before is not told again; it may run as often as one likes.
    """
    from datetime import UTC, datetime

    from ecogov.commands.terminal.session import table
    from ecogov.i18n.rules import alarm_sentence
    from ecogov.services.production_rules.evaluating import evaluate_rules
    from ecogov.services.projects import get_project

    t = terminal.t
    ids = None if project is None else (get_project(terminal.db, project).id,)
    day = as_of or datetime.now(UTC).date()
    alarms = evaluate_rules(terminal.db, day, project_ids=ids, actor=terminal.actor)
    if not alarms:
        terminal.answer([], t("command.rules.none"))
        return
    headings = [t("rule.column.day"), t("rule.column.what")]
    shown = [(one.day.isoformat(), alarm_sentence(t, one)) for one in alarms]
    terminal.answer([_told(one) for one in alarms], table(headings, shown))


def _told(alarm: "RuleAlarm") -> dict[str, Any]:
    from ecogov.i18n.rules import alarm_sentence
    from ecogov.i18n.translator import translator

    return {
        "project_id": alarm.project_id,
        "rule": alarm.rule,
        "kind": alarm.kind.value,
        "day": alarm.day.isoformat(),
        "slice": alarm.slice,
        "value": alarm.value,
        "limit": alarm.limit,
        "evidence": alarm.evidence,
        "reason_en": alarm_sentence(translator("en"), alarm),
        "reason_zh": alarm_sentence(translator("zh-Hans"), alarm),
    }
