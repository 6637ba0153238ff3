"""The facts of a project: what was ordered by whom, where, until when, and who works on it."""

from html import escape
from typing import Final

import streamlit as st

from ecogov.domain.projects import Project
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.project.reads import Sheet
from ecogov.ui.settings.project_fields import task_type_name

_MOST_PEOPLE: Final = 8


def facts(page: Page, read: Sheet) -> None:
    """Draw the name, the facts, the people and the ways on."""
    t, project = page.t, read.project
    names = (project.name_zh, project.name_en)
    first, second = names if t.language == "zh-Hans" else reversed(names)
    with st.container(
        key="project-head", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.header(literal(first or second), anchor=False, width="content")
        if second and second != first:
            st.caption(literal(second), width="content")
        st.space("stretch")
        link_to(
            "settings", t("project_page.edit"), icon=":material/edit:",
            section="projects", open=str(project.id),
        )  # fmt: skip
    told = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in _facts(t, project)
    )
    st.html(f'<dl class="project-facts">{told}</dl>')
    _people(page, read)


def _facts(t: Translator, project: Project) -> list[tuple[str, str]]:
    domain = t(f"project.content_domain.{project.content_domain}")
    task = task_type_name(t, project.task_type) if project.task_type else ""
    comma = t("value.list_separator")
    units = formats.number(t, project.target_units)
    told = {
        "requester": project.requester,
        "programme": project.programme,
        "pm": project.pm,
        "content_domain": comma.join(part for part in (domain, task) if part),
        "locales": comma.join(project.locales),
        "timezone": project.timezone,
        "start_on": formats.day(t, project.start_on),
        "due_on": formats.day(t, project.due_on),
        "target_units": f"{units} {project.unit_name}".strip(),
    }
    return [(t(f"project.{name}"), value or formats.NOTHING) for name, value in told.items()]


def _people(page: Page, read: Sheet) -> None:
    t = page.t
    with st.container(
        key="project-list-people", horizontal=True, vertical_alignment="center", gap="xsmall"
    ):
        if not read.people:
            st.caption(t("project_page.no_people"))
            return
        st.caption(t("project_page.people"), width="content")
        for name in read.people[:_MOST_PEOPLE]:
            link_to("log", literal(name), icon=":material/person:", kind="my-day", me=name)
        more = len(read.people) - _MOST_PEOPLE
        if more > 0:
            st.caption(t("project_page.more_people", count=more), width="content")
