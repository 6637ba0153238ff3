"""Projects: all of them, a new one, a change to one."""

from functools import partial
from typing import Any

import streamlit as st

from ecogov.domain.projects import ProjectDraft
from ecogov.services.projects import add_project, change_project
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.place import choose_project, go
from ecogov.ui.settings.project_fields import project_fields
from ecogov.ui.settings.registers import RegisterView, register_section
from ecogov.ui.settings.stored_rows import named


def projects_section(page: Page) -> None:
    """Draw the projects and the form of one of them."""
    archived = cached.rows(page.db, "project", archived=True)
    register_section(
        page,
        RegisterView(
            kind="project",
            rows=page.projects,
            archived=named(page, archived),
            columns=_columns(page),
            title=lambda row: page.t("shell.project_option", code=row["code"], name=row["name"]),
            stored=lambda record_id: cached.project(page.db, record_id),
            draw=project_fields,
            save=partial(_save, page),
        ),
    )


def _columns(page: Page) -> dict[str, Any]:
    t = page.t
    column = st.column_config
    return {
        "code": t("project.code"),
        "name": t("project.name"),
        "programme": t("project.programme"),
        "start_on": column.DateColumn(t("project.start_on"), format="YYYY-MM-DD"),
        "due_on": column.DateColumn(t("project.due_on"), format="YYYY-MM-DD"),
        "pm": t("project.pm"),
        "target_units": column.NumberColumn(t("project.target_units"), format="localized"),
        "n_imports": column.NumberColumn(t("settings.imports"), format="localized"),
    }


def _save(page: Page, values: dict[str, Any], stored: Values, version: int) -> None:
    draft = ProjectDraft(**values)
    told = {"name": draft.code}
    if stored:
        change_project(page.db, stored["id"], draft, version=version, actor=page.actor)
        say(Done("settings.saved", told))
        if page.scope.project == stored["code"]:
            choose_project(draft.code)
    else:
        add_project(page.db, draft, actor=page.actor)
        say(Done("settings.project.added", told, is_new_project=True))
        choose_project(draft.code)
    go("projects")
    st.rerun()
