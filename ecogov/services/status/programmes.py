"""The status of a programme: its projects in one report, each reference with its project."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from ecogov.domain.errors import NotFoundError
from ecogov.domain.lights.words import Dimension
from ecogov.domain.people import LOCAL, Right
from ecogov.domain.status.differences import changes
from ecogov.domain.status.parts import LightPart
from ecogov.domain.status.records import AskPart, EscalationPart, LinePart, RiskPart, StepPart
from ecogov.domain.status.report import (
    ProjectLine,
    ReportKind,
    Since,
    StatusReport,
    Subject,
    check_complete,
)
from ecogov.services.people.rights import require, visible
from ecogov.services.projects import list_projects
from ecogov.services.status.publishing import (
    PublicationDraft,
    Published,
    drafted,
    frozen,
)
from ecogov.services.status.reporting import last_report, project_status
from ecogov.storage.database import Database

Progress = Callable[[float, str], None]
Referred = TypeVar("Referred", AskPart, StepPart, RiskPart, EscalationPart, LinePart)

_MOST: Final = 20
_RHYTHM: Final = timedelta(days=7)


def programme_subject(programme: str) -> str:
    """Name the subject under which the reports of a programme are kept."""
    return f"programme:{programme}"


def list_programmes(db: Database) -> list[str]:
    """Name the programmes of the projects at work that a person may see."""
    rows = list_projects(db)
    allowed = visible(db)
    mine = rows if allowed is None else rows[rows["id"].isin(allowed)]
    return sorted({name for name in mine["programme"] if name})


def programme_status(
    db: Database, programme: str, as_of: date, *, progress: Progress = lambda _share, _code: None
) -> StatusReport:
    """Compute the status of all projects at work of a programme on a day.

    Parameters
    ----------
    progress : callable, optional
        Told the share that is done and the code of the project that comes next.

    Raises
    ------
    NotFoundError
        ``status.no_programme``; ``project.unknown`` for who may not see one of its projects.
    """
    told = []
    rows = projects_of(db, programme)
    last = last_seen(db, programme, as_of, {code for _, code in rows})
    for place, (project_id, code) in enumerate(rows):
        progress(place / len(rows), code)
        told.append(project_status(db, project_id, as_of))
    return joined(programme, as_of, told, last)


def publish_programme(
    db: Database, programme: str, draft: PublicationDraft, *, actor: str
) -> Published:
    """Freeze the status of a programme as it is now.

    Raises
    ------
    NotAllowedError
        ``right.missing`` unless every project of it may be published.
    DomainError
        ``status.no_path``, ``status.no_decisions``; as `programme_status`.
    """
    for project_id, _ in projects_of(db, programme):
        require(db, Right.PUBLISH, project_id)
    report = drafted(programme_status(db, programme, draft.as_of), draft)
    check_complete(report)
    with db.write(actor) as session:
        return frozen(session, report, programme_subject(programme))


def joined(
    programme: str,
    as_of: date,
    told: Sequence[StatusReport],
    last: tuple[int, StatusReport] | None,
) -> StatusReport:
    """Join the reports of projects; every dimension is as bad as the worst of them."""
    records = tuple(
        record.model_copy(update={"ref": _with_code(one, record.ref)})
        for one in told
        for record in one.records
    )
    return StatusReport(
        subject=Subject(
            kind=ReportKind.PROGRAMME,
            code=programme,
            name_en=programme,
            name_zh=programme,
            programme=programme,
            currency=_only({one.subject.currency for one in told}),
        ),
        as_of=as_of,
        next_update_on=as_of + _RHYTHM,
        lights=tuple(_worst(told, dimension) for dimension in Dimension),
        decisions=_first(told, lambda one: one.decisions, lambda ask: ask.needed_by),
        path=_first(told, lambda one: one.path, lambda step: step.due_on),
        since=Since(number=last[0], as_of=last[1].as_of) if last else None,
        changes=changes(last[1].records, records) if last else (),
        risks=_first(told, lambda one: one.risks, lambda risk: -(risk.current or 0.0)),
        escalations=_first(told, lambda one: one.escalations, lambda one: one.severity),
        done=_first(told, lambda one: one.done, lambda line: -(line.day or as_of).toordinal()),
        upcoming=_first(told, lambda one: one.upcoming, lambda line: line.day or as_of),
        records=records,
        projects=tuple(_line(one) for one in told),
    )


def projects_of(db: Database, programme: str) -> list[tuple[int, str]]:
    """List ids and codes of the projects at work of a programme.

    Raises
    ------
    NotFoundError
        ``status.no_programme``.
    """
    # All of them, whoever asks: what is published of a programme tells of every project in it.
    rows = list_projects(db.for_person(LOCAL))
    mine = rows[rows["programme"] == programme]
    if mine.empty:
        raise NotFoundError("status.no_programme", programme=programme)
    for project_id in mine["id"]:
        require(db, Right.READ, int(project_id))
    return [(int(one), str(code)) for one, code in zip(mine["id"], mine["code"], strict=True)]


def last_seen(
    db: Database, programme: str, as_of: date, codes: set[str]
) -> tuple[int, StatusReport] | None:
    """Read the last report, where the person may see every project that it tells of."""
    with db.read() as session:
        found = last_report(session, programme_subject(programme), as_of)
    if found is None or db.person.may(Right.READ):
        return found
    return found if {one.code for one in found[1].projects} <= codes else None


def _line(report: StatusReport) -> ProjectLine:
    """Keep of a project what fits in one line; its burn-up and drift stay in its own report."""
    subject = report.subject
    forecast = report.forecast.model_copy(update={"flow": (), "drift": (), "bought": ()})
    return ProjectLine(
        code=subject.code,
        name_en=subject.name_en,
        name_zh=subject.name_zh,
        overall=report.overall,
        lights=report.lights,
        forecast=forecast,
    )


def _worst(told: Sequence[StatusReport], dimension: Dimension) -> LightPart:
    parts = [
        part.model_copy(update={"project": one.subject.code})
        for one in told
        if (part := one.light_of(dimension)) is not None
    ]
    followed = [part for part in parts if part.is_followed] or parts
    return max(followed, key=lambda part: (part.light.badness, part.weeks))


def _first(
    told: Sequence[StatusReport],
    parts: Callable[[StatusReport], Iterable[Referred]],
    order: Callable[[Referred], object],
) -> tuple[Referred, ...]:
    """Choose the first of all projects' parts, each named with its project."""
    named = [
        part.model_copy(update={"ref": _with_code(one, part.ref)})
        for one in told
        for part in parts(one)
    ]
    return tuple(sorted(named, key=order)[:_MOST])  # type: ignore[arg-type]  # orders are days or numbers


def _with_code(report: StatusReport, ref: str) -> str:
    return f"{report.subject.code} {ref}".strip()


def _only(currencies: set[str]) -> str:
    return next(iter(currencies)) if len(currencies) == 1 else ""
