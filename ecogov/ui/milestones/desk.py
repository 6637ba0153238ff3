"""The page as a whole: filters, the picture, the figures, the table, the open milestone."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.schedule.figures import Standing
from ecogov.ui.links import open_page
from ecogov.ui.log.editing import save_edits
from ecogov.ui.log.form.dialog import open_dialog
from ecogov.ui.log.place import ask, clear, project_id
from ecogov.ui.log.questions import today
from ecogov.ui.log.split import beside_record
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import Asked, Chosen
from ecogov.ui.milestones.choices import FILTERS, STATE, TIMELINE, TREND, view, wanted
from ecogov.ui.milestones.figures import figure_tiles
from ecogov.ui.milestones.filters import filter_bar
from ecogov.ui.milestones.subscription import subscription
from ecogov.ui.milestones.table import plan_table
from ecogov.ui.milestones.timeline import timeline
from ecogov.ui.milestones.trend import trend
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page
from ecogov.ui.redraw import PLAN
from ecogov.ui.visitors import rechecked

_PICTURES: Final[Mapping[str, Callable[[Page, Chosen], None]]] = MappingProxyType(
    {TIMELINE: timeline, TREND: trend}
)
_STYLE: Final = """<style>
.st-key-plan-bar { align-items: center; }
.st-key-plan-timeline { overflow-x: hidden; }
@media (max-width: 640px) {
  .st-key-plan-bar > * { flex: 1 1 40% !important; }
  .st-key-plan-bar > :first-child { flex-basis: 100% !important; }
  .st-key-plan-bar > :has(> .stSpace), .st-key-plan-bar > .stSpace { display: none; }
}
</style>"""


@st.fragment(key=PLAN)
@rechecked
def milestones_desk(page: Page) -> None:
    """Draw the plan that the link asks for.

    A fragment: what is done here does not draw the header again.
    """
    if page.projects.empty:
        _no_projects(page)
        return
    save_edits(page)
    st.html(_STYLE)
    with st.container(key="plan-bar", horizontal=True, gap="xsmall"):
        filter_bar(page)
        st.space("stretch")
        subscription(page)
        if page.may_here(Right.LOG):
            st.button(
                page.t("new.milestone"),
                key="plan.new",
                icon=":material/add:",
                type="primary",
                help=page.t("shell.new_tip"),
                on_click=open_dialog,
                args=(RecordKind.MILESTONE,),
            )
    chosen = Chosen(Asked(project_id(page), today(page)), wanted())
    with beside_record(page):
        _, count = cached.drawn(page.db, chosen)
        if not count:
            _nothing(page, chosen)
            return
        _PICTURES[view()](page, chosen)
        figure_tiles(page, chosen)
        plan_table(page, chosen, count)


def _nothing(page: Page, chosen: Chosen) -> None:
    """Say why there is nothing to be seen, and what to do next."""
    t = page.t
    if not cached.figures(page.db, chosen.asked).counts[Standing.ALL]:
        st.info(t("plan.none"), icon=":material/flag_circle:")
        return
    figure_tiles(page, chosen)
    st.info(t("log.nothing_found"), icon=":material/filter_alt_off:")
    st.button(
        t("plan.show_all"),
        key="plan.show_all",
        icon=":material/filter_alt_off:",
        on_click=_show_all,
    )


def _show_all() -> None:
    clear(FILTERS)
    ask(STATE, [Standing.ALL.value])


def _no_projects(page: Page) -> None:
    t = page.t
    st.info(t("plan.no_projects"), icon=":material/folder_off:")
    with st.container(horizontal=True, gap="small"):
        if is_listed("settings") and st.button(t("overview.create_open"), key="plan.create"):
            open_page("settings", section="projects")
        if st.button(t("kpi.to_overview"), key="plan.overview", type="primary"):
            open_page("overview")
