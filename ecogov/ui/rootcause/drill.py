"""The rows behind a slice of the later period: which ones, how many, and the file to take away."""

import streamlit as st

from ecogov.domain.kpi.drilling import BEHIND
from ecogov.i18n import formats
from ecogov.services.rootcause.explaining import Explained
from ecogov.services.rootcause.leaves import within
from ecogov.services.rootcause.offers import narrowed
from ecogov.ui.kpis.drilldown import rows_table
from ecogov.ui.kpis.tables import Download, downloads
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
    if behind.rows.empty:
        st.info(t("kpi.rows.none"))
        return
    word = t(f"kpi.rows.behind.{BEHIND[question.metric]}")
    said = t("kpi.rows.count", count=behind.total, behind=word)
    if behind.total > len(behind.rows):
        said = t("kpi.rows.newest", shown=formats.number(t, len(behind.rows)), said=said)
    st.caption(said)
    shown = rows_table(behind.rows, t, case.page.timezone)
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=formats.NOTHING,
        column_config={
            t("kpi.row.source_row"): st.column_config.NumberColumn(format="plain"),
        },
        alt=said,
        key="rootcause.rows.table",
    )
    title = t(f"metric.{question.metric}")
    downloads(Download(shown, f"{question.metric}-rows", title), t, key="rootcause-rows")
