"""My day: what is mine and late, due within a week, or waiting for me."""

from typing import Final

import streamlit as st

from ecogov.domain.log.my_day import PartOfDay
from ecogov.ui.log import cached
from ecogov.ui.log.found import records_table
from ecogov.ui.log.place import ME, ask, asked, project_id
from ecogov.ui.log.questions import today
from ecogov.ui.log.split import beside_record
from ecogov.ui.page import Page

_WIDGET: Final = "log.me"
_ICONS: Final = {
    PartOfDay.OVERDUE: ":material/event_busy:",
    PartOfDay.WEEK: ":material/event_upcoming:",
    PartOfDay.WAITING: ":material/hourglass_empty:",
}


def my_day_section(page: Page) -> None:
    """Draw the day of whoever the link names, or ask who that is."""
    me = _me(page)
    with beside_record(page):
        if me is None:
            key = "log.day.who" if cached.people(page.db, None) else "log.day.nobody"
            st.info(page.t(key), icon=":material/person_search:")
        else:
            _day(page, me)


def _day(page: Page, me: str) -> None:
    t, day = page.t, today(page)
    rows = cached.day_of(page.db, me, day, project_id(page))
    if rows.empty:
        st.success(t("log.day.free"), icon=":material/task_alt:")
    for part in PartOfDay:
        mine = rows[rows["part"] == part.value].reset_index(drop=True)
        if not mine.empty:
            title = t(f"log.day.{part.value}", count=len(mine))
            st.subheader(f"{_ICONS[part]} {title}", anchor=False)
            records_table(t, mine, day, key=f"log.day.{part.value}", alt=title)


def _me(page: Page) -> str | None:
    t = page.t
    me = next(iter(asked(ME)), None)
    people = cached.people(page.db, None)
    names = people if me is None or me in people else [*people, me]
    st.session_state[_WIDGET] = me
    st.selectbox(
        t("log.day.me"),
        names,
        index=None,
        key=_WIDGET,
        placeholder=t("log.day.me"),
        label_visibility="collapsed",
        icon=":material/person:",
        on_change=_picked,
        width=280,
    )
    return me


def _picked() -> None:
    me = st.session_state[_WIDGET]
    ask(ME, [me] if me else [])
