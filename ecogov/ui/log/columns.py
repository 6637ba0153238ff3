"""The table of a kind: which columns it has, which of them can be edited, and in whose words."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.fields import FIRST_DAY, LAST_DAY, FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.translator import Translator
from ecogov.ui.log import cached
from ecogov.ui.log.levels import PAIRS, band_names, pair_options, pair_words, with_pairs
from ecogov.ui.log.risks.standing import standing_words
from ecogov.ui.page import Page

SELECTED: Final = "selected"
REF: Final = "ref"
LATE: Final = "late"
SCORE: Final = "score"
APPETITE: Final = "appetite"
BAND: Final = "band"
PROJECT: Final = "project_code"
STATUS: Final = "status"
VENDOR: Final = "vendor_id"

OPENS: Final = ":material/right_panel_open: "
"""Stands before a reference, so that it is seen to open something."""

_LAYOUTS: Final = MappingProxyType(
    {
        RecordKind.RISK: "title status score band owner due_on late appetite current inherent"
        " target category response review_on vendor_id",
        RecordKind.MILESTONE: "title status owner forecast_on late baseline_on actual_on"
        " percent_complete type is_committed",
        RecordKind.ISSUE: "title status severity owner due_on late category vendor_id",
        RecordKind.ASSUMPTION: "title status owner due_on late category",
        RecordKind.DEPENDENCY: "title status direction owner due_on late counterpart promised_on"
        " vendor_id",
        RecordKind.DECISION: "title status owner due_on late decider review_on",
        RecordKind.ACTION: "title status owner due_on late carried_over expected_effect vendor_id",
        RecordKind.CHANGE: "title status owner due_on late requester impact_days impact_cost",
        RecordKind.ESCALATION: "title status severity level owner due_on late raised_to vendor_id",
    }
)
_READ_ONLY: Final = frozenset(
    {REF, LATE, SCORE, BAND, APPETITE, PROJECT, "baseline_on", "level", "carried_over"}
)
_TITLE: Final = "title"
WIDTHS: Final = {
    SELECTED: 40, REF: 85, PROJECT: 100, _TITLE: 250, "owner": 115, LATE: 110, SCORE: 60, BAND: 85,
    "status": 100, "due_on": 125, "forecast_on": 120, "severity": 95,
}  # fmt: skip
"""In pixels; up to ``late`` they fill the page on a screen of 1440 pixels."""
_TEXTS: Final = frozenset({Shape.LINE, Shape.NOTE, Shape.PERSON, Shape.CHOICE})
_DTYPES: Final = {
    **dict.fromkeys(_TEXTS, "string"),
    Shape.VENDOR: "Int64",
    Shape.COUNT: "Int64",
    Shape.LEVEL: "Int64",
    Shape.MONEY: "Float64",
    Shape.FLAG: "bool",
}


def column_names(kind: RecordKind, *, of_all_projects: bool) -> list[str]:
    """Give the columns of a kind's table in order."""
    project = [PROJECT] if of_all_projects else []
    return [SELECTED, REF, *project, *_LAYOUTS[kind].split()]


def editable(kind: RecordKind) -> list[str]:
    """Give the columns that can be edited in the table."""
    locked = {STATUS} if KINDS[kind].has_own_verbs else set()
    return [name for name in _LAYOUTS[kind].split() if name not in _READ_ONLY | locked]


def table_frame(
    page: Page, kind: RecordKind, rows: pd.DataFrame, *, selected: Mapping[int, int], today: date
) -> pd.DataFrame:
    """Prepare records for the table; types do not depend on what the rows hold.

    Parameters
    ----------
    page : Page
        Whose language.
    kind : RecordKind
        What the records are.
    rows : DataFrame
        As `ecogov.services.log.reading.list_records` gives it; not modified.
    selected : Mapping[int, int]
        Versions of the ticked records by id.
    today : date
        The day from which lateness counts.

    Returns
    -------
    DataFrame, shape (n_records, n_columns)
        Columns of `column_names`; codes, not words, where the column is a choice.
    """
    names = column_names(kind, of_all_projects=page.scope.project is None)
    told = _scored(page, kind, rows)
    if kind is RecordKind.RISK:
        said = pd.Series(standing_words(page, told), index=told.index, dtype="string")
        told = told.assign(appetite=said)
    late = pd.Series(_lateness(page.t, kind, rows, today), index=rows.index, dtype="string")
    ticked = rows["id"].isin(list(selected))
    told = told.assign(selected=ticked, ref=OPENS + rows["ref"].astype("string"), late=late)
    frame = told[names].reset_index(drop=True)
    for spec in KINDS[kind].fields:
        if spec.name in names:
            frame[spec.name] = typed_column(frame[spec.name], spec)
    return frame.astype(dict.fromkeys({PROJECT, STATUS} & set(names), "string"))


