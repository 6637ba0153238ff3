"""Commands on what a scan found: list, explain, triage."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ProjectOption, day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.anomalies.asking import Shown
    from ecogov.i18n.anomaly_cards import Reader
    from ecogov.services.anomalies.naming import Names
    from ecogov.services.anomalies.reading import Anomaly

app: Final = typer.Typer()
_group: Final = group("anomalies", "Anomalies: what is strange, which slice explains it, triage.")
app.add_typer(_group)

_KEPT: Final = (
    "number", "status", "owner", "reason", "snoozed_until", "found_at", "first_day", "last_day",
    "metric", "finding", "direction", "p_value", "score", "series_count",
)  # fmt: skip


class Verb(StrEnum):
    """What ``triage`` does."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    PLANNED = "planned"
    CLOSE = "close"
    REOPEN = "reopen"
    CONVERT = "convert"


@dataclass(frozen=True, slots=True)
class _Details:
    """What single verbs are told."""

    owner: str
    reason: str
    until: date | None
    kind: str
    title: str


NumberOption = Annotated[int, typer.Argument(metavar="NUMBER", help="12 of AN-12.")]


@command(_group, "list")
def list_(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Project; all by default.")
    ] = None,
    shown: Annotated[str, typer.Option("--show", help="open, new, settled or all.")] = "open",
    metric: Annotated[str, typer.Option(help="Only this metric, such as qa_accuracy.")] = "",
) -> None:
    """List anomalies, the strangest first: what changed, with the counts behind it."""
    from ecogov.commands.terminal.session import table
    from ecogov.domain.anomalies.asking import AnomalyFilter
    from ecogov.i18n.anomaly_cards import headline
    from ecogov.i18n.formats import days
    from ecogov.services.anomalies.naming import names_for
    from ecogov.services.anomalies.reading import list_anomalies
    from ecogov.services.projects import get_project

    t = terminal.t
    project_id = get_project(terminal.db, project).id if project else None
    asked = AnomalyFilter(project_id=project_id, shown=_shown(shown), metric=metric)
    found = list_anomalies(terminal.db, asked)
    names = names_for(terminal.db, found)
    cards = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
    rows = [
        (
            card["project_code"],
            t("anomaly.ref", number=card["number"]),
            days(t, card["first_day"], card["last_day"]),
            t(f"anomaly.status.{card['status']}"),
            headline(_reader(terminal, names), card),
        )
        for card in cards
    ]
    headings = [
        t("project.code"), t("command.anomalies.number"), t("command.scan.days"),
        t("anomaly.status"), t("command.scan.reason"),
    ]  # fmt: skip
    terminal.answer([_told(card, names) for card in cards], *([table(headings, rows)] * bool(rows)))
    if not rows:
        terminal.say(t("command.anomalies.none"))


@command(_group, "explain")
def explain(terminal: "Terminal", *, project: ProjectOption, number: NumberOption) -> None:
    """Say all that is known of an anomaly: the slices that explain it first, ranked.

    With --json: the anomaly with its words, ``causes`` (slices with rate
    and mix effects, counts and confidence), ``days`` (every flagged day),
    ``similar`` (cases before it and what helped).
    """
    from ecogov.i18n.anomaly_cards import explained, headline, known_event, since, weighed
    from ecogov.i18n.formats import percent
    from ecogov.services.anomalies.naming import names_for

    t, found = terminal.t, _found(terminal, project, number)
    names = names_for(terminal.db, [found.card])
    reader = _reader(terminal, names)
    lines = [
        headline(reader, found.card),
        since(t, found.card),
        explained(reader, found.card),
        *(known_event(t, event) for event in found.card["context"]),
        *(f"{words}: {percent(t, share, digits=0)}" for words, share in weighed(t, found.card)),
    ]
    terminal.answer(_all_told(found, names), *(line for line in lines if line))


@command(_group, "triage")
def triage(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    number: NumberOption,
    verb: Annotated[Verb, typer.Argument(help="What to do.")],
    owner: Annotated[str, typer.Option(help="With assign: who looks after it.")] = "",
    reason: Annotated[
        str, typer.Option(help="With dismiss: noise, known_event or data_error.")
    ] = "",
    until: Annotated[date | None, day_option("--until", "With snooze: until which day.")] = None,
    kind: Annotated[
        str, typer.Option("--into", help="With convert: issue, risk, escalation or action.")
    ] = "issue",
    title: Annotated[str, typer.Option(help="With convert: title; by default the finding.")] = "",
    comment: Annotated[str, typer.Option(help="Say something, too.")] = "",
) -> None:
    """Do something with an anomaly; the audit trail keeps who did what."""
    from ecogov.domain.anomalies.triage import NoteDraft
    from ecogov.services.anomalies import triage as verbs
    from ecogov.services.anomalies.naming import names_for

    found = _found(terminal, project, number)
    seen = (int(found.card["id"]), int(found.card["version"]))
    names = names_for(terminal.db, [found.card])
    told = _Details(owner=owner, reason=reason, until=until, kind=kind, title=title)
    if verb is Verb.CONVERT and not title:
        told = replace(told, title=_title(terminal, found, names))
    made = _act(terminal, seen, verb, told)
    if comment:
        verbs.comment(terminal.db, seen[0], NoteDraft(text=comment), actor=terminal.actor)
    t = terminal.t
    status = _found(terminal, project, number).card["status"]
    said = t(f"anomaly.status.{status}")
    terminal.say(t("command.anomalies.done", ref=t("anomaly.ref", number=number), status=said))
    terminal.answer({"number": number, "project": project.upper(), "status": status, "made": made})


