"""What the root cause page looks at: a project, a KPI, two periods; settled before drawing."""

from dataclasses import dataclass
from typing import Final

from ecogov.charts.looks import Look
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.rootcause.questions import USUAL, ChangeQuestion, Period
from ecogov.domain.scope import DEFAULT_PERIOD
from ecogov.i18n.rootcause import Reader
from ecogov.ui.feedback import reported
from ecogov.ui.header.scope import chosen_period
from ecogov.ui.kpis.choices import choices_in_link
from ecogov.ui.kpis.filters import filter_bar
from ecogov.ui.kpis.options import Options, options_of
from ecogov.ui.kpis.reads import Reads
from ecogov.ui.page import Page
from ecogov.ui.rootcause import empty, reads
from ecogov.ui.rootcause.choices import Asked, asked
from ecogov.ui.rootcause.controls import Change, controls

_WEEK: Final = 7


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Everything that the parts of the page share.

    Parameters
    ----------
    page : Page
        Words, theme, database.
    question : ChangeQuestion
        The change that is looked at.
    asked : Asked
        What the link asks for beside it.
    reader : Reader
        Figures of the KPI in words.
    look : Look
        For charts.
    code : str
        Of the project.
    """

    page: Page
    question: ChangeQuestion
    asked: Asked
    reader: Reader
    look: Look
    code: str


def case_of(page: Page) -> Case | None:
    """Settle what is looked at, draw the choices, and say what is missing.

    Returns
    -------
    Case or None
        None where there is nothing to show; what to do next is drawn then.
    """
    found = page.projects.loc[page.projects["code"] == page.scope.project]
    if found.empty:
        empty.no_project(page)
        return None
    project_id = int(found["id"].iloc[0])
    known = Reads.of(page)
    if known.span((project_id,)) is None:
        empty.no_production(page)
        return None
    options = options_of(known, (project_id,), page.t)
    wanted = asked(page.t)
    chosen = choices_in_link(page.t, options, of_many_projects=False)
    slice_ = chosen.narrowed((project_id,), options)
    change = _change(page, slice_, wanted)
    if change is None:
        filter_bar(page.t, options, chosen)
        empty.nothing_to_compare(page)
        return None
    controls(page, change)
    filter_bar(page.t, options, chosen)
    question = _question(page, slice_, change, wanted.cut or USUAL)
    if question is None:
        return None
    currency = str(found["currency"].iloc[0])
    reader = _reader(page, options, question, currency)
    look = Look(page.t, page.theme, currency)
    return Case(page, question, wanted, reader, look, str(found["code"].iloc[0]))


def _change(page: Page, slice_: Slice, wanted: Asked) -> Change | None:
    """Complete what the link asks for by the change that stands out most."""
    if wanted.metric and wanted.before and wanted.after:
        return Change(wanted.metric, wanted.before, wanted.after)
    begin = reads.starting(page, slice_)
    if begin is None:
        return None
    after = wanted.after or _header_period(page) or begin.after
    usual = begin.before if after == begin.after else after.right_before(max(after.days, _WEEK))
    return Change(wanted.metric or begin.metric, wanted.before or usual, after)


def _question(
    page: Page, slice_: Slice, change: Change, cut: tuple[str, ...]
) -> ChangeQuestion | None:
    """Ask; None where that was refused, and said."""
    with reported(page.t):
        return ChangeQuestion(slice_, change.metric, change.before, change.after, cut)
    return None


def _header_period(page: Page) -> Period | None:
    """Take the days of the header, where somebody chose them."""
    first, last = page.scope.first_day, page.scope.last_day
    if chosen_period() == DEFAULT_PERIOD or first is None or last is None:
        return None
    return Period(first, last)


def _reader(page: Page, options: Options, question: ChangeQuestion, currency: str) -> Reader:
    names = {
        dimension: {code: one.name for code, one in known.items()}
        for dimension, known in options.items()
    }
    return Reader(page.t, metric_of(question.metric).unit.value, currency, names)
