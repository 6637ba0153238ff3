"""The project and the period of a session: chosen once, kept across pages and in the link.

The choice lives in the session; widgets and the link follow it. A link that says something else
than the session was opened or reached by the back button, so it wins.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.scope import DEFAULT_PERIOD, PERIODS, custom_period, days_of
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.ui.language import LANGUAGE, chosen_language

PROJECT: Final = "project"
PERIOD: Final = "period"

_CHOSEN_PROJECT: Final = "scope.project"
_CHOSEN_PERIOD: Final = "scope.period"
_PROJECT_WIDGET: Final = "shell.project"
_PERIOD_WIDGET: Final = "shell.period"
_DAYS_WIDGET: Final = "shell.days"
_CUSTOM: Final = "custom"
_ALL: Final = ""
_ANY_DAY: Final = date(2000, 1, 1)  # where only the shape of a period matters


def chosen_project() -> str | None:
    """Tell the code of the chosen project; None means all."""
    code: str | None = st.session_state.get(_CHOSEN_PROJECT)
    return code


def chosen_period() -> str:
    """Tell the code of the chosen period."""
    code: str = st.session_state.get(_CHOSEN_PERIOD, DEFAULT_PERIOD)
    return code


def choose_period(period: str) -> None:
    """Look at another period from now on, as if it were picked; for buttons on pages."""
    st.session_state[_CHOSEN_PERIOD] = period
    update_link()


def in_link() -> dict[str, str]:
    """Give the choices as query parameters; no project means all of them."""
    told = {PROJECT: chosen_project(), PERIOD: chosen_period(), LANGUAGE: chosen_language()}
    return {name: value for name, value in told.items() if value}


def adopt_link(t: Translator, codes: Sequence[str]) -> list[str]:
    """Take over what the link asks for; answer what could not be taken over, as sentences."""
    query = st.query_params
    notes = []
    if _CHOSEN_PROJECT not in st.session_state:
        st.session_state[_CHOSEN_PROJECT] = codes[0] if len(codes) == 1 else None
    if PROJECT in query or PERIOD in query:
        wanted = query.get(PROJECT)
        known = wanted is None or wanted in codes
        st.session_state[_CHOSEN_PROJECT] = wanted if known else None
        notes += [] if known else [t("shell.unknown_project", code=str(wanted))]
    elif chosen_project() not in codes:
        st.session_state[_CHOSEN_PROJECT] = None
    if PERIOD in query and not _adopt_period(query[PERIOD]):
        notes.append(t("shell.unknown_period", period=_period_label(t, chosen_period())))
    return notes


def update_link() -> None:
    """Write the choice into the link, in one step.

    Also where it says so already: a link to the page that is open changes what the script reads
    and not the address that the browser shows. Saying the same again adds nothing to its history.
    """
    query = st.query_params
    ours = (PROJECT, PERIOD, LANGUAGE)
    wanted = in_link()
    if {name: query[name] for name in ours if name in query} == wanted:
        query.from_dict({name: query.get_all(name) for name in query})
        return
    others = {name: query.get_all(name) for name in query if name not in ours}
    query.from_dict({**others, **wanted})


def project_picker(t: Translator, projects: pd.DataFrame) -> None:
    """Draw the choice of the project, all of them first.

    `projects` has the columns ``code`` and ``name`` (in the reader's language).
    """
    names = dict(zip(projects["code"], projects["name"], strict=True))
    st.session_state[_PROJECT_WIDGET] = chosen_project() or _ALL
    st.selectbox(
        t("shell.project"),
        [_ALL, *names],
        format_func=lambda code: (
            t("shell.project_option", code=code, name=names[code])
            if code in names
            else t("shell.all_projects")
        ),
        key=_PROJECT_WIDGET,
        on_change=_project_picked,
        label_visibility="collapsed",
        icon=":material/folder_open:",
        width=250,
    )


def period_picker(t: Translator, today: date) -> None:
    """Draw the choice of the period, and of its days where it has no name."""
    period = chosen_period()
    is_custom = period not in PERIODS
    st.session_state[_PERIOD_WIDGET] = _CUSTOM if is_custom else period
    st.selectbox(
        t("shell.period"),
        [*PERIODS, _CUSTOM],
        format_func=lambda code: t(f"period.{code}"),
        key=_PERIOD_WIDGET,
        on_change=_period_picked,
        args=(today,),
        label_visibility="collapsed",
        icon=":material/date_range:",
        width=165,
    )
    if is_custom:
        st.session_state[_DAYS_WIDGET] = days_of(period, today)
        st.date_input(
            t("period.days"),
            key=_DAYS_WIDGET,
            on_change=_days_picked,
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=225,
        )


def _adopt_period(period: str) -> bool:
    try:
        days_of(period, _ANY_DAY)
    except DomainError:
        return False
    st.session_state[_CHOSEN_PERIOD] = period
    return True


def _period_label(t: Translator, period: str) -> str:
    if period in PERIODS:
        return t(f"period.{period}")
    return formats.days(t, *days_of(period, _ANY_DAY))


def _project_picked() -> None:
    st.session_state[_CHOSEN_PROJECT] = st.session_state[_PROJECT_WIDGET] or None
    update_link()


def _period_picked(today: date) -> None:
    picked = st.session_state[_PERIOD_WIDGET]
    if picked == _CUSTOM:
        first, last = days_of(chosen_period(), today)
        default_first, default_last = days_of(DEFAULT_PERIOD, today)
        picked = custom_period(first or default_first or today, last or default_last or today)
    st.session_state[_CHOSEN_PERIOD] = picked
    update_link()


def _days_picked() -> None:
    days = st.session_state[_DAYS_WIDGET]
    if len(days) == 2:  # noqa: PLR2004 - one day only is a choice half made
        st.session_state[_CHOSEN_PERIOD] = custom_period(*days)
        update_link()
