"""What is chosen on the root cause page: it lives in the link alone, as codes of no language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from ecogov.domain.control_charts.limits import ChartKind
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.errors import DomainError
from ecogov.domain.rootcause.questions import DIMENSIONS, EXPLAINED, Period
from ecogov.i18n.translator import Translator
from ecogov.ui.literal import literal

METRIC: Final = "metric"
BEFORE: Final = "before"
AFTER: Final = "after"
CUT: Final = "cut"
ALONG: Final = "along"
SHOW: Final = "show"
VIEW: Final = "view"
ROWS: Final = "rows"
KIND: Final = "chart"
RULES: Final = "rules"

VIEWS: Final = ("causes", "chart")
SHOWN: Final = ("waterfall", "pareto", "table")
ALL_ROWS: Final = "*"
"""Value of `ROWS` that opens everything after; any other are values as ``vendor:KERLIP``."""

_KNOWN: Final[Mapping[str, Sequence[str]]] = {
    METRIC: EXPLAINED,
    CUT: DIMENSIONS,
    ALONG: DIMENSIONS,
    SHOW: SHOWN,
    VIEW: VIEWS,
    KIND: tuple(kind.value for kind in ChartKind),
    RULES: tuple(rules.value for rules in RuleSet),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link asks for; None or empty where it leaves the choice to the page."""

    metric: str | None
    before: Period | None
    after: Period | None
    cut: tuple[str, ...]
    along: str | None
    show: str
    view: str
    kind: ChartKind | None
    rules: RuleSet


def asked(t: Translator) -> Asked:
    """Read the link; what it asks for in vain is said, and taken out of it."""
    notes: list[str] = []
    told = {name: _codes(t, name, known, notes) for name, known in _KNOWN.items()}
    periods = {name: _period(t, name, notes) for name in (BEFORE, AFTER)}
    if notes:
        st.warning("  \n".join(notes), icon=":material/link_off:")
    one = {name: next(iter(values), None) for name, values in told.items()}
    return Asked(
        one[METRIC],
        periods[BEFORE],
        periods[AFTER],
        told[CUT],
        one[ALONG],
        one[SHOW] or SHOWN[0],
        one[VIEW] or VIEWS[0],
        ChartKind(one[KIND]) if one[KIND] else None,
        RuleSet(one[RULES] or RuleSet.NELSON),
    )


def choose(name: str, *values: str) -> None:
    """Write a choice into the link; rows that are open belong to another question then."""
    write(name, values)
    if name in {METRIC, BEFORE, AFTER, CUT}:
        write(ROWS, ())
    if name in {METRIC, CUT}:
        write(ALONG, ())


def write(name: str, values: Sequence[str]) -> None:
    """Put values into the link, or take the parameter out of it."""
    if values:
        st.query_params[name] = list(values) if len(values) > 1 else values[0]
    elif name in st.query_params:
        del st.query_params[name]


def picker(name: str) -> Callable[[], None]:
    """Make the callback of the widget ``rootcause.<name>``: the link follows what is picked."""

    def picked() -> None:
        value = st.session_state[f"rootcause.{name}"]
        if isinstance(value, list):
            choose(name, *value)
        elif value is not None:
            choose(name, value)

    return picked


def opened_rows() -> dict[str, str] | None:
    """Tell which rows the link opens: values by dimension, none for all, None for no rows."""
    told = st.query_params.get_all(ROWS)
    if not told:
        return None
    pairs = (one.partition(":") for one in told if one != ALL_ROWS)
    return {name: code for name, colon, code in pairs if colon and name in DIMENSIONS}


def open_rows(chosen: Mapping[str, str] | None) -> None:
    """Open the rows of a slice in the link, those of all without any value; None closes them."""
    if chosen is None:
        write(ROWS, ())
    else:
        write(ROWS, [f"{name}:{code}" for name, code in chosen.items()] or [ALL_ROWS])


def _codes(t: Translator, name: str, known: Sequence[str], notes: list[str]) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(st.query_params.get_all(name)))
    good = tuple(value for value in told if value in known)
    if good != told:
        write(name, good)
        bad = t("value.list_separator").join(value for value in told if value not in known)
        notes.append(_unknown(t, name, bad))
    return good


def _period(t: Translator, name: str, notes: list[str]) -> Period | None:
    told = st.query_params.get(name)
    if told is None:
        return None
    try:
        return Period.told(told)
    except DomainError:
        write(name, ())
        notes.append(_unknown(t, name, told))
        return None


def _unknown(t: Translator, name: str, value: str) -> str:
    return t("rootcause.unknown_in_link", name=t(f"rootcause.link.{name}"), value=literal(value))
