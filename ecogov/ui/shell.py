"""The frame around every page: title, project, period, new records, language, help."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from ecogov.domain.scope import Scope, days_of
from ecogov.ui import cached
from ecogov.ui.database import database
from ecogov.ui.header.account import account_menu
from ecogov.ui.header.help import help_popover
from ecogov.ui.header.quick_add import quick_add
from ecogov.ui.header.scope import (
    adopt_link,
    chosen_period,
    chosen_project,
    period_picker,
    project_picker,
    update_link,
)
from ecogov.ui.language import current, language_switch
from ecogov.ui.log.logged import standing_note
from ecogov.ui.log.search import search_button
from ecogov.ui.navigation import entry_of, is_for
from ecogov.ui.page import Page
from ecogov.ui.visitors import seen


def enter(key: str) -> Page:
    """Draw the header of a page and hand over what the page works with.

    The first call of every page script. The scope is the one in the link, else the one chosen
    before on any page; the link then says it.

    Parameters
    ----------
    key : str
        Key of the page in `ecogov.ui.navigation.PAGES`.
    """
    t = current()
    person = seen()
    db = database().for_person(person)
    revision = db.revision()
    found = cached.projects(db, revision)
    projects = found.assign(name=found["name_zh" if t.language == "zh-Hans" else "name_en"])
    zones = dict(zip(projects["code"], projects["timezone"], strict=True))
    notes = adopt_link(t, list(zones))
    update_link()
    timezone = _timezone(zones)
    today = datetime.now(ZoneInfo(timezone)).date()
    page = Page(
        key=key,
        t=t,
        db=db,
        revision=revision,
        actor=person.name,
        scope=Scope(chosen_project(), *days_of(chosen_period(), today)),
        timezone=timezone,
        theme=_theme(),
        projects=projects,
    )
    _header(page, today)
    entry = entry_of(key)
    if not is_for(entry, person):
        st.warning(t("shell.not_for_you", right=t(f"right.{entry.right}")), icon=":material/lock:")
        st.stop()
    standing_note(page)
    for note in notes:
        st.warning(note, icon=":material/link_off:")
    return page


def _header(page: Page, today: date) -> None:
    t = page.t
    with st.container(
        key="ecogov-header", horizontal=True, vertical_alignment="center", gap="xsmall"
    ):
        st.title(t(f"page.{page.key}"), anchor=False, width="content")
        st.space("stretch")
        if not page.projects.empty:
            project_picker(t, page.projects)
            period_picker(t, today)
        search_button(page)
        quick_add(page)
        language_switch(t)
        help_popover(t, page.key)
        account_menu(page)


def _timezone(zones: Mapping[str, str]) -> str:
    zone = zones.get(chosen_project() or "") or st.context.timezone
    return zone if isinstance(zone, str) and zone in _zones() else "UTC"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _theme() -> Literal["light", "dark"]:
    return "dark" if st.context.theme.type == "dark" else "light"
