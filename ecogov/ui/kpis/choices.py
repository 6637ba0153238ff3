"""What is chosen on the KPI page: it lives in the link alone, as codes of no language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.kpi.questions import PERIODS
from ecogov.i18n.translator import Translator
from ecogov.services.kpis import Slice
from ecogov.ui.kpis.options import FILTERS, Options

METRIC: Final = "metric"
STEP: Final = "step"
BY: Final = "by"
ROWS: Final = "rows"

DIMENSIONS: Final = ("project", "vendor", "queue", "locale", "annotator", "label")
ALL_ROWS: Final = "*"
"""Value of `ROWS` that opens the whole figure; any other is one slice of the breakdown."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the link asks for; None or empty where it leaves the choice to the page."""

    vendors: tuple[str, ...]
    queues: tuple[str, ...]
    locales: tuple[str, ...]
    metric: str | None
    step: str | None
    by: str | None

    @property
    def has_filters(self) -> bool:
        """Whether less than everything is shown."""
        return bool(self.vendors or self.queues or self.locales)

    def narrowed(self, project_ids: tuple[int, ...], options: Options) -> Slice:
        """Give the slice that the filters leave of some projects."""
        return Slice(
            project_ids,
            vendor_ids=_keys(options, "vendor", self.vendors),
            queue_ids=_keys(options, "queue", self.queues),
            locales=self.locales,
        )


def choices_in_link(t: Translator, options: Options, *, of_many_projects: bool) -> Choices:
    """Read the link; what it asks for in vain is said, and taken out of it."""
    notes: list[str] = []
    known = {name: tuple(options[name]) for name in FILTERS}
    known |= {METRIC: tuple(METRICS), STEP: PERIODS}
    known[BY] = DIMENSIONS if of_many_projects else DIMENSIONS[1:]
    asked = {name: _asked(t, name, values, notes) for name, values in known.items()}
    if notes:
        st.warning("  \n".join(notes), icon=":material/link_off:")
    one = {name: next(iter(asked[name]), None) for name in (METRIC, STEP, BY)}
    vendors, queues, locales = (asked[name] for name in FILTERS)
    return Choices(vendors, queues, locales, one[METRIC], one[STEP], one[BY])


def opened_rows() -> str | None:
    """Tell what the link opens: `ALL_ROWS`, one slice's code, or nothing."""
    return st.query_params.get(ROWS)


def open_rows(key: str | None) -> None:
    """Open the rows of a slice of the breakdown in the link, or close them."""
    _write(ROWS, [] if key is None else [key])


def choose(name: str, value: str) -> None:
    """Write a choice into the link; slices of another breakdown or KPI are closed."""
    _write(name, [value])
    open_rows(None)


def clear_filters() -> None:
    """Take all filters out of the link."""
    for name in FILTERS:
        _write(name, [])


def picker(name: str) -> Callable[[], None]:
    """Make the callback of the widget ``kpi.<name>``: the link follows what is picked."""

    def picked() -> None:
        value = st.session_state[f"kpi.{name}"]
        if isinstance(value, list):
            _write(name, value)
            open_rows(None)
        elif value is not None:
            choose(name, value)

    return picked


def _write(name: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = list(values) if len(values) > 1 else values[0]
    elif name in st.query_params:
        del st.query_params[name]


def _asked(t: Translator, name: str, known: Sequence[str], notes: list[str]) -> tuple[str, ...]:
    """Read one parameter; values in vain go into `notes` and out of the link."""
    asked = tuple(dict.fromkeys(st.query_params.get_all(name)))
    good = tuple(value for value in asked if value in known)
    if good != asked:
        _write(name, good)
        bad = t("value.list_separator").join(value for value in asked if value not in known)
        notes.append(t("kpi.unknown_in_link", name=t(f"kpi.link.{name}"), values=_literal(bad)))
    return good


def _literal(text: str) -> str:
    """Show what somebody put into a link as it is: no Markdown in it counts."""
    return f"`{text.replace('`', ' ')}`"


def _keys(options: Options, name: str, codes: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(key) for code in codes for key in options[name][code].keys)
