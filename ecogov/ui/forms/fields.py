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

    def day(self, name: str, default: date | None = None) -> date | None:
        """Draw a day, perhaps none."""
        day: date | None = st.date_input(
            self.label(name),
            self.stored.get(name, default),
            min_value=_FIRST_DAY,
            max_value=_LAST_DAY,
            format="YYYY-MM-DD",
            key=f"{self.key}.{name}",
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
