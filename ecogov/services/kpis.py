"""KPIs as asked: one function serves the page, the command line and everything later."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pandas as pd

from ecogov.domain.kpi.evidence import Comparator, Evidence, judged
from ecogov.domain.kpi.metrics import Metric, metric_of
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Right
from ecogov.domain.workdays import Calendar
from ecogov.services.calendars import project_calendar
from ecogov.services.figures.computing import figures, sum_groups
from ecogov.services.figures.work import Promise, Work, group_rows, promise_for, promises_of
from ecogov.services.people.rights import require, visible
from ecogov.services.projects import get_project
from ecogov.services.targets import list_targets
from ecogov.storage.database import Database
from ecogov.storage.production import kpis

_NOWHERE: Final = (0, -1)
"""Ids that no project has: an empty tuple would ask for all projects, and a single one for more."""


__all__ = ["CELL_COLUMNS", "Question", "Slice", "kpi_cells", "slice_of"]

CELL_COLUMNS: Final = (
    "metric", "unit", "value", "numerator", "denominator", "n", "low", "high", "target",
    "comparator", "evidence", "more_samples", "null_reason", "as_of",
)  # fmt: skip
_NAMED: Final = ("project", "vendor", "queue", "annotator")


def kpi_cells(db: Database, question: Question, *, now: datetime | None = None) -> pd.DataFrame:
    """Compute figures with their evidence.

    Parameters
    ----------
    question : Question
        Which figures, of which slice, broken down how.
    now : datetime, optional
        When open work is judged late; the clock by default.

    Returns
    -------
    DataFrame, shape (n_metrics * n_groups, n_keys + 14)
        The keys of `question.by` (codes; a period as the first day of it; ``<key>_id``,
        ``<key>_en`` and ``<key>_zh`` beside a named one), then `CELL_COLUMNS`. A missing value
        is NaN with its ``null_reason``; ``as_of`` is the last day with data. One row per metric
        when nothing is broken down, none when a breakdown meets no data.

    Raises
    ------
    DomainError
        ``kpi.dimension``, ``kpi.one_period`` or ``metric.unknown`` for a wrong question.
    """
    question = replace(question, slice=narrowed(db, question.slice))
    projects = question.slice.project_ids
    calendar, timezone = Calendar(), "UTC"
    targets: tuple[Promise, ...] = ()
    if len(projects) == 1:
        calendar = project_calendar(db, projects[0])
        targets = promises_of(list_targets(db, projects[0]))
        timezone = get_project(db, projects[0]).timezone
    with db.read() as session:
        work = Work(session, question, calendar, targets, timezone, now or datetime.now(UTC))
        work.groups = sum_groups(work)
        tables = [
            _judged(work, metric_of(code), figures(work, metric_of(code)))
            for code in question.metrics
        ]
        answer = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
        answer["as_of"] = work.span[1] if work.span else None
        return _named(work, answer)[[*_key_columns(question), *CELL_COLUMNS]]


def _judged(work: Work, metric: Metric, figures: pd.DataFrame) -> pd.DataFrame:
    promises = [promise_for(work, metric, row) for row in group_rows(work)][: len(figures)]
    told = figures.reset_index(drop=True).assign(
        metric=metric.code,
        unit=metric.unit.value,
        target=pd.array([None if one is None else one.value for one in promises], dtype="float64"),
        comparator=pd.Series([one and one.comparator for one in promises], dtype="object"),
        evidence=Evidence.NONE.value,
        more_samples=pd.array([None] * len(figures), dtype="Int64"),
    )
    for comparator in Comparator:
        mine = told["comparator"] == comparator.value
        if mine.any():
            verdict = judged(
                told[mine], told.loc[mine, "target"], comparator, interval=metric.interval
            )
            told.loc[mine, ["evidence", "more_samples"]] = verdict
    return told


def _key_columns(question: Question) -> list[str]:
    found: list[str] = []
    for name in question.by:
        found.append(name)
        if name in _NAMED:
            found += [f"{name}_id", f"{name}_en", f"{name}_zh"]
    return found


def _named(work: Work, answer: pd.DataFrame) -> pd.DataFrame:
    for name in work.question.by:
        if name in _NAMED:
            known = kpis.names_of(work.session, name, work.question.slice.project_ids)
            known = known.set_index("key")
            numbers = answer[name]
            answer[f"{name}_id"] = numbers
            answer[name] = numbers.map(known["code"]).astype("object").fillna("")
            answer[f"{name}_en"] = numbers.map(known["name_en"]).astype("object").fillna("")
            answer[f"{name}_zh"] = numbers.map(known["name_zh"]).astype("object").fillna("")
    return answer


def narrowed(db: Database, slice_: Slice) -> Slice:
    """Leave of a slice what the person of a handle may see.

    Raises
    ------
    NotFoundError
        ``project.unknown`` when a project is asked for by name that may not be seen.
    """
    for project_id in slice_.project_ids:
        require(db, Right.READ, project_id)
    seen = visible(db)
    if slice_.project_ids or seen is None:
        return slice_
    return replace(slice_, project_ids=tuple(sorted(seen)) or _NOWHERE)


def slice_of(db: Database, project: str | None) -> Slice:
    """Build the slice of one project by its code.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    ids = (get_project(db, project).id,) if project else ()
    return Slice(project_ids=ids)
