"""The weekly business review: the same pages every week, inputs before outputs, an owner on each.

What is said is written from the data: what moved, how much of it is real, which slice explains
it, and what is proposed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ecogov.domain.kpi.metrics import Unit
from ecogov.domain.status.reviews import INPUTS, OUTPUTS, QUALITY, Move, ProjectWeek, Review
from ecogov.i18n import formats
from ecogov.i18n import status as words
from ecogov.i18n.figures import difference, figure
from ecogov.i18n.rootcause import Reader
from ecogov.i18n.translator import Translator
from ecogov.reports.status import cells
from ecogov.reports.status.content import Cell, Content, Grid, Section
from ecogov.reports.status.log_sections import decisions, escalations, path, risks
from ecogov.reports.status.sections import date_section, lights, projects

_MOST_PROPOSED: Final = 4
_MOST_BOUGHT: Final = 1


def review_content(t: Translator, review: Review) -> Content:
    """Say a review in the reader's language; every format writes it as it writes a status."""
    report = review.report
    days = formats.days(t, review.week.first, review.week.last)
    pages = (
        ("inputs", INPUTS),
        ("outputs", OUTPUTS),
        ("quality", QUALITY),
    )
    told = (
        replace(projects(t, report), title=t("review.summary"), lines=_owned(t, _pms(review))),
        lights(t, report),
        *(_metrics_page(t, review, key, codes) for key, codes in pages),
        *(_project_page(t, one) for one in review.in_detail),
        replace(risks(t, report), starts_page=True, lines=_owned(t, _pms(review))),
        escalations(t, report),
        replace(decisions(t, report), starts_page=True, lines=_owned(t, _pms(review))),
        path(t, report),
    )
    return Content(
        language=t.language,
        title=t("review.title", name=words.subject_name(t, report.subject)),
        code=report.subject.code,
        as_of=report.as_of,
        light=report.overall,
        light_word=words.light_word(t, report.overall),
        verdict=words.verdict(t, report),
        note="",
        facts=(
            t("review.week", days=days),
            t("status.as_of", day=formats.day(t, report.as_of)),
        ),
        sections=told,
    )


def _owned(t: Translator, name: str) -> tuple[str, ...]:
    return (t("review.owner", name=name or t("review.nobody")),)


def _pms(review: Review) -> str:
    names = dict.fromkeys(one.report.subject.pm for one in review.projects)
    return ", ".join(name for name in names if name)


def _metrics_page(t: Translator, review: Review, key: str, codes: Sequence[str]) -> Section:
    """Lay the KPIs of all projects side by side, and say which of them really moved."""
    rows, insights = [], []
    for one in review.projects:
        for code in codes:
            move = one.moves.get(code)
            if move is None:
                continue
            rows.append((cells.text(one.report.subject.code), *_move_cells(t, one, move)))
            if move.is_real:
                insights.append(_insight(t, one, move, is_named=True))
    lines = (
        *_owned(t, _pms(review)),
        *(insights or [t("review.insight.quiet")]),
    )
    return Section(
        f"review-{key}",
        t(f"review.{key}"),
        lines=lines if rows else _owned(t, _pms(review)),
        grid=_grid(t, rows, ("status.project", *_HEADINGS)),
        empty=t("review.none"),
        starts_page=True,
    )


_HEADINGS: Final = (
    "status.figure", "review.week_value", "review.before", "review.change", "review.is_real",
)  # fmt: skip


def _grid(t: Translator, rows: Sequence[Sequence[Cell]], keys: Sequence[str]) -> Grid:
    return Grid(
        tuple(t(key) for key in keys), tuple(tuple(row) for row in rows), wide=(len(keys) - 5,)
    )


def _move_cells(t: Translator, one: ProjectWeek, move: Move) -> tuple[Cell, ...]:
    currency = one.report.subject.currency
    now, before = (
        Cell(
            formats.NOTHING if not cell.is_known else figure(t, cell.value, cell.unit, currency),
            cell.value if cell.is_known else None,
            is_number=True,
            is_share=cell.unit == Unit.SHARE,
        )
        for cell in (move.now, move.before)
    )
    name = cells.text(t(f"metric.{move.now.metric}"))
    return name, now, before, cells.text(_change(t, move)), cells.text(_judgement(t, move))


def _change(t: Translator, move: Move) -> str:
    if move.change is None or not move.change.difference:
        return ""
    sign = "+" if move.change.difference > 0 else "−"
    return sign + difference(t, move.now, move.change)


def _judgement(t: Translator, move: Move) -> str:
    if move.change is None or move.change.is_real is None:
        return t("review.unjudged")
    return t("review.real") if move.change.is_real else t("review.noise")


def _insight(t: Translator, one: ProjectWeek, move: Move, *, is_named: bool = False) -> str:
    currency = one.report.subject.currency
    now, before = (figure(t, cell.value, cell.unit, currency) for cell in (move.now, move.before))
    project = f"{one.report.subject.code} " if is_named else ""
    metric = t(f"metric.{move.now.metric}")
    said = t("review.insight", project=project, metric=metric, before=before, after=now)
    if move.cause is None:
        return said
    reader = Reader(t, move.now.unit, currency, _names(t, one))
    cause = reader.cause(move.cause, move.looked_at)
    return t("review.insight.why", insight=said, cause=cause)


def _names(t: Translator, one: ProjectWeek) -> Mapping[str, Mapping[str, str]]:
    is_chinese = t.language == "zh-Hans"
    return {
        dimension: {
            code: (chinese or english or code) if is_chinese else (english or chinese or code)
            for code, (english, chinese) in told.items()
        }
        for dimension, told in one.names.items()
    }


def _project_page(t: Translator, one: ProjectWeek) -> Section:
    """Say a project's week: its verdict, what was seen, what is proposed, every KPI."""
    report = one.report
    name = words.subject_name(t, report.subject)
    real = [_insight(t, one, move) for move in one.moves.values() if move.is_real]
    rows = [_move_cells(t, one, move) for move in one.moves.values()]
    return Section(
        f"review-{report.subject.code}",
        t("review.project", code=report.subject.code, name=name),
        lines=(
            *_owned(t, report.subject.pm),
            f"{words.light_word(t, report.overall)}: {words.verdict(t, report)}",
            t("light_told.missing", rule=t("review.insights"), reason=_joined(t, real)),
            *(
                t("light_told.missing", rule=t("review.propose"), reason=told)
                for told in (list(_proposals(t, one)) or [t("review.propose.none")])
            ),
        ),
        grid=_grid(t, rows, _HEADINGS),
        empty=t("review.none"),
        pictures=date_section(t, report).pictures,
        starts_page=True,
    )


def _joined(t: Translator, told: Sequence[str]) -> str:
    return " ".join(told) if told else t("review.insight.quiet")


def _proposals(t: Translator, one: ProjectWeek) -> Iterator[str]:
    """Propose what is open already: decisions first, then the risk that buys most, then steps."""
    report = one.report
    for ask in report.decisions[:_MOST_PROPOSED]:
        day = formats.day(t, ask.needed_by)
        yield t("review.propose.decision", day=day, ask=ask.ask, recommendation=ask.recommendation)
    for bought in report.forecast.bought[:_MOST_BOUGHT]:
        if bought.days > 0:
            days = formats.whole_days(t, bought.days)
            yield t("review.propose.risk", ref=bought.ref, title=bought.title, days=days)
    for step in report.path[: _MOST_PROPOSED - 1]:
        yield t(
            "review.propose.step",
            owner=step.owner,
            day=formats.day(t, step.due_on),
            action=step.action,
            effect=step.effect,
        )
