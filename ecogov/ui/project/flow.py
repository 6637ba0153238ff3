"""Flow: units accepted against the plan, said and drawn."""

import streamlit as st

from ecogov.charts.burn_up import burn_up_chart, burn_up_finding, burn_up_subtitle
from ecogov.charts.looks import Look
from ecogov.domain.burn_up import BurnUp
from ecogov.domain.projects import Project
from ecogov.i18n import formats
from ecogov.ui.links import link_to
from ecogov.ui.page import Page


def flow(page: Page, burn: BurnUp, project: Project) -> None:
    """Draw the burn-up under a heading that says where the project stands."""
    t = page.t
    look = Look(t, page.theme)
    finding = burn_up_finding(look, burn)
    with st.container(border=True, key="project-card-flow"):
        st.header(finding, anchor=False)
        if burn.as_of is None:
            st.markdown(t("project_page.no_production"))
            link_to("imports", t("overview.import_open"), icon=":material/upload_file:")
            return
        st.caption(burn_up_subtitle(look, burn, project.unit_name))
        if burn.gap is not None:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(t(f"burn_up.gap.{burn.gap}"), width="content")
                link_to(
                    "settings", t("project_page.edit"), icon=":material/edit:",
                    section="projects", open=str(project.id),
                )  # fmt: skip
        day = formats.day(t, burn.as_of)
        st.vega_lite_chart(
            spec=burn_up_chart(burn, look),
            theme=None,
            key="project.burn_up",
            alt=t("burn_up.alt", finding=finding, day=day),
        )
        with st.expander(t("burn_up.table")):
            st.dataframe(
                burn.points,
                hide_index=True,
                placeholder=formats.NOTHING,
                height=260,
                column_config={
                    "day": st.column_config.DateColumn(t("burn_up.day"), format="YYYY-MM-DD"),
                    "accepted": st.column_config.NumberColumn(
                        t("burn_up.accepted"), format="localized"
                    ),
                    "planned": st.column_config.NumberColumn(
                        t("burn_up.plan"), format="localized", step=1
                    ),
                },
                alt=t("burn_up.alt", finding=finding, day=day),
                key="project.burn_up.table",
            )
