"""The cards: the open one with its picture, and the list that is counted down."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import AnomalyStatus, is_new_since
from ecogov.domain.anomalies.watched import WATCHED
from ecogov.domain.errors import NotFoundError
from ecogov.i18n import formats
from ecogov.i18n.anomaly_cards import Reader, short
from ecogov.ui.literal import literal
from ecogov.ui.log.paging import page_turner
from ecogov.ui.log.place import PAGE
from ecogov.ui.log.questions import today
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.card import card
from ecogov.ui.standup.empty import nothing_found, nothing_left
from ecogov.ui.standup.place import METRIC, SHOW, choose, open_card, opened, wanted
from ecogov.ui.standup.verbs import Turn

_PER_PAGE: Final = 25
_SHOW_WIDGET: Final = "standup.show"
_METRIC_WIDGET: Final = "standup.metric"
_ICONS: Final = {
    AnomalyStatus.NEW: ":material/priority_high:",
    AnomalyStatus.ACKNOWLEDGED: ":material/visibility:",
    AnomalyStatus.ASSIGNED: ":material/person:",
    AnomalyStatus.SNOOZED: ":material/snooze:",
    AnomalyStatus.DISMISSED: ":material/do_not_disturb_on:",
    AnomalyStatus.PLANNED: ":material/event_available:",
    AnomalyStatus.CONVERTED: ":material/output:",
    AnomalyStatus.CLOSED: ":material/check:",
}


def deck(page: Page) -> None:
    """Draw the open card and beside it the others; on a phone below it."""
    asked, day = wanted(page), today(page)
    found = reads.cards(page.db, asked, day)
    chosen = opened()
    _filters(page, asked)
    if found.empty and chosen is None:
        if asked == AnomalyFilter(project_id=asked.project_id):
            nothing_found(page)
        else:
            nothing_left(page)
        return
    turn = Turn.of(chosen, [int(number) for number in found["id"]])
    _counted(page, found)
    with st.container(key="standup-split", horizontal=True, gap="medium"):
        with st.container(key="standup-card"):
            _opened(page, turn)
        with st.container(key="standup-list"):
            _list(page, asked, found, turn)


def _opened(page: Page, turn: Turn) -> None:
    if turn.card_id is None:
        return
    try:
        found, names = reads.card(page.db, turn.card_id, today(page))
    except NotFoundError:
        st.warning(page.t("standup.gone"), icon=":material/link_off:")
        st.button(page.t("standup.first"), key="standup.first", on_click=open_card, args=(None,))
        return
    card(page, found, names, turn)


def _filters(page: Page, asked: AnomalyFilter) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.session_state[_SHOW_WIDGET] = asked.shown.value
        st.segmented_control(
            t("standup.show"),
            [shown.value for shown in Shown],
            format_func=lambda name: t(f"standup.show.{name}"),
            key=_SHOW_WIDGET,
            required=True,
            label_visibility="collapsed",
            on_change=_shown,
        )
        st.session_state[_METRIC_WIDGET] = asked.metric or None
        st.selectbox(
            t("anomaly.metric"),
            list(WATCHED),
            format_func=lambda code: t(f"metric.{code}"),
            key=_METRIC_WIDGET,
            placeholder=t("standup.every_metric"),
            label_visibility="collapsed",
            on_change=_measured,
            width=240,
        )


def _shown() -> None:
    asked = st.session_state[_SHOW_WIDGET]
    choose(SHOW, None if asked == Shown.OPEN.value else asked)


def _measured() -> None:
    choose(METRIC, st.session_state[_METRIC_WIDGET])


def _counted(page: Page, found: pd.DataFrame) -> None:
    """Say how many are left to look at, and how many came since the last stand-up."""
    t = page.t
    since = reads.standups(page.db, wanted(page).project_id).since
    is_new = found["status"] == AnomalyStatus.NEW
    fresh = [is_new_since(at, since) for at in found.loc[is_new, "found_at"]]
    told = [t("standup.left", count=int(is_new.sum()))]
    if since is not None:
        moment = formats.moment(t, since, page.timezone)
        told.append(t("standup.fresh", count=sum(fresh), since=moment))
    st.markdown(t("anomaly.card.place_separator").join(told))


def _list(page: Page, asked: AnomalyFilter, found: pd.DataFrame, turn: Turn) -> None:
    pages = -(-len(found) // _PER_PAGE)
    number = min(_page_number(), max(pages, 1))
    shown = found.iloc[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    names = reads.names(page.db, asked, today(page))
    language = page.t.language
    reader = Reader(page.t, lambda dimension, key: names.name(dimension, key, language))
    for row in shown.to_dict("records"):
        _row(page, {str(name): value for name, value in row.items()}, reader, turn)
    page_turner(pages, number)


def _page_number() -> int:
    asked = st.query_params.get(PAGE, "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1  # noqa: PLR2004 - digits


def _row(page: Page, row: dict[str, Any], reader: Reader, turn: Turn) -> None:
    t = page.t
    is_open = row["id"] == turn.card_id
    code = "" if page.scope.project else f"{row['project_code']} "
    days = formats.days(t, row["first_day"], row["last_day"])
    label = f"**{code}AN-{row['number']}** {literal(short(reader, row))}  \n:gray[{days}]"
    place = "open-" if is_open else ""
    with st.container(key=f"standup-row-{place}{row['id']}"):
        st.button(
            label,
            key=f"standup.open.{row['id']}",
            icon=_ICONS[AnomalyStatus(row["status"])],
            type="tertiary",
            help=t(f"anomaly.status.{row['status']}"),
            on_click=open_card,
            args=(int(row["id"]),),
        )
