"""What of the risks is looked at; the link holds it: ``?view=map&stage=target&nature=threat``."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from ecogov.domain.risks.score_history import Step
from ecogov.domain.risks.simulation import Side
from ecogov.domain.risks.words import Nature, Stage
from ecogov.ui.log.place import ask, asked
from ecogov.ui.log.questions import CELL, UNSCORED, one

VIEW: Final = "view"
STAGE: Final = "stage"
NATURE: Final = "nature"
STEP: Final = "step"
SIDE: Final = "side"
CURRENCY: Final = "currency"

LIST: Final = "list"
MAP: Final = "map"
TREND: Final = "trend"
COST: Final = "cost"
VIEWS: Final = (LIST, MAP, TREND, COST)

STEPS: Final[tuple[Step, ...]] = ("week", "month")
SIDES: Final = (Side.THREATS, Side.NET)
_PLACES_ON_MAP: Final = (CELL, UNSCORED)


def view() -> str:
    """Tell how risks are looked at; as a list where the link does not say."""
    return one(VIEW, VIEWS, LIST)


def stage() -> Stage:
    """Tell whose levels the map shows; as things stand where the link does not say."""
    return Stage(one(STAGE, tuple(Stage), Stage.CURRENT))


def nature() -> Nature:
    """Tell whether threats or opportunities are looked at; threats where the link does not say."""
    return Nature(one(NATURE, tuple(Nature), Nature.THREAT))


def step(default: Step) -> Step:
    """Tell which periods the trend has."""
    told = one(STEP, STEPS, default)
    return "month" if told == "month" else "week"


def side() -> Side:
    """Tell whose cost is drawn: that of the threats where the link does not say."""
    return Side(one(SIDE, SIDES, Side.THREATS))


def currency(known: Sequence[str]) -> str:
    """Tell in which currency costs are added up; in the first where the link does not say."""
    return next((code for code in asked(CURRENCY) if code in known), known[0])


def switch(label: str, name: str, words: Mapping[str, str], chosen: str) -> None:
    """Draw a choice of few, side by side; what is picked goes into the link."""
    key = f"log.risks.{name}"
    st.session_state[key] = str(chosen)  # a plain one: no member of an enumeration
    st.segmented_control(
        label,
        list(words),
        format_func=lambda code: words[code],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_picked,
        args=(name, key),
    )


def pick_cell(cell: tuple[int, int] | None) -> None:
    """Narrow the list under the map to a cell, or to none."""
    told = [] if cell is None else [f"{stage()}-{cell[0]}-{cell[1]}"]
    ask(UNSCORED, ())
    ask(NATURE, [nature()])
    ask(CELL, told)


def pick_unscored() -> None:
    """Narrow the list under the map to what lies in no cell."""
    ask(CELL, ())
    ask(NATURE, [nature()])
    ask(UNSCORED, [stage()])


def look_at(view: str) -> None:
    """Look at the risks in another way."""
    ask(VIEW, [] if view == LIST else [view])


def _picked(name: str, key: str) -> None:
    value = st.session_state[key]
    if name == VIEW:
        look_at(value)
        return
    if name in {STAGE, NATURE}:
        for place in _PLACES_ON_MAP:
            ask(place, ())
    ask(name, [value])
