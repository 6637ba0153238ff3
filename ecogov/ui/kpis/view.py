"""What the KPI page looks at: projects, days, filters, all settled before anything is drawn."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import streamlit as st

from ecogov.charts.looks import Look
from ecogov.charts.theme import Theme
from ecogov.domain.scope import DEFAULT_PERIOD
from ecogov.i18n import formats
from ecogov.i18n.translator import translator
from ecogov.services.kpi_rows import DaySpan
from ecogov.services.kpis import Slice
from ecogov.ui.header.scope import choose_period, chosen_period
from ecogov.ui.kpis import empty
from ecogov.ui.kpis.choices import Choices, choices_in_link
from ecogov.ui.kpis.filters import filter_bar
from ecogov.ui.kpis.options import Options, options_of
from ecogov.ui.kpis.reads import Reads
from ecogov.ui.page import Page

_MOST_DAYS_BY_DAY: Final = 62
_MOST_DAYS_BY_WEEK: Final = 430


LookKey = tuple[str, str, Theme, str]
"""Language, locale, theme and currency: what words and pictures are kept under."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Everything that the parts of the page share.

    Parameters
    ----------
    page : Page
        Words, theme, database.
    reads : Reads
        Cached reads of one revision.
    choices : Choices
        What the link asks for.
    slice : Slice
        The rows that figures are about.
    days : DaySpan
        First and last day of the slice that can have figures.
    look_key : tuple
        Language, locale, theme and currency of words and charts; see `look_of`.
    """

    page: Page
    reads: Reads
    choices: Choices
    slice: Slice
    days: DaySpan
    look_key: LookKey

    @property
    def step(self) -> str:
        """Period of the trend: as asked, else fit for the number of days."""
        if self.choices.step:
            return self.choices.step
        count = self.day_count
        if count <= _MOST_DAYS_BY_DAY:
            return "day"
        return "week" if count <= _MOST_DAYS_BY_WEEK else "month"

    @property
    def day_count(self) -> int:
        """How many days the figures are about."""
        return (self.days.last - self.days.first).days + 1

    @property
    def before(self) -> Slice | None:
        """The same slice over as many days right before; None where everything is shown."""
        if self.slice.first_day is None:
            return None
        last = self.days.first - timedelta(days=1)
        first = last - timedelta(days=self.day_count - 1)
        return replace(self.slice, first_day=first, last_day=last)

    @property
    def project_id(self) -> int | None:
        """The one project that is looked at; None for several."""
        ids = self.slice.project_ids
        return ids[0] if len(ids) == 1 else None


def kpi_view(page: Page) -> View | None:
    """Settle what is looked at, draw the filters, and say what is missing.

    Returns
    -------
    View or None
        None where there is nothing to show; what to do next is drawn then.
    """
    if page.projects.empty:
        empty.no_projects(page)
        return None
    reads = Reads.of(page)
    project_ids = _project_ids(page)
    span = reads.span(project_ids)
    if span is None:
        empty.no_production(page)
        return None
    options = options_of(reads, project_ids, page.t)
    choices = choices_in_link(page.t, options, of_many_projects=len(project_ids) > 1)
    filter_bar(page.t, options, choices)
    days = _settled_days(page, span)
    if days is None:
        return None
    return _view(page, reads, choices, (options, project_ids, span, days))


_Days = tuple[date | None, date | None]
_Ground = tuple[Options, tuple[int, ...], DaySpan, _Days]


def _view(page: Page, reads: Reads, choices: Choices, ground: _Ground) -> View:
    options, project_ids, span, (first, last) = ground
    slice_ = choices.narrowed(project_ids, options)
    slice_ = replace(slice_, first_day=first, last_day=last)
    days = DaySpan(max(span.first, first or span.first), min(span.last, last or span.last))
    return View(page, reads, choices, slice_, days, _look_key(page, project_ids))


def _project_ids(page: Page) -> tuple[int, ...]:
    wanted = page.scope.project
    known = zip(page.projects["id"].tolist(), page.projects["code"], strict=True)
    return tuple(number for number, code in known if wanted in {None, code})


def look_of(key: LookKey) -> Look:
    """Turn the key that something is kept under into what charts are given."""
    language, locale, theme, currency = key
    return Look(translator(language, locale), theme, currency)


def _look_key(page: Page, project_ids: tuple[int, ...]) -> LookKey:
    known = zip(page.projects["id"].tolist(), page.projects["currency"], strict=True)
    currencies = {told for number, told in known if number in project_ids}
    currency = currencies.pop() if len(currencies) == 1 else ""
    return page.t.language, page.t.locale, page.theme, currency


def _settled_days(page: Page, span: DaySpan) -> _Days | None:
    """Keep the chosen days where they can hold figures.

    The usual period is nobody's choice, so that everything is shown where it is empty: exports
    may be years old. Days that were chosen stay, and the way to the figures is offered.
    """
    first, last = page.scope.first_day, page.scope.last_day
    is_within = (first is None or first <= span.last) and (last is None or last >= span.first)
    if is_within:
        return first, last
    t = page.t
    known = formats.days(t, *span)
    if chosen_period() == DEFAULT_PERIOD:
        st.info(t("kpi.shows_all", days=known), icon=":material/history:")
        return None, None
    st.info(t("kpi.no_data", chosen=formats.days(t, first, last), days=known))
    st.button(
        t("kpi.show_all", days=known), key="kpi.show_all", on_click=choose_period, args=("all",)
    )
    return None
