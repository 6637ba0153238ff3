"""The table of a plan, edited in place: each cell is saved at once."""

from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.schedule.figures import Standing
from ecogov.i18n import formats
from ecogov.ui.log.done import done_note
from ecogov.ui.log.editing import Seen, shown_table
from ecogov.ui.log.paging import page_turner
from ecogov.ui.log.place import clear, open_record
from ecogov.ui.log.questions import page_number
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import ROWS_PER_PAGE, Chosen
from ecogov.ui.milestones.choices import FILTERS, Wanted
from ecogov.ui.milestones.columns import (
    EDITABLE,
    move_column,
    open_column,
    plan_columns,
    plan_frame,
)
from ecogov.ui.milestones.paths import with_path
from ecogov.ui.milestones.rebaseline import ask_to_move
from ecogov.ui.page import Page

_MOST_ROWS_SHOWN: Final = 14
_HEIGHT: Final = 545


def plan_table(page: Page, chosen: Chosen, count: int) -> None:
    """Draw one page of a part of a plan; `count` is the number of its milestones."""
    n_pages = -(-count // ROWS_PER_PAGE)
    number = min(page_number(), n_pages)
    skipped = (number - 1) * ROWS_PER_PAGE
    rows = with_path(page.db, cached.listed(page.db, chosen, skipped), chosen.asked)
    with st.container(key="log-status", horizontal=True, vertical_alignment="center", gap="small"):
        _status_line(page, chosen, count, (skipped, len(rows)))
    _table(page, rows, cached.links_told(page.db, chosen.asked))
    page_turner(n_pages, number)


def _status_line(page: Page, chosen: Chosen, count: int, window: tuple[int, int]) -> None:
    t = page.t
    skipped, shown = window
    told = (
        f"**{t('log.found.milestone', count=count)}** · {t(f'plan.state.{chosen.wanted.standing}')}"
    )
    if shown < count:
        first, last = (formats.number(t, n) for n in (skipped + 1, skipped + shown))
        told += f" · {t('log.rows', first=first, last=last)}"
    st.markdown(told, width="content")
    done_note(page)
    if chosen.wanted != Wanted(Standing.OPEN):
        st.button(
            t("log.clear_filters"),
            key="plan.clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=clear,
            args=(FILTERS,),
        )


def _table(page: Page, rows: pd.DataFrame, links: pd.DataFrame) -> None:
    frame = plan_frame(page, rows, links)
    shown = shown_table(RecordKind.MILESTONE, rows, frame)
    opening, moving = f"{shown.key}.open", f"{shown.key}.move"
    opener = open_column(page, key=opening, on_click=_opened, args=(opening, shown.records))
    mover = move_column(page, key=moving, on_click=_moved, args=(moving, shown.records))
    st.data_editor(
        frame,
        hide_index=True,
        height="content" if len(rows) <= _MOST_ROWS_SHOWN else _HEIGHT,
        column_config=plan_columns(page, opener, mover),
        disabled=[str(name) for name in frame if name not in EDITABLE]
        if page.may_here(Right.LOG)
        else True,
        placeholder="",
        alt=page.t("log.found.milestone", count=len(rows)),
        key=shown.key,
    )


def _opened(key: str, records: tuple[Seen, ...]) -> None:
    one = records[st.session_state[key].row]
    open_record(one.ref, one.project_code)


def _moved(key: str, records: tuple[Seen, ...]) -> None:
    one = records[st.session_state[key].row]
    open_record(one.ref, one.project_code)
    ask_to_move(one.id)
