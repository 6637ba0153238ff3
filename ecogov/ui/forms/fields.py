"""Inputs of a form, by the name of the field: label, key and what stands in it at first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

import streamlit as st

from ecogov.i18n.translator import Translator

_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)
_LINES: Final = 98
"""Height of three lines, in pixels; the reader pulls for more."""

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """Draws the inputs of one form.

    Nothing here limits what may be typed: drafts refuse, in the reader's language.

    Parameters
    ----------
    t : Translator
        The reader's language; labels stand under ``<kind>.<field>``.
    kind : str
        Kind of the record.
    key : str
        Beginning of every widget key.
    stored : Mapping[str, Any]
        What stands in the fields at first; empty for a new record.
    """

    t: Translator
    kind: str
    key: str
    stored: Mapping[str, Any]

    def label(self, name: str) -> str:
        """Name a field as people read it."""
        return self.t(f"{self.kind}.{name}")

    def text(self, name: str, *, placeholder: str = "", note: str | None = None) -> str:
        """Draw a line of text."""
        return st.text_input(
            self.label(name),
            self.stored.get(name) or "",
            key=f"{self.key}.{name}",
            placeholder=placeholder,
            help=note,
        )

    def names(self) -> dict[str, str]:
        """Draw both names, the reader's language first."""
        order = ("name_zh", "name_en") if self.t.language == "zh-Hans" else ("name_en", "name_zh")
        return {name: self.text(name) for name in order}

    def lines(self, name: str, *, placeholder: str = "") -> str:
        """Draw a text of many lines."""
        return st.text_area(
            self.label(name),
            self.stored.get(name) or "",
            key=f"{self.key}.{name}",
            placeholder=placeholder,
            height=_LINES,
        )

    def person(self, name: str, people: Sequence[str], *, placeholder: str = "") -> str:
        """Draw a name: one of `people`, or any other that is typed in."""
        standing = self.stored.get(name) or None
        offered = list(dict.fromkeys([*([standing] if standing else []), *people]))
        picked = st.selectbox(
            self.label(name),
            offered,
            index=0 if standing else None,
            key=f"{self.key}.{name}",
            placeholder=placeholder,
            accept_new_options=True,
        )
        return picked or ""

    def day(
        self,
        name: str,
        default: date | None = None,
        *,
        span: tuple[date, date] = (_FIRST_DAY, _LAST_DAY),
        note: str | None = None,
        is_locked: bool = False,
    ) -> date | None:
        """Draw a day, perhaps none."""
        day: date | None = st.date_input(
            self.label(name),
            self.stored.get(name, default),
            min_value=span[0],
            max_value=span[1],
            format="YYYY-MM-DD",
            key=f"{self.key}.{name}",
            help=note,
            disabled=is_locked,
        )
        return day

    def whole(self, name: str, *, placeholder: str = "") -> int | None:
        """Draw a whole number, perhaps none."""
        return st.number_input(
            self.label(name),
            value=self.stored.get(name),
            step=1,
            format="%d",
            key=f"{self.key}.{name}",
            placeholder=placeholder,
        )

    def number(self, name: str, *, label: str | None = None) -> float | None:
        """Draw a number with any decimals, perhaps none."""
        standing = self.stored.get(name)
        return st.number_input(
            label or self.label(name),
            value=None if standing is None else float(standing),
            step=None,
            format="%.10g",
            key=f"{self.key}.{name}",
        )

    def perhaps(
        self,
        name: str,
        options: Sequence[Any],
        shown: Callable[[Any], str],
        *,
        placeholder: str = "",
    ) -> Any:  # noqa: ANN401 - one of the options, whatever they are
        """Draw a searchable choice that may stay open."""
        standing = self.stored.get(name)
        known = standing is None or standing in options
        offered = list(options) if known else [*options, standing]
        return st.selectbox(
            self.label(name),
            offered,
            index=None if standing is None else offered.index(standing),
            format_func=shown,
            key=f"{self.key}.{name}",
            placeholder=placeholder,
        )

    def segments(
        self, name: str, options: Sequence[str], *, default: str | None = None
    ) -> str | None:
        """Draw a choice of few codes side by side; with a `default` it cannot stay open."""
        picked: str | None = st.segmented_control(
            self.label(name),
            list(options),
            default=self.stored.get(name) or default,
            required=default is not None,
            format_func=lambda code: self.t(f"{self.kind}.{name}.{code}"),
            key=f"{self.key}.{name}",
            wrap=True,
        )
        return picked

    def choice(
        self,
        name: str,
        options: Sequence[Any],
        shown: Callable[[Any], str],
        *,
        default: object = None,
        note: str | None = None,
    ) -> Any:  # noqa: ANN401 - one of the options, whatever they are
        """Draw a searchable choice; what was stored stays on offer, whatever the options are."""
        standing = self.stored.get(name, default)
        offered = list(dict.fromkeys([*options, standing])) if standing else list(options)
        return st.selectbox(
            self.label(name),
            offered,
            index=offered.index(standing) if standing in offered else 0,
            format_func=shown,
            key=f"{self.key}.{name}",
            help=note,
        )

    def word(
        self,
        name: str,
        kinds: type[ChoiceT],
        *,
        default: ChoiceT | None = None,
        note: str | None = None,
    ) -> ChoiceT:
        """Draw a choice among the values of an enumeration, named ``<kind>.<field>.<value>``."""
        standing = self.stored.get(name, default)
        first = kinds(standing) if standing else next(iter(kinds))
        picked: ChoiceT = self.choice(
            name,
            tuple(kinds),
            lambda value: self.t(f"{self.kind}.{name}.{value.value}"),
            default=first,
            note=note,
        )
        return picked

    def switch(self, name: str) -> bool:
        """Draw a yes or no."""
        return st.checkbox(self.label(name), bool(self.stored.get(name)), key=f"{self.key}.{name}")
