"""What the sections of projects, vendors, queues and targets share: list, form, archive, history.

A register says what is its own; this module draws it the same way for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.services import projects, queues, targets, vendors
from ecogov.services.production_rules import rules
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.forms.fields import Fields
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.settings.confirmation import Done, attempt, confirmation, say
from ecogov.ui.settings.history import history_table
from ecogov.ui.settings.place import CLOSED, NEW, choose_project, generation, go, opened, section
from ecogov.ui.settings.record_form import record_form
from ecogov.ui.settings.stored_rows import records

_ARCHIVE: Final = {
    "project": (projects.archive_project, projects.restore_project),
    "vendor": (vendors.archive_vendor, vendors.restore_vendor),
    "queue": (queues.archive_queue, queues.restore_queue),
    "target": (targets.archive_target, targets.restore_target),
    "production_rule": (rules.archive_rule, rules.restore_rule),
}
_KEPT_BY_ADMINISTRATORS: Final = frozenset({"project", "vendor"})
_MOST_ROWS_SHOWN: Final = 20
_EDIT: Final = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """One kind of record as Settings shows it.

    Parameters
    ----------
    kind : str
        Name in the audit trail and in the catalogs.
    rows, archived : DataFrame
        Records at work and put away: ``id`` and the columns of `columns`, in the reader's words.
    columns : Mapping[str, Any]
        Column headings, or Streamlit's column configurations, in order.
    title : callable
        Names a record, given its row.
    stored : callable
        Gives all fields of a record by its id, with ``id`` and ``version``.
    draw : callable
        Draws the inputs of the form.
    save : callable
        Stores values: given them, the stored record (empty for a new one) and the seen version.
    above : callable
        Draws what stands above the form and outside of it.
    """

    kind: str
    rows: pd.DataFrame
    archived: pd.DataFrame
    columns: Mapping[str, Any]
    title: Callable[[Mapping[str, Any]], str]
    stored: Callable[[int], Values]
    draw: Callable[[Fields], dict[str, Any]]
    save: Callable[[dict[str, Any], Values, int], None]
    above: Callable[[Values], None] = lambda _: None


def register_section(page: Page, view: RegisterView) -> None:
    """Draw a register: what was just done, the open form, all records, those put away."""
    confirmation(page)
    record = opened()
    has_none = view.rows.empty and view.archived.empty
    names = {str(row["id"]): view.title(row) for row in records(view.rows)}
    may_keep = _may_keep(page, view)
    if may_keep and (record == NEW or (has_none and record == CLOSED)):
        _panel(page, view, page.t(f"settings.{view.kind}.new"), {}, can_close=not has_none)
    elif record in names:
        title = page.t("settings.edit_title", name=literal(names[record]))
        _panel(page, view, title, view.stored(int(record)))
    elif record not in {CLOSED, NEW}:
        st.warning(page.t("settings.gone"), icon=":material/link_off:")
    if not view.rows.empty:
        _toolbar(page, view, names, may_keep=may_keep)
        _table(page, view)
    _archived(page, view)


def _panel(
    page: Page, view: RegisterView, title: str, stored: Values, *, can_close: bool = True
) -> None:
    t = page.t
    with st.container(
        key="settings-panel-head", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.header(title, anchor=False, width="content")
        st.space("stretch")
        if stored:
            shows_history = st.toggle(
                t("settings.history"), key=f"settings.{view.kind}.history.{generation()}"
            )
        if stored and _may_keep(page, view):
            st.button(
                t("settings.archive"),
                key=f"settings.{view.kind}.archive",
                icon=":material/archive:",
                help=t("settings.archive_tip"),
                on_click=_archive,
                args=(page, view, stored),
            )
        if can_close:
            st.button(
                t("settings.close"),
                key=f"settings.{view.kind}.close",
                icon=":material/close:",
                type="tertiary",
                on_click=go,
                args=(section(),),
            )
    if stored and shows_history:
        history_table(page, view.kind, stored)
    view.above(stored)
    record_form(
        page,
        view.kind,
        stored,
        draw=view.draw,
        save=lambda values, version: view.save(values, stored, version),
    )


def _may_keep(page: Page, view: RegisterView) -> bool:
    """Tell whether whoever looks may add such records and put them away."""
    return page.may(Right.ADMINISTER) or view.kind not in _KEPT_BY_ADMINISTRATORS


def _toolbar(page: Page, view: RegisterView, names: Mapping[str, str], *, may_keep: bool) -> None:
    t = page.t
    key = f"settings.{view.kind}.pick.{generation()}"
    with st.container(
        key="settings-toolbar", horizontal=True, vertical_alignment="center", gap="small"
    ):
        title = t(f"settings.{view.kind}.count", count=len(view.rows))
        st.header(title, anchor=False, width="content")
        st.space("stretch")
        st.selectbox(
            t("settings.pick"),
            list(names),
            index=None,
            format_func=lambda record: names.get(record, record),
            key=key,
            placeholder=t("settings.pick"),
            label_visibility="collapsed",
            icon=":material/edit:",
            on_change=_picked,
            args=(key,),
            width=260,
        )
        if opened() != NEW and may_keep:
            st.button(
                t(f"settings.{view.kind}.new"),
                key=f"settings.{view.kind}.add",
                icon=":material/add:",
                type="primary" if opened() == CLOSED else "secondary",
                on_click=go,
                args=(section(), NEW),
            )


def _table(page: Page, view: RegisterView) -> None:
    t = page.t
    key = f"settings.{view.kind}.edit.{generation()}"
    button = st.column_config.ButtonColumn(
        "",
        type="tertiary",
        width=90,
        key=key,
        on_click=_clicked,
        args=(key, tuple(str(record) for record in view.rows["id"])),
    )
    st.dataframe(
        view.rows[list(view.columns)].assign(**{_EDIT: f":material/edit: {t('settings.edit')}"}),
        hide_index=True,
        height="content" if len(view.rows) <= _MOST_ROWS_SHOWN else "auto",
        placeholder=formats.NOTHING,
        column_config={**view.columns, _EDIT: button},
        alt=t(f"settings.{view.kind}.count", count=len(view.rows)),
        key=f"settings.{view.kind}.table.{generation()}",
    )


def _archived(page: Page, view: RegisterView) -> None:
    if view.archived.empty:
        return
    t = page.t
    label = t("settings.archived", count=len(view.archived))
    if not st.toggle(label, key=f"settings.{view.kind}.archived"):
        return
    restore = _ARCHIVE[view.kind][1]
    for row in records(view.archived):
        name = view.title(row)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(name, width="content")
            st.button(
                t("settings.restore"),
                key=f"settings.{view.kind}.restore.{row['id']}",
                icon=":material/unarchive:",
                type="tertiary",
                help=t("settings.restore_tip", name=literal(name)),
                on_click=_restore,
                args=(partial(restore, page.db, int(row["id"]), actor=page.actor), name),
            )


def _archive(page: Page, view: RegisterView, stored: Values) -> None:
    archive, restore = _ARCHIVE[view.kind]
    record_id = int(stored["id"])
    name = view.title(next(row for row in records(view.rows) if row["id"] == record_id))

    def act() -> None:
        archive(page.db, record_id, actor=page.actor)
        go(section())
        undo = partial(restore, page.db, record_id, actor=page.actor)
        say(Done("settings.archived_done", {"name": name}, undo=partial(_restore, undo, name)))
        if view.kind == "project" and page.scope.project == stored["code"]:
            choose_project(None)

    attempt(act)


def _restore(act: Callable[[], object], name: str) -> None:
    def restored() -> None:
        act()
        say(Done("settings.restored_done", {"name": name}))

    attempt(restored)


def _picked(key: str) -> None:
    go(section(), st.session_state[key] or CLOSED)


def _clicked(key: str, ids: tuple[str, ...]) -> None:
    go(section(), ids[st.session_state[key].row])
