"""Every project, the worst first; what changed since the last visit; kept up to date."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from ecogov.domain.lights.words import Light
from ecogov.domain.status.report import StatusReport
from ecogov.services.overview.looks import last_visit
from ecogov.services.overview.standings import Standing, ask_for_standings, refresh_standings
from ecogov.ui.overview import reads
from ecogov.ui.overview.cards import card_style, project_card, unknown_card
from ecogov.ui.overview.since import news_section
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_EVERY_SECONDS: Final = 2
_PATIENCE: Final = 3
"""Turns that a worker gets before the page does the work itself."""
_ASKED: Final = "overview.asked"
_LAST_DAY: Final = "9999-12-31"


def board(page: Page) -> None:
    """Draw the overview of the projects in scope."""
    t, db = page.t, page.db
    found = [one for one in reads.standings(db) if _is_asked_for(page, one)]
    reports = reads.reports(db, found)
    told = {one.project_id: reports[one.project_id] for one in found if one.project_id in reports}
    st.header(_heading(page, len(found), told), anchor=False)
    card_style()
    _keep_up(page, found)
    n_new = reads.new_anomalies(db)
    for project_id in sorted(
        (one.project_id for one in found), key=lambda one: _rank(page, told, one)
    ):
        report = told.get(project_id)
        if report is None:
            unknown_card(page, project_id, *_named(page, project_id))
        else:
            project_card(page, project_id, report, n_new=n_new.get(project_id, 0))
    since = last_visit(db, datetime.now(UTC))
    news_section(page, since, reads.news(db, since))
    st.caption(t("overview.how"))


def _is_asked_for(page: Page, one: Standing) -> bool:
    code = page.scope.project
    return code is None or _named(page, one.project_id)[0] == code


def _named(page: Page, project_id: int) -> tuple[str, str]:
    row = page.projects.loc[page.projects["id"] == project_id, ["code", "name"]]
    return (str(row["code"].iloc[0]), str(row["name"].iloc[0])) if len(row) else ("", "")


def _rank(page: Page, told: dict[int, StatusReport], project_id: int) -> tuple[int, str, str]:
    report = told.get(project_id)
    badness = -1 if report is None else report.overall.badness
    due = page.projects.loc[page.projects["id"] == project_id, "due_on"]
    first = str(due.iloc[0]) if len(due) and due.iloc[0] is not None else _LAST_DAY
    return -badness, first, _named(page, project_id)[0]


def _heading(page: Page, count: int, told: dict[int, StatusReport]) -> str:
    """Say how many projects there are and how they stand."""
    t = page.t
    counts = Counter(report.overall for report in told.values())
    lights = [
        t("overview.count", count=counts[light], light=t(f"light.{light}").lower())
        for light in (Light.RED, Light.AMBER, Light.GREY, Light.GREEN)
        if counts[light]
    ]
    whole = t("overview.projects", count=count)
    if not lights:
        return whole
    return t("overview.heading", projects=whole, lights=t("value.list_separator").join(lights))


def _keep_up(page: Page, found: list[Standing]) -> None:
    """Bring old standings up to date without keeping anybody waiting."""
    n_old = sum(not one.is_current for one in found)
    if not n_old:
        st.session_state.pop(_ASKED, None)
        return
    if _ASKED not in st.session_state:
        ask_for_standings(page.db, datetime.now(UTC), actor=page.actor)
        st.session_state[_ASKED] = 0
    _waiting(page, tuple((one.project_id, one.computed_at) for one in found), n_old)


@st.fragment(run_every=_EVERY_SECONDS)
@rechecked
def _waiting(page: Page, drawn: tuple[tuple[int, datetime | None], ...], n_old: int) -> None:
    t = page.t
    st.caption(t("overview.updating", count=n_old))
    turn = st.session_state.get(_ASKED, 0)
    st.session_state[_ASKED] = turn + 1
    if turn > _PATIENCE:
        refresh_standings(page.db, datetime.now(UTC), most=1)
    now = {one.project_id: one for one in reads.standings(page.db)}
    if any(one in now and now[one].computed_at != computed_at for one, computed_at in drawn):
        st.rerun()
