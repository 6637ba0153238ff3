"""Which records are ticked: those of the page that is shown, or all that match the filter."""

from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.ui.log import cached
from ecogov.ui.log.cached import MOST_AT_ONCE, Asked
from ecogov.ui.log.editing import select, selected
from ecogov.ui.log.questions import order
from ecogov.ui.page import Page

_BEYOND: Final = "log.selected.beyond"


def versions_of(rows: pd.DataFrame) -> dict[int, int]:
    """Give the versions of records by their ids."""
    return {int(one): int(v) for one, v in zip(rows["id"], rows["version"], strict=True)}


def ticked_rows(
    page: Page, kind: RecordKind, wanted: LogFilter, rows: pd.DataFrame
) -> pd.DataFrame:
    """Give the ticked records with their ``id, version, status``; a tick elsewhere is forgotten.

    `rows` are those of the page that is shown. Once all that match were asked for, the ticks
    beyond the page count too, for as long as the filter stays what it was.
    """
    pool = _matching(page, kind, wanted) if _is_beyond(kind, wanted) else rows
    found = pool[pool["id"].isin(list(selected(kind)))]
    select(kind, versions_of(found))
    if found.empty:
        st.session_state.pop(_BEYOND, None)
    return found


def offer_all(page: Page, kind: RecordKind, wanted: LogFilter, *, total: int, count: int) -> None:
    """Offer to tick what matches beyond the page, at most `MOST_AT_ONCE` records."""
    if count >= min(total, MOST_AT_ONCE):
        return
    is_some = total > MOST_AT_ONCE
    key = "log.bulk.first" if is_some else "log.bulk.all"
    st.button(
        page.t(key, count=min(total, MOST_AT_ONCE)),
        key="log.bulk.all",
        icon=":material/done_all:",
        type="tertiary",
        help=page.t("log.bulk.first_tip", total=total) if is_some else None,
        on_click=_choose_all,
        args=(page, kind, wanted),
    )


def _choose_all(page: Page, kind: RecordKind, wanted: LogFilter) -> None:
    select(kind, versions_of(_matching(page, kind, wanted)))
    st.session_state[_BEYOND] = (kind, wanted)


def _is_beyond(kind: RecordKind, wanted: LogFilter) -> bool:
    return bool(st.session_state.get(_BEYOND) == (kind, wanted))


def _matching(page: Page, kind: RecordKind, wanted: LogFilter) -> pd.DataFrame:
    return cached.matching(page.db, Asked(kind, wanted, order(kind)))
