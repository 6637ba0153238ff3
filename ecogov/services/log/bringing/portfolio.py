"""A published portfolio as projects: end dates with their history, and colours by report."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import Brought, ExchangeFormat, Fate, Finding, RowFate
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneDraft
from ecogov.domain.log.template import folded
from ecogov.domain.people import Right
from ecogov.domain.portfolios import (
    PortfolioMapping,
    RatingColour,
    marked_code,
    project_code,
)
from ecogov.domain.projects import ProjectDraft
from ecogov.readers.log.tables import Table
from ecogov.readers.opening import OpenedSource
from ecogov.services import editing
from ecogov.services.log.bringing.histories import restore_histories
from ecogov.services.log.bringing.matching import Known
from ecogov.services.log.bringing.reports import (
    Report,
    amount,
    name_in,
    portfolio_table,
    read_report,
    refused,
    unneeded,
)
from ecogov.services.log.records import stored_new
from ecogov.services.people.rights import reached, require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.log import histories, ratings
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.projects import PROJECTS, find_by_code
from ecogov.storage.registers import Session, now

END_KEY: Final = "portfolio:end"
"""Key of the milestone at which a project of a portfolio ends."""

_MILESTONES: Final = REGISTERS[RecordKind.MILESTONE]


def bring_portfolio(
    db: Database,
    source: OpenedSource,
    mapping: PortfolioMapping,
    *,
    actor: str,
    is_strict: bool = False,
) -> Brought:
    """Take the projects of a portfolio in, with what every report said about them.

    A project is known by its name, from which its code is made. Its due date and the baseline of
    its last milestone are the end in the first report that tells one; the forecasts are the ends
    in all of them, as of their days. What a person has moved since stays.

    Raises
    ------
    UnreadableFileError
        ``file.columns_missing`` and what else `ecogov.readers.log.tables.tables_of` refuses.
    """
    require(db, Right.ADMINISTER)
    table = portfolio_table(source, mapping)
    try:
        with db.write(actor) as session:
            brought = _taken(session, source.name, table, mapping)
            _check_worth_storing(brought, is_strict=is_strict)
    except _NothingStoredError as nothing:
        return nothing.brought
    return brought


def rehearse_portfolio(db: Database, source: OpenedSource, mapping: PortfolioMapping) -> Brought:
    """Tell what `bring_portfolio` would do, and store nothing.

    Raises
    ------
    UnreadableFileError
        As `bring_portfolio`.
    """
    require(db, Right.ADMINISTER)
    table = portfolio_table(source, mapping)
    with db.rehearse() as session:
        return _unstored(_taken(session, source.name, table, mapping))


def project_ratings(db: Database, project_id: int | None = None) -> pd.DataFrame:
    """List what reviews from outside said about a project, or about all, in order of days.

    Returns
    -------
    DataFrame, shape (n_ratings, 12)
        Columns ``id, version, project_id, source, subject`` (the name that it
        has there), ``reported_on, colour`` (a `RatingColour` or
        None where none was published), ``published`` (the word as it was), ``note, budget,
        forecast, whole_life_cost`` (in the unit of the source).
    """
    with db.read() as session:
        return ratings.ratings_frame(session, reached(db, project_id))


class _NothingStoredError(Exception):
    def __init__(self, brought: Brought) -> None:
        super().__init__()
        self.brought = _unstored(brought)


def _check_worth_storing(brought: Brought, *, is_strict: bool) -> None:
    if not brought.has_news or (is_strict and brought.count(Fate.REFUSED)):
        raise _NothingStoredError(brought)


def _unstored(brought: Brought) -> Brought:
    return Brought(file=brought.file, format=brought.format, rows=brought.rows, is_stored=False)


def _taken(session: Session, name: str, table: Table, mapping: PortfolioMapping) -> Brought:
    fates: dict[int, RowFate] = {}
    projects: dict[str, list[Report]] = {}
    for number, cells in table.rows:
        told = dict(zip(table.headings, cells, strict=True))
        report = read_report(number, told, mapping, fates)
        if report is not None:
            projects.setdefault(name_in(told, mapping), []).append(report)
    for rejection in table.rejections:
        refusal = Finding(rejection.field, rejection.code, dict(rejection.params))
        fates[rejection.row] = refused(rejection.row, "", refusal)
    for title, reports in projects.items():
        ordered = sorted(reports, key=lambda report: report.day)
        try:
            with audit.attempt(session):
                fates |= _store(session, title, ordered, mapping)
        except (DomainError, ValidationError) as error:
            for report in ordered:
                fates[report.row] = refused(report.row, title, *_findings(error))
    rows = tuple(fates[row] for row in sorted(fates))
    return Brought(file=name, format=ExchangeFormat.CSV, rows=rows, is_stored=True)


def _store(
    session: Session,
    name: str,
    reports: list[Report],
    mapping: PortfolioMapping,
) -> dict[int, RowFate]:
    """Store a project with everything that its reports, in order of days, say."""
    fates: dict[int, RowFate] = {}
    project_id, is_new, is_changed = _stored_project(session, name, reports, mapping)
    is_changed = _store_end(session, project_id, reports, mapping) or is_changed
    code = PROJECTS.get(session, project_id)["code"]
    for report in reports:
        fate = _store_rating(session, project_id, report, mapping)
        if fate is Fate.UNCHANGED and is_changed and report is reports[-1]:
            fate = Fate.CHANGED
        fates[report.row] = RowFate(
            row=report.row,
            ref=code,
            title=name,
            fate=Fate.NEW if is_new else fate,
            kept=tuple(sorted(mapping.needed() - {one.place for one in report.dropped})),
            dropped=(*report.dropped, *unneeded(report, mapping)),
        )
    return fates


def _stored_project(
    session: Session, name: str, reports: list[Report], mapping: PortfolioMapping
) -> tuple[int, bool, bool]:
    """Give the project's id, whether it is new, and whether it was changed."""
    stored = _known(session, name, mapping)
    code = stored["code"] if stored else _free_code(session, name)
    told: dict[str, Any] = {"code": code, "name_en": name, **mapping.constants}
    told |= {one: reports[-1].cells[column].strip() for one, column in mapping.columns.items()}
    starts = [report.start for report in reports if report.start]
    draft = ProjectDraft(**told, start_on=starts[-1] if starts else None, due_on=_promised(reports))
    values = draft.model_dump(mode="json") | {"start_on": draft.start_on, "due_on": draft.due_on}
    if stored is None:
        fresh = {"version": 1, "created_at": now(), "archived_at": None}
        return editing.add(session, PROJECTS, {**values, **fresh}), True, True
    editing.check_not_archived(stored)
    given = {"start_on", *mapping.constants, *mapping.columns}
    changes = {one: values[one] for one in given}
    return stored["id"], False, editing.change(session, PROJECTS, stored, changes)


