"""What happened since the last visit, in words; records lead to themselves."""

from datetime import datetime

import streamlit as st

from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.services.overview.looks import News
from ecogov.ui.links import link_to
from ecogov.ui.page import Page
from ecogov.ui.project.changes import change_entry


def news_section(page: Page, since: datetime, news: News) -> None:
    """Draw the newest changes, and how many more there are."""
    t = page.t
    with st.container(border=True, key="overview-news"):
        title = t("overview.since", moment=formats.moment(t, since, page.timezone))
        st.header(title, anchor=False)
        if news.changes.empty:
            st.caption(t("overview.nothing_new"))
            return
        codes = dict(zip(page.projects["id"], page.projects["code"], strict=True))
        with st.container(key="project-list-changes", gap=None):
            for row in news.changes.to_dict("records"):
                project_id = row["project_id"]
                change_entry(page, row, news.names, codes.get(project_id, ""))
        more = news.count - len(news.changes)
        if more > 0 and page.may_here(Right.SET_UP):
            link_to("settings", t("overview.more_news", count=more), section="trail")
        elif more > 0:
            st.caption(t("overview.more_news", count=more))
