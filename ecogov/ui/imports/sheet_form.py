"""Columns of a production sheet and what they mean: suggested, corrected once, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from ecogov.i18n.translator import Translator
from ecogov.readers.canonical import ColumnMapping
from ecogov.readers.formats.production_headings import FIELDS
from ecogov.ui.imports.batch import Waiting
from ecogov.ui.imports.wording import bare, column_name, escaped

_SAMPLES: Final = 3
_UNITS: Final = ("hours", "minutes", "seconds")
_DATE_FORMATS: Final = ("YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYYMMDD")
_WIDTHS: Final = (2, 3, 3)
_NOTHING: Final = ""


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading of the file: where, what stands below it, what it means."""

    place: int
    heading: str
    cells: str
    field: str


def sheet_form(t: Translator, file: Waiting) -> None:
    """Draw one line per heading: its name, its first cells, what it means."""
    sheet, meaning = file.sheet, file.meaning()
    if sheet is None or meaning is None:
        return
    is_remembered = sheet.is_saved and file.mapping is None
    st.caption(t("import.sheet.remembered" if is_remembered else "import.sheet.intro"))
    taken = {heading: field for field, heading in meaning.columns.items()}
    with st.container(gap="xxsmall"):
        for place, heading in enumerate(sheet.columns):
            cells = _first_cells(sheet.rows, place)
            _line(t, file, _Column(place, heading, cells, taken.get(heading, _NOTHING)))
    with st.container(horizontal=True):
        _unit_picker(t, file, meaning)
        _date_picker(t, file, meaning)


def _line(t: Translator, file: Waiting, column: _Column) -> None:
    key = f"imports.{file.key}.column.{column.place}"
    st.session_state[key] = column.field
    name, cells, means = st.columns(_WIDTHS, vertical_alignment="center")
    name.markdown(f"**{escaped(column.heading)}**")
    cells.caption(escaped(column.cells))
    means.selectbox(
        t("import.sheet.means", heading=bare(column.heading)),
        [_NOTHING, *FIELDS],
        format_func=lambda code: column_name(t, code) if code else t("import.sheet.unused"),
        key=key,
        label_visibility="collapsed",
        on_change=_say_field,
        args=(file, column.heading, key),
    )


def _first_cells(rows: Sequence[Sequence[str]], place: int) -> str:
    cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
    return " · ".join(list(dict.fromkeys(cells))[:_SAMPLES])


def _unit_picker(t: Translator, file: Waiting, meaning: ColumnMapping) -> None:
    if "hours" not in meaning.columns:
        return
    key = f"imports.{file.key}.unit"
    st.session_state[key] = meaning.hours_unit
    st.selectbox(
        t("import.sheet.unit"),
        _UNITS,
        format_func=lambda unit: t(f"import.sheet.unit.{unit}"),
        key=key,
        width=220,
        on_change=_say_unit,
        args=(file, key),
    )


def _date_picker(t: Translator, file: Waiting, meaning: ColumnMapping) -> None:
    key = f"imports.{file.key}.dates"
    current = meaning.date_format
    st.session_state[key] = current
    st.selectbox(
        t("import.sheet.dates"),
        list(dict.fromkeys([*_DATE_FORMATS, *([current] if current else [])])),
        key=key,
        index=None,
        accept_new_options=True,
        placeholder=t("import.sheet.dates_found"),
        help=t("import.sheet.dates_help"),
        width=260,
        on_change=_say_dates,
        args=(file, key),
    )


def _say_field(file: Waiting, heading: str, key: str) -> None:
    """Take a heading's new meaning; the heading that had it before loses it."""
    meaning = file.meaning()
    if meaning is None:
        return
    field = st.session_state[key]
    others = {
        other: column
        for other, column in meaning.columns.items()
        if column != heading and other != field
    }
    columns = {**others, field: heading} if field else others
    _mean(file, ColumnMapping(columns, meaning.date_format, meaning.hours_unit))


def _say_unit(file: Waiting, key: str) -> None:
    if meaning := file.meaning():
        columns, dates = meaning.columns, meaning.date_format
        _mean(file, ColumnMapping(columns, dates, st.session_state[key]))


def _say_dates(file: Waiting, key: str) -> None:
    if meaning := file.meaning():
        layout = (st.session_state[key] or "").strip() or None
        _mean(file, ColumnMapping(meaning.columns, layout, meaning.hours_unit))


def _mean(file: Waiting, mapping: ColumnMapping) -> None:
    file.mapping = mapping
    file.forget()
