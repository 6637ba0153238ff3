"""What happened last in a project, in words; records lead to themselves."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n import formats
from ecogov.services.log.one_project import Named
from ecogov.ui.cached import record_names
from ecogov.ui.forms.change_words import action_in_words, changes_in_words, type_in_words
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.place import record_query
from ecogov.ui.page import Page
from ecogov.ui.project.reads import Sheet

_MOST_FIELDS: Final = 2
_LONGEST: Final = 60
_ADDED: Final = "add"
_PLACES: Final = {
    "import": ("imports", {}),
    "project": ("settings", {"section": "projects"}),
    "queue": ("settings", {"section": "queues"}),
    "target": ("settings", {"section": "targets"}),
    "day_off": ("settings", {"section": "calendar"}),
    "change_mark": ("settings", {"section": "calendar"}),
}
"""Where other records than those of the log are looked at; the rest stands in the trail."""


def recent_changes(page: Page, read: Sheet) -> None:
    """Draw the newest entries of the trail."""
    t = page.t
    with st.container(border=True, key="project-card-changes"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(t("project_page.changes"), anchor=False, width="content")
            st.space("stretch")
            link_to(
                "settings", t("project_page.all"), icon=":material/arrow_forward:",
                section="trail",
            )  # fmt: skip
        if read.log.changes.empty:
            st.caption(t("project_page.changes.none"))
        with st.container(key="project-list-changes", gap=None):
            for row in read.log.changes.to_dict("records"):
                change_entry(page, row, read.log.names, read.project.code)


def change_entry(
    page: Page, row: dict[Any, Any], names: Mapping[tuple[str, int], Named], code: str
) -> None:
    """Draw an entry of the trail as a link to what it is about; `code` is its project's."""
    t, kind = page.t, str(row["record_type"])
    when = formats.moment(t, row["at"], page.timezone)
    did = t("record.did", who=literal(row["actor"]), did=_did(page, row))
    named = names.get((kind, int(row["record_id"]))) if kind in set(RecordKind) else None
    if named is None:
        key, query = _PLACES.get(kind, ("settings", {"section": "trail"}))
        called = record_names(page.db).get((kind, str(row["record_id"])), "")
        what = f"{type_in_words(t, kind)} {literal(called)}".strip()
        label = f"**{what}** · {did}{_fields(page, row)} :small[:gray[{when}]]"
        link_to(key, label, icon=":material/history:", **query)
        return
    label = f"**{named.ref}** {literal(named.title)} · {did}{_fields(page, row)}"
    link_to(
        "log",
        f"{label} :small[:gray[{when}]]",
        icon=KIND_ICONS[RecordKind(kind)],
        **record_query(named.ref, code),
    )


def _did(page: Page, row: dict[Any, Any]) -> str:
    if _is_first(row):
        return page.t("record.logged_verb")
    return literal(action_in_words(page.t, str(row["action"])))


def _is_first(row: dict[Any, Any]) -> bool:
    return str(row["action"]).rpartition(".")[2] == _ADDED


def _fields(page: Page, row: dict[Any, Any]) -> str:
    """Say the first fields that were touched; what was just logged is told by its title."""
    t = page.t
    if _is_first(row):
        return ""
    told = changes_in_words(page, str(row["record_type"]), (row["before"], row["after"]))
    said = [
        t("trail.changed", field=change.field, was=_cut(change.was), now=_cut(change.now))
        if change.was != formats.NOTHING
        else t("trail.told", field=change.field, value=_cut(change.now))
        for change in told[:_MOST_FIELDS]
    ]
    more = t("project_page.more_fields", count=len(told) - _MOST_FIELDS)
    said += [more] if len(told) > _MOST_FIELDS else []
    return f" · {literal(t('trail.separator').join(said))}" if said else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