def _shown(text: str) -> "Shown":
    from ecogov.domain.anomalies.asking import Shown
    from ecogov.domain.errors import DomainError

    if text not in set(Shown):
        raise DomainError("anomaly.shown", shown=text)
    return Shown(text)


def _found(terminal: "Terminal", project: str, number: int) -> "Anomaly":
    from ecogov.services.anomalies.reading import find_anomaly, get_anomaly
    from ecogov.services.projects import get_project

    project_id = get_project(terminal.db, project).id
    return get_anomaly(terminal.db, find_anomaly(terminal.db, project_id, number))


def _reader(terminal: "Terminal", names: "Names") -> "Reader":
    from ecogov.i18n.anomaly_cards import Reader

    return Reader(terminal.t, partial(_name, names, terminal.t.language))


def _told(card: dict[str, Any], names: "Names") -> dict[str, Any]:
    """Tell a card to programs: its columns, where it is, and its words in both languages."""
    from ecogov.commands.terminal.plain import plain
    from ecogov.i18n.anomaly_cards import PLACES, Reader, headline
    from ecogov.i18n.translator import translator

    where = {name: card[column] for name, column in PLACES.items() if card[column]}
    words = {}
    for short, language in (("en", "en"), ("zh", "zh-Hans")):
        reader = Reader(translator(language), partial(_name, names, language))
        words[f"reason_{short}"] = headline(reader, card)
    return {
        **plain({name: card[name] for name in _KEPT}),
        "project": card.get("project_code"),
        "slice": names.slice(where, "en"),
        **words,
    }


def _name(names: "Names", language: str, dimension: str, key: object) -> str:
    return names.name(dimension, key, language)


def _all_told(found: "Anomaly", names: "Names") -> dict[str, Any]:
    from ecogov.commands.terminal.plain import plain, records

    causes = [
        {**cause, "slice": names.slice(cause["slice"], "en")} for cause in found.card["cause"] or ()
    ]
    columns = ["series", "day", "value", "numerator", "denominator", "expected", "expected_low",
               "expected_high", "p_value", "score", "direction", "finding"]  # fmt: skip
    return {
        **_told(found.card, names),
        "lead": found.card["lead"],
        "causes": causes,
        "context": found.card["context"],
        "days": records(found.days[columns]),
        "similar": [plain(row) for row in found.similar.to_dict("records")],
    }


def _title(terminal: "Terminal", found: "Anomaly", names: "Names") -> str:
    from ecogov.i18n.anomaly_cards import title

    return title(_reader(terminal, names), found.card)


def _act(terminal: "Terminal", seen: tuple[int, int], verb: Verb, told: _Details) -> str | None:
    """Do what was asked, and give the reference of the record that was made, if any."""
    from ecogov.domain.anomalies.triage import AssignmentDraft, Reason
    from ecogov.domain.errors import DomainError
    from ecogov.domain.log.kinds import RecordKind
    from ecogov.services.anomalies import triage as verbs

    db, actor = terminal.db, terminal.actor
    if verb is Verb.CONVERT:
        if told.kind not in set(RecordKind):
            raise DomainError("anomaly.kind", kind=told.kind)
        draft = {"title": told.title, "owner": told.owner}
        return verbs.convert(db, seen, RecordKind(told.kind), draft, actor=actor).ref
    if verb is Verb.ASSIGN:
        verbs.assign(db, seen, AssignmentDraft(owner=told.owner), actor=actor)
    elif verb is Verb.SNOOZE:
        verbs.snooze(db, seen, told.until or date.min, actor=actor)
    elif verb is Verb.DISMISS:
        if told.reason not in set(Reason):
            raise DomainError("anomaly.reason", reason=told.reason)
        verbs.dismiss(db, seen, Reason(told.reason), actor=actor)
    else:
        plain_verbs = {
            Verb.ACKNOWLEDGE: verbs.acknowledge,
            Verb.PLANNED: verbs.mark_planned,
            Verb.CLOSE: verbs.close,
            Verb.REOPEN: verbs.reopen,
        }
        plain_verbs[verb](db, seen, actor=actor)
    return None
