"""The whole log of a project: its records, and everything that hangs on them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain
from typing import Final

from ecogov.domain.escalations.events import EventKind
from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import Outside, Relation
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.schedule.links import LinkKind
from ecogov.sample.log import drawing
from ecogov.sample.log.entries import decided_at, entries, levels_of
from ecogov.sample.log.facts import (
    Entry,
    Forecast,
    Happening,
    Note,
    ProjectLog,
    Promise,
    Score,
    Setup,
    Standing,
    Tie,
    Wait,
)
from ecogov.sample.log.rows import Row, day, moment, project_rows, rows
from ecogov.sample.programme import AS_OF

_REPORTED_AT: Final = time(16)
_BEGUN_AFTER: Final = timedelta(days=10)
_OUTSIDE: Final = "kpi:"


@cache
def project_log(project: str) -> ProjectLog:
    """Give the log of the project with this code; the same every time."""
    logged = entries(project)
    by_key = {entry.key: entry for entry in logged}
    forecasts = list(_forecasts(logged, project))
    risks = project_rows("risks", project)
    notes = chain(_notes(project), _reasons(project, forecasts))
    return ProjectLog(
        setup=_setup(project),
        entries=tuple(logged),
        scores=tuple(sorted(_scores(risks, by_key), key=lambda score: score.day)),
        standings=tuple(sorted(_standings(risks, by_key), key=lambda standing: standing.day)),
        forecasts=tuple(forecasts),
        promises=tuple(sorted(_promises(project, by_key), key=lambda promise: promise.at)),
        waits=tuple(_waits(project)),
        happenings=tuple(_happenings(project)),
        notes=tuple(sorted(notes, key=lambda note: note.at)),
        ties=tuple(sorted(_ties(project, by_key), key=lambda tie: tie.at)),
    )


def _setup(project: str) -> Setup:
    row = project_rows("setups", project)[0]
    told = (appetite.split() for appetite in row["appetites"].split(","))
    return Setup(
        contingency=float(row["contingency"]),
        day_start=float(row["day_start"]),
        day_end=float(row["day_end"]),
        appetites=tuple(
            AppetiteDraft(category=category, appetite=int(wanted), tolerance=int(borne))
            for category, wanted, borne in told
        ),
    )


def _forecasts(logged: Iterable[Entry], project: str) -> Iterator[Forecast]:
    moved = {milestone: at.date() for _, at, milestone, _ in _rebaselined(project)}
    for entry in logged:
        expected = entry.told.get("forecast_on")
        if entry.kind is RecordKind.MILESTONE and isinstance(expected, date):
            promised = entry.kept["baseline_original_on"]
            first = promised if isinstance(promised, date) else expected
            known = (entry.at.date(), moved.get(entry.key))
            told = drawing.forecasts(entry.key, known, first, expected)
            yield from {forecast.day: forecast for forecast in told}.values()


def _reasons(project: str, forecasts: Iterable[Forecast]) -> Iterator[Note]:
    """Say why the forecast of a milestone moved, on the day on which it moved last."""
    moved = {forecast.key: forecast.day for forecast in forecasts}
    for row in project_rows("milestones", project):
        if row["why"]:
            at = datetime.combine(moved[row["key"]], _REPORTED_AT)
            yield Note(row["key"], at, row["owner"], row["why"])


def _notes(project: str) -> Iterator[Note]:
    for row in project_rows("notes", project):
        yield Note(row["key"], moment(row["at"]), row["actor"], row["text"], row["url"])


def _scores(risks: Iterable[Row], by_key: dict[str, Entry]) -> Iterator[Score]:
    for row in risks:
        logged = by_key[row["key"]].at.date()
        yield from drawing.scores(row["key"], logged, _ended(row), levels_of(row))


def _standings(risks: Iterable[Row], by_key: dict[str, Entry]) -> Iterator[Standing]:
    for row in risks:
        key, logged, ended = row["key"], by_key[row["key"]].at.date(), _ended(row)
        yield Standing(key, logged, "open")
        begun = logged + _BEGUN_AFTER
        if row["status"] != "open" and row["plan"] and begun < ended:
            yield Standing(key, begun, "responding")
        if row["status"] == "accepted":
            yield Standing(key, min(begun, AS_OF), "accepted")
        if row["status"] in {"realised", "closed"}:
            yield Standing(key, ended, row["status"])


def _ended(risk: Row) -> date:
    """Give the day on which a risk came true or was closed; for a live one the last day of all."""
    issues = [row for row in rows("issues") if row["from"] == risk["key"]]
    if risk["status"] == "realised":
        return day(issues[0]["on"])
    return day(risk["review"]) if risk["status"] == "closed" else AS_OF


def _promises(project: str, by_key: dict[str, Entry]) -> Iterator[Promise]:
    for entry in by_key.values():
        original = entry.kept.get("baseline_original_on")
        if isinstance(original, date):
            yield Promise(entry.key, original, entry.at, entry.owner)
    for row, at, milestone, to in _rebaselined(project):
        yield Promise(milestone, to, at, row["decider"], row["reason"], row["key"])


def _rebaselined(project: str) -> Iterator[tuple[Row, datetime, str, date]]:
    for row in project_rows("changes", project):
        at = decided_at(row)
        for subject, to in (effect.split(">") for effect in row["effects"].split()):
            if at is not None and row["status"] == "approved" and "-m" in subject:
                yield row, at, subject, day(to)


def _waits(project: str) -> Iterator[Wait]:
    for row in project_rows("milestones", project):
        for told in row["after"].split():
            kind = next((kind for kind in LinkKind if told.startswith(kind)), None)
            number, _, lag = told.removeprefix(kind or "").partition("+")
            before = f"{row['key'][0]}-{number}"
            yield Wait(before, row["key"], kind or LinkKind.FINISH_START, int(lag or 0))


def _happenings(project: str) -> Iterator[Happening]:
    raised = [
        Happening(
            row["key"], EventKind.RAISED, moment(row["on"]), row["owner"], Level(row["level"])
        )
        for row in project_rows("escalations", project)
    ]
    later = [
        Happening(
            key=row["key"],
            kind=EventKind(row["event"]),
            at=moment(row["at"]),
            actor=row["actor"],
            level=Level(row["level"]) if row["level"] else None,
            next_update_at=moment(row["next"]) if row["next"] else None,
            note=row["note"],
        )
        for row in project_rows("events", project)
    ]
    yield from sorted((*raised, *later), key=lambda happening: happening.at)


def _ties(project: str, by_key: dict[str, Entry]) -> Iterator[Tie]:
    for source, relation, target in _pairs(project):
        if target.startswith(_OUTSIDE):
            first = by_key[source]
            name = target.removeprefix(_OUTSIDE)
            yield Tie(source, relation, name, first.at, first.owner, Outside.KPI)
        else:
            later = max(by_key[source], by_key[target], key=lambda entry: entry.at)
            yield Tie(source, relation, target, later.at, later.owner)
    for row, at, milestone, _ in _rebaselined(project):
        yield Tie(row["key"], Relation.APPLIES, milestone, at, row["decider"])


def _pairs(project: str) -> Iterator[tuple[str, Relation, str]]:
    for row in project_rows("links", project):
        yield row["from"], Relation(row["relation"]), row["to"]
    for row in project_rows("actions", project):
        for target in row["for"].split():
            is_harm = target[2] in "ri"
            yield row["key"], Relation.MITIGATES if is_harm else Relation.RELATES, target
    yield from _lineage(project)


def _lineage(project: str) -> Iterator[tuple[str, Relation, str]]:
    for table in ("issues", "escalations"):
        for row in project_rows(table, project):
            if row["from"]:
                yield row["from"], Relation.BECAME, row["key"]
    for row in project_rows("decisions", project):
        if row["supersedes"]:
            yield row["key"], Relation.SUPERSEDES, row["supersedes"]