def _known(session: Session, name: str, mapping: PortfolioMapping) -> Mapping[str, Any] | None:
    """Find the project that the source has told of before, else one that somebody logged."""
    project_id = ratings.project_known(session, mapping.source, name)
    if project_id is not None:
        return PROJECTS.get(session, project_id)
    same = find_by_code(session, project_code(name))
    is_other = same is not None and ratings.is_rated(session, mapping.source, same["id"])
    return None if is_other else same


def _free_code(session: Session, name: str) -> str:
    code = project_code(name)
    return code if find_by_code(session, code) is None else marked_code(name)


def _promised(reports: list[Report]) -> date | None:
    return next((report.end for report in reports if report.end), None)


def _store_end(
    session: Session, project_id: int, reports: list[Report], mapping: PortfolioMapping
) -> bool:
    """Store the milestone at the end with its forecasts, and tell whether anything changed."""
    told = [(report.day, report.end) for report in reports if report.end]
    if not told:
        return False
    starts = [report.start for report in reports if report.start]
    known = Known(session, project_id).keyed(END_KEY)
    if known is None:
        draft = MilestoneDraft(
            project_id=project_id,
            title=mapping.milestone,
            baseline_on=told[0][1],
            forecast_on=told[-1][1],
            start_on=starts[-1] if starts else None,
            external_key=END_KEY,
        )
        logged = stored_new(session, RecordKind.MILESTONE, draft, kept={})
        project = PROJECTS.get(session, project_id)
        record = (RecordKind.MILESTONE, logged.id)
        restore_histories(session, record, {"forecasts": tuple(told)}, project)
        return True
    return _continue_end(session, known[1], told)


def _continue_end(session: Session, milestone_id: int, told: list[tuple[date, date]]) -> bool:
    """Add the reports that are not known yet; what was reported later than they are stays."""
    rows = histories.forecasts_frame(session, (milestone_id,))
    held = dict(zip(rows["reported_on"], rows["forecast_on"], strict=True))
    fresh = [(day, end) for day, end in told if held.get(day) != end]
    for day, end in fresh:
        histories.keep_forecast(session, milestone_id, day, end)
    if fresh and fresh[-1][0] >= max(held, default=fresh[-1][0]):
        stored = _MILESTONES.get(session, milestone_id)
        editing.change(session, _MILESTONES, stored, {"forecast_on": fresh[-1][1]})
    return bool(fresh)


def _store_rating(
    session: Session, project_id: int, report: Report, mapping: PortfolioMapping
) -> Fate:
    published = report.cells[mapping.rating].strip()
    words = {folded(word): colour for word, colour in mapping.colours.items()}
    colour: RatingColour | None = words.get(folded(published))
    if colour is None and published:
        report.dropped.append(Finding(mapping.rating, "portfolio.colour", {"value": published}))
    values = {
        "colour": colour.value if colour else None,
        "published": published,
        "note": report.cells[mapping.note].strip() if mapping.note else "",
        **{one.value: amount(report, column) for one, column in mapping.figures.items()},
    }
    stored = ratings.rating_of(session, project_id, mapping.source, report.day)
    if stored is not None:
        is_changed = editing.change(session, ratings.RATINGS, stored, values)
        return Fate.CHANGED if is_changed else Fate.UNCHANGED
    named = {"source": mapping.source, "subject": name_in(report.cells, mapping)}
    key = {"project_id": project_id, **named, "reported_on": report.day}
    editing.add(session, ratings.RATINGS, {"version": 1, **key, **values})
    return Fate.CHANGED


def _findings(error: DomainError | ValidationError) -> list[Finding]:
    if isinstance(error, DomainError):
        return [Finding("", error.code, error.params)]
    return [
        Finding(str(item["loc"][0]) if item["loc"] else "", item["type"], item.get("ctx", {}))
        for item in error.errors(include_url=False, include_input=False)
    ]
