"""What the link of the page asks for: ``?state=late&owner=Lin&type=gate&committed=1``."""

from typing import Final, NamedTuple

import streamlit as st

from ecogov.domain.log.milestones import MilestoneType
from ecogov.domain.schedule.figures import Standing
from ecogov.ui.log.place import asked
from ecogov.ui.log.questions import NOTHING, OWNER, one

STATE: Final = "state"
TYPE: Final = "type"
COMMITTED: Final = "committed"
VIEW: Final = "view"
LINE: Final = "line"
FILTERS: Final = (STATE, OWNER, TYPE, COMMITTED)

TIMELINE: Final = "timeline"
TREND: Final = "trend"
VIEWS: Final = (TIMELINE, TREND)
STATES: Final = tuple(which.value for which in Standing)
TYPES: Final = (*(code.value for code in MilestoneType), NOTHING)


class Wanted(NamedTuple):
    """Which milestones of a plan a person looks at; hashable, so that caches key on it.

    Empty `owners` and `types` let everything through; the empty text among them stands for
    milestones that have none.
    """

    standing: Standing = Standing.OPEN
    owners: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    is_committed: bool = False


def wanted() -> Wanted:
    """Give what the link asks for."""
    return Wanted(
        Standing(one(STATE, STATES, Standing.OPEN.value)),
        tuple("" if name == NOTHING else name for name in asked(OWNER)),
        tuple("" if code == NOTHING else code for code in asked(TYPE) if code in TYPES),
        COMMITTED in st.query_params,
    )


def view() -> str:
    """Tell which picture the link asks for."""
    return one(VIEW, VIEWS, TIMELINE)


def lines() -> tuple[int, ...]:
    """Give the ids of the milestones whose trend the link asks for."""
    return tuple(int(told) for told in asked(LINE) if told.isdecimal() and len(told) < 12)  # noqa: PLR2004 - digits