def configuration(page: Page, kind: RecordKind, opener: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give Streamlit's configuration of every column; `opener` is the one with the references."""
    t, columns = page.t, st.column_config
    told: dict[str, Any] = {
        SELECTED: columns.CheckboxColumn(
            "", help=t("log.column.selected"), width=WIDTHS[SELECTED], pinned=True
        ),
        REF: opener,
        PROJECT: columns.TextColumn(t("shell.project"), width=WIDTHS[PROJECT]),
        LATE: columns.TextColumn(t("log.column.late"), width=WIDTHS[LATE]),
        SCORE: columns.NumberColumn(
            t("log.column.score"), width=WIDTHS[SCORE], help=t("log.column.score_tip")
        ),
        BAND: columns.TextColumn(
            t("log.column.band"), width=WIDTHS[BAND], help=t("log.column.band_tip")
        ),
        APPETITE: columns.TextColumn(
            t("log.column.appetite"), width=145, help=t("log.column.appetite_tip")
        ),
        "carried_over": columns.NumberColumn(t("action.carried_over")),
        STATUS: _choice(t, kind, STATUS, KINDS[kind].all_statuses, is_required=True),
    }
    for pair in PAIRS:
        told[pair] = columns.SelectboxColumn(
            t(f"log.column.{pair}"),
            options=pair_options(),
            format_func=lambda pair: pair_words(str(pair)),
            help=t(f"log.column.{pair}_tip"),
            width=95,
        )
    shown = _LAYOUTS[kind].split()
    for spec in KINDS[kind].fields:
        if spec.name in shown and spec.name != STATUS:
            told[spec.name] = field_column(page, kind, spec)
    return told


def is_needed(kind: RecordKind, name: str) -> bool:
    """Tell whether a choice cannot be left empty: it stands at something from the beginning."""
    return KINDS[kind].draft.model_fields[name].default is not None


def field_column(page: Page, kind: RecordKind, spec: FieldSpec) -> Any:  # noqa: ANN401 - Streamlit's own
    """Give Streamlit's configuration of the column of a field."""
    t, columns = page.t, st.column_config
    label, width = t(f"{kind.value}.{spec.name}"), _width(page, spec.name)
    made: Any = columns.TextColumn(
        label, width=width, required=spec.is_required, max_chars=200 if spec.is_required else None
    )
    match spec.shape:
        case Shape.CHOICE:
            made = _choice(t, kind, spec.name, spec.choices, is_required=is_needed(kind, spec.name))
        case Shape.DAY:
            made = columns.DateColumn(
                label,
                format="YYYY-MM-DD",
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                width=width or 120,
            )
        case Shape.VENDOR:
            codes = cached.vendors(page.db)
            made = columns.SelectboxColumn(
                label, options=list(codes), format_func=lambda one: codes[int(one)], width=110
            )
        case Shape.FLAG:
            made = columns.CheckboxColumn(label, width=width)
        case Shape.COUNT | Shape.LEVEL:
            made = columns.NumberColumn(label, step=1, width=width)
        case Shape.MONEY:
            made = columns.NumberColumn(label, format="localized", width=width)
    return made


def _width(page: Page, name: str) -> int | None:
    """Give the width of a column; the title has the room that the project does not need."""
    spare = WIDTHS[PROJECT] if name == _TITLE and page.scope.project is not None else 0
    return WIDTHS[name] + spare if name in WIDTHS else None


def _scored(page: Page, kind: RecordKind, rows: pd.DataFrame) -> pd.DataFrame:
    told = with_pairs(kind, rows)
    if kind is not RecordKind.RISK:
        return told
    return told.assign(band=band_names(told, cached.scales(page.db), page.t.language))


def _choice(
    t: Translator, kind: RecordKind, name: str, codes: tuple[str, ...], *, is_required: bool
) -> Any:  # noqa: ANN401 - Streamlit's own
    return st.column_config.SelectboxColumn(
        t(f"{kind.value}.{name}"),
        options=codes,
        format_func=lambda code: t(f"{kind.value}.{name}.{code}"),
        required=is_required,
        width=WIDTHS.get(name, 115),
    )


def typed_column(values: "pd.Series[Any]", spec: FieldSpec) -> "pd.Series[Any]":
    """Give a column the type of its field, whatever it holds."""
    if spec.shape is Shape.DAY:
        return pd.to_datetime(values)
    dtype: Any = _DTYPES.get(spec.shape, "Float64")
    return values.astype(dtype)


def _lateness(t: Translator, kind: RecordKind, rows: pd.DataFrame, today: date) -> list[str]:
    spec = KINDS[kind]
    return [
        lateness(t, due_on, today) if status in spec.open_statuses else ""
        for due_on, status in zip(rows[spec.due], rows[STATUS], strict=True)
    ]


def lateness(t: Translator, due_on: date | None, today: date) -> str:
    """Say how late something open is: a sign and words; nothing while there is time left."""
    if due_on is None or due_on > today:
        return ""
    if due_on == today:
        return t("log.late.today")
    return t("log.late.days", count=(today - due_on).days)
