"""The list of one kind of record: filters, what it comes to, the table, its pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind, right_to_write
from ecogov.i18n import formats
from ecogov.ui.links import open_page
from ecogov.ui.log import cached
from ecogov.ui.log.bulk import bulk_bar
from ecogov.ui.log.cached import ROWS_PER_PAGE, Asked
from ecogov.ui.log.choosing import offer_all, ticked_rows, versions_of
from ecogov.ui.log.columns import REF, WIDTHS, configuration, editable, table_frame
from ecogov.ui.log.done import done_note
from ecogov.ui.log.editing import Shown, select, shown_table
from ecogov.ui.log.filters import filter_bar, place_notes
from ecogov.ui.log.form.dialog import open_dialog
from ecogov.ui.log.paging import page_turner
from ecogov.ui.log.paste import begin_paste, standing_paste
from ecogov.ui.log.place import ask, clear, open_record
from ecogov.ui.log.questions import (
    ARCHIVED,
    TEXT,
    filter_names,
    is_narrowed,
    order,
    page_number,
    question,
    today,
)
from ecogov.ui.log.split import beside_record
from ecogov.ui.log.views import views_menu
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page

_MOST_ROWS_SHOWN: Final = 15
_HEIGHT: Final = 580

Above = Callable[[Page, LogFilter], None]
"""Draws something of the records that are listed under it."""


def register(page: Page, kind: RecordKind, *, above: Above | None = None) -> None:
    """Draw the list of a kind as the link asks for it; `above` it something of the same records."""
    if page.projects.empty:
        _no_projects(page)
        return
    filter_bar(page, kind)
    wanted = question(page, kind)
    if above is not None:
        above(page, wanted)
    place_notes(page.t)
    total = cached.total(page.db, kind, wanted)
    n_pages = max(-(-total // ROWS_PER_PAGE), 1)
    number = min(page_number(), n_pages)
    skipped = (number - 1) * ROWS_PER_PAGE
    rows = cached.records(page.db, Asked(kind, wanted, order(kind), skipped))
    chosen = ticked_rows(page, kind, wanted, rows)
    ticked = versions_of(chosen)
    with st.container(key="log-status", horizontal=True, vertical_alignment="center", gap="small"):
        if ticked and page.may_here(right_to_write(kind)):
            bulk_bar(page, kind, chosen)
            offer_all(page, kind, wanted, total=total, count=len(ticked))
        else:
            _status_line(page, kind, wanted, total, window=(skipped, len(rows)))
            st.space("stretch")
            _ways_on(page, kind, versions_of(rows))
    with beside_record(page):
        if rows.empty:
            _nothing(page, kind)
            return
        frame = table_frame(page, kind, rows, selected=ticked, today=today(page))
        _table(page, shown_table(kind, rows, frame), frame, is_archived=wanted.archived)
        page_turner(n_pages, number)


def _status_line(
    page: Page, kind: RecordKind, wanted: LogFilter, total: int, *, window: tuple[int, int]
) -> None:
    t = page.t
    told = [t(f"log.found.{kind.value}", count=total)]
    if not wanted.archived:
        late = cached.total(page.db, kind, _overdue(page, wanted))
        told += [t("log.found_late", count=late)] if late else []
    skipped, shown = window
    if shown < total:
        first, last = (formats.number(t, n) for n in (skipped + 1, skipped + shown))
        told.append(t("log.rows", first=first, last=last))
    st.markdown(f"**{told[0]}**" + "".join(f" · {part}" for part in told[1:]), width="content")
    done_note(page)


def _overdue(page: Page, wanted: LogFilter) -> LogFilter:
    return replace(wanted, is_open=True, due_before=today(page))


def _ways_on(page: Page, kind: RecordKind, versions: dict[int, int]) -> None:
    t = page.t
    if is_narrowed(kind):
        st.button(
            t("log.clear_filters"),
            key="log.clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=clear,
            args=(filter_names(kind),),
        )
    may_write = page.may_here(right_to_write(kind))
    if versions and may_write:
        st.button(
            t("log.select_all"),
            key="log.select_all",
            icon=":material/select_all:",
            type="tertiary",
            help=t("log.select_all_tip"),
            on_click=select,
            args=(kind, versions),
        )
    views_menu(page, kind)
    if not may_write:
        return
    st.button(
        t("log.paste"),
        key="log.paste",
        icon=":material/content_paste:",
        help=t("log.paste_tip"),
        on_click=begin_paste,
        args=(kind,),
    )
    st.button(
        t(f"new.{kind.value}"),
        key="log.new",
        icon=":material/add:",
        type="primary",
        help=t("shell.new_tip"),
        on_click=open_dialog,
        args=(kind,),
    )
    standing_paste(page, kind)


def _table(page: Page, shown: Shown, frame: pd.DataFrame, *, is_archived: bool) -> None:
    t, kind = page.t, shown.kind
    key = f"{shown.key}.open"
    opener = st.column_config.ButtonColumn(
        t(f"{kind.value}.ref"),
        type="tertiary",
        width=WIDTHS[REF],
        pinned=True,
        key=key,
        on_click=_clicked,
        args=(key, tuple((one.ref, one.project_code) for one in shown.records)),
    )
    locked = [str(name) for name in frame if name not in {*editable(kind), "selected"}]
    st.data_editor(
        frame,
        hide_index=True,
        height="content" if len(shown.records) <= _MOST_ROWS_SHOWN else _HEIGHT,
        column_config=configuration(page, kind, opener),
        disabled=locked if page.may_here(right_to_write(kind)) and not is_archived else True,
        placeholder="",
        alt=t(f"log.found.{kind.value}", count=len(shown.records)),
        key=shown.key,
    )


def _clicked(key: str, records: tuple[tuple[str, str], ...]) -> None:
    open_record(*records[st.session_state[key].row])


def _nothing(page: Page, kind: RecordKind) -> None:
    """Say why the list is empty, and what to do next."""
    t = page.t
    if not is_narrowed(kind):
        st.info(t(f"log.none.{kind.value}"), icon=":material/edit_note:")
        return
    st.info(t("log.nothing_found"), icon=":material/filter_alt_off:")
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("log.clear_filters"),
            key="log.clear_all",
            on_click=clear,
            args=(filter_names(kind),),
        )
        st.button(
            t("log.search_all"),
            key="log.search_all",
            icon=":material/search:",
            type="tertiary",
            on_click=_search_everywhere,
        )


def _search_everywhere() -> None:
    text = st.query_params.get(TEXT, "")
    st.query_params["kind"] = "search"
    clear((ARCHIVED,))
    ask(TEXT, [text] if text else [])


def _no_projects(page: Page) -> None:
    t = page.t
    st.info(t("log.no_projects"), icon=":material/folder_off:")
    with st.container(horizontal=True, gap="small"):
        if is_listed("settings") and st.button(t("overview.create_open"), key="log.create"):
            open_page("settings", section="projects")
        if st.button(t("kpi.to_overview"), key="log.overview", type="primary"):
            open_page("overview")
