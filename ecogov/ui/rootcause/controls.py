"""The KPI and the two periods above everything else; what is picked stands in the link."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

import streamlit as st

from ecogov.domain.rootcause.questions import EXPLAINED, Period
from ecogov.ui.page import Page
from ecogov.ui.rootcause.choices import AFTER, BEFORE, METRIC, choose, picker

_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
_COMPARED: Final = {"week_month": (7, 28), "month_month": (28, 28), "day_month": (1, 28)}
"""Days after and before, by name, that end on the last day looked at."""


class Change(NamedTuple):
    """A KPI and the two periods that are compared."""

    metric: str
    before: Period
    after: Period


def controls(page: Page, change: Change) -> None:
    """Draw the choice of the KPI and of both periods."""
    t = page.t
    with st.container(
        key="rootcause-bar", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        st.session_state["rootcause.metric"] = change.metric
        st.selectbox(
            t("rootcause.metric"),
            EXPLAINED,
            format_func=lambda code: t(f"metric.{code}"),
            key="rootcause.metric",
            on_change=picker(METRIC),
            width=250,
        )
        for name, period in ((BEFORE, change.before), (AFTER, change.after)):
            key = f"rootcause.{name}"
            st.session_state[key] = (period.first, period.last)
            st.date_input(
                t(f"rootcause.days.{name}"),
                key=key,
                min_value=_FIRST_DAY,
                max_value=_LAST_DAY,
                on_change=_days_picked(name),
                format="YYYY-MM-DD",
                width=225,
            )
        picked = st.menu_button(
            t("rootcause.compare"),
            list(_COMPARED),
            format_func=lambda name: t(f"rootcause.compare.{name}"),
            key="rootcause.compare",
            icon=":material/compare_arrows:",
        )
    if picked is not None:
        _compare(change, *_COMPARED[picked])


def _days_picked(name: str) -> Callable[[], None]:
    def picked() -> None:
        days = st.session_state[f"rootcause.{name}"]
        if len(days) == 2:  # noqa: PLR2004 - one day only is a choice half made
            choose(name, str(Period(*days)))

    return picked


def _compare(change: Change, days: int, against: int) -> None:
    last = max(change.after.last, change.before.last)
    after = Period(last - timedelta(days=days - 1), last)
    choose(METRIC, change.metric)
    choose(AFTER, str(after))
    choose(BEFORE, str(after.right_before(against)))
    st.rerun()
