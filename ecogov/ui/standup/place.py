"""Where in the stand-up a person is; the link alone knows: ``?view=cards&show=open&card=12``."""

from typing import Final

import streamlit as st

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.watched import WATCHED
from ecogov.ui.log.place import PAGE, project_id
from ecogov.ui.page import Page

VIEW: Final = "view"
SHOW: Final = "show"
METRIC: Final = "metric"
CARD: Final = "card"

CARDS, RULES, MINUTES, TRUST, ALARMS = "cards", "rules", "minutes", "trust", "alarms"
VIEWS: Final = (CARDS, RULES, MINUTES, TRUST, ALARMS)
_LONGEST_ID: Final = 12


def view() -> str:
    """Tell which part of the page the link asks for."""
    asked = st.query_params.get(VIEW, CARDS)
    return asked if asked in VIEWS else CARDS


def wanted(page: Page) -> AnomalyFilter:
    """Tell which cards the link asks for."""
    shown, metric = st.query_params.get(SHOW, ""), st.query_params.get(METRIC, "")
    return AnomalyFilter(
        project_id=project_id(page),
        shown=Shown(shown) if shown in set(Shown) else Shown.OPEN,
        metric=metric if metric in WATCHED else "",
    )


def opened() -> int | None:
    """Tell the id of the card that the link opens."""
    asked = st.query_params.get(CARD, "")
    return int(asked) if asked.isdecimal() and len(asked) < _LONGEST_ID else None


def open_card(card_id: int | None) -> None:
    """Open a card; None leaves the choice to the list."""
    if card_id is None:
        st.query_params.pop(CARD, None)
    else:
        st.query_params[CARD] = str(card_id)


def choose(name: str, value: str | None) -> None:
    """Write a choice into the link; the list begins anew."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
    for left_behind in (CARD, PAGE):
        st.query_params.pop(left_behind, None)
