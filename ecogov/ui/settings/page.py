"""The Settings page as a whole: the choice of the section, and what a section needs first."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.ui.page import Page
from ecogov.ui.settings.calendar import calendar_section
from ecogov.ui.settings.interface import interface_section
from ecogov.ui.settings.jobs import jobs_section
from ecogov.ui.settings.log.section import log_section
from ecogov.ui.settings.people import people_section
from ecogov.ui.settings.place import NEW, choose_project, go, section_picker
from ecogov.ui.settings.projects import projects_section
from ecogov.ui.settings.rules import rules_section
from ecogov.ui.settings.targets import targets_section
from ecogov.ui.settings.trail import trail_section
from ecogov.ui.settings.vendors import queues_section, vendors_section

_OF_A_PROJECT: Final = MappingProxyType[str, Callable[[Page, int], None]](
    {
        "queues": queues_section,
        "targets": targets_section,
        "rules": rules_section,
        "calendar": calendar_section,
        "log": log_section,
    }
)
_OF_ALL: Final = MappingProxyType[str, Callable[[Page], None]](
    {
        "vendors": vendors_section,
        "people": people_section,
        "interface": interface_section,
        "jobs": jobs_section,
    }
)
_PROJECT_WIDGET: Final = "settings.of_project"


def settings(page: Page) -> None:
    """Draw the section that the link or the reader asks for."""
    chosen = section_picker(page)
    if chosen in _OF_A_PROJECT:
        _of_project(page, _OF_A_PROJECT[chosen])
    elif chosen == "trail":
        trail_section(page, _project_id(page))
    elif chosen in _OF_ALL:
        _OF_ALL[chosen](page)
    else:
        projects_section(page)


def _project_id(page: Page) -> int | None:
    found = page.projects.loc[page.projects["code"] == page.scope.project, "id"]
    return None if found.empty else int(found.iloc[0])


def _of_project(page: Page, draw: Callable[[Page, int], None]) -> None:
    project_id = _project_id(page)
    if project_id is not None:
        draw(page, project_id)
    elif page.projects.empty:
        _create_first(page)
    else:
        _choose_first(page)


def _create_first(page: Page) -> None:
    t = page.t
    st.info(t("settings.no_project_yet"), icon=":material/info:")
    st.button(
        t("settings.project.new"),
        key="settings.create_first",
        icon=":material/add:",
        type="primary",
        on_click=go,
        args=("projects", NEW),
    )


def _choose_first(page: Page) -> None:
    t = page.t
    names = dict(zip(page.projects["code"], page.projects["name"], strict=True))
    st.markdown(t("settings.which_project"))
    st.selectbox(
        t("shell.project"),
        list(names),
        index=None,
        format_func=lambda code: t("shell.project_option", code=code, name=names[code]),
        key=_PROJECT_WIDGET,
        placeholder=t("settings.choose_project"),
        label_visibility="collapsed",
        icon=":material/folder_open:",
        on_change=_project_chosen,
        width=420,
    )


def _project_chosen() -> None:
    choose_project(st.session_state[_PROJECT_WIDGET])
