"""The page as a whole: which project, then everything about it."""

import streamlit as st

from ecogov.ui.links import link_to, open_page
from ecogov.ui.literal import literal
from ecogov.ui.log.place import project_id
from ecogov.ui.log.questions import today
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page
from ecogov.ui.project.changes import recent_changes
from ecogov.ui.project.facts import facts
from ecogov.ui.project.flow import flow
from ecogov.ui.project.lists import actions, decisions, escalations, milestones, risks
from ecogov.ui.project.quality import quality
from ecogov.ui.project.reads import sheet

_STYLE = """<style>
[class*="st-key-project-list-"] a, [class*="st-key-project-list-"] a p { font-weight: 400; }
[class*="st-key-project-list-"] a:not(:hover) { background: transparent; }
[class*="st-key-project-list-"] a { white-space: normal; height: auto; padding-block: 0.2rem; }
[class*="st-key-project-list-"] a p { white-space: normal; overflow: visible; }
[class*="st-key-project-card-"] h2 { padding: 0 0 0.2rem; font-size: 1.1rem; }
.st-key-project-head h2 { padding: 0; font-size: 1.5rem; }
.project-facts {
  display: grid; gap: 0.35rem 1.4rem; margin: 0.2rem 0 0.4rem; padding: 0; font-size: 0.9rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr));
}
.project-facts, .project-facts * { margin-left: 0 !important; padding-left: 0 !important; }
.project-facts dt { font-size: 0.78rem; opacity: 0.72; }
.project-facts dd { margin: 0; overflow-wrap: anywhere; }
</style>"""


def project_page(page: Page) -> None:
    """Draw the chosen project; where none is chosen, offer them all."""
    chosen = project_id(page)
    if chosen is None:
        _choice(page)
        return
    read = sheet(page.db, chosen, today(page))
    st.html(_STYLE)
    facts(page, read)
    flow(page, read.burn, read.project)
    quality(page, read.project)
    with st.grid(2, min_column_width=400, gap="small"):
        risks(page, read)
        milestones(page, read)
        escalations(page, read)
        decisions(page, read)
        actions(page, read)
        recent_changes(page, read)


def _choice(page: Page) -> None:
    t = page.t
    if page.projects.empty:
        st.info(t("project_page.none"), icon=":material/folder_off:")
        with st.container(horizontal=True, gap="small"):
            if is_listed("settings") and st.button(t("overview.create_open"), key="project.create"):
                open_page("settings", section="projects")
            if st.button(t("kpi.to_overview"), key="project.overview", type="primary"):
                open_page("overview")
        return
    st.markdown(t("project_page.choose"))
    with st.grid("auto", min_column_width=280):
        for code, name, pm in zip(
            *(page.projects[column] for column in ("code", "name", "pm")), strict=True
        ):
            with st.container(border=True):
                link_to("project", f"**{literal(code)}**", icon=":material/folder:", project=code)
                st.markdown(literal(name))
                st.caption(literal(pm) if pm else t("record.no_owner"))
