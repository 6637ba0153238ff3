"""The rows behind a slice of the later period: which ones, how many, and the file to take away."""

import streamlit as st

from ecogov.services.rootcause.explaining import Explained
from ecogov.services.rootcause.leaves import within
from ecogov.services.rootcause.offers import narrowed
from ecogov.ui.kpis.drilldown import rows_behind_figure
from ecogov.ui.literal import literal
from ecogov.ui.rootcause import reads
from ecogov.ui.rootcause.choices import open_rows, opened_rows
from ecogov.ui.rootcause.view import Case


def drill(case: Case, found: Explained) -> None:
    """Show the rows that the link opens."""
    chosen = opened_rows()
    if chosen is None:
        return
    t, question = case.page.t, found.question
    slice_ = narrowed(
        within(question.slice, question.after), chosen, reads.ids(case.page, question.project_id)
    )
    behind = reads.rows(case.page, slice_, question.metric)
    where = case.reader.slice(chosen) if chosen else t("rootcause.rows.all")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(t("rootcause.rows.title", slice=literal(where)), anchor=False, width="content")
        st.space("stretch")
        st.button(
            t("settings.close"),
            key="rootcause.rows.close",
            icon=":material/close:",
            type="tertiary",
            on_click=open_rows,
            args=(None,),
        )
    keys = ("rootcause.rows.table", "rootcause-rows")
    rows_behind_figure(behind, question.metric, case.page, keys=keys)
