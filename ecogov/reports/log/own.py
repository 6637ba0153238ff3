"""Our own tables of records: headings and words in the reader's language, read back in any."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.template import columns_of
from ecogov.i18n.translator import Translator
from ecogov.reports.tables import csv_table, xlsx_book

_DAY_FORMAT: Final = "yyyy-mm-dd"


def own_csv(t: Translator, kind: RecordKind, rows: pd.DataFrame) -> bytes:
    """Write the records of a kind as CSV; `rows` as `exported` of the services gives them."""
    return csv_table(own_table(t, kind, rows))


def own_xlsx(t: Translator, sheets: Mapping[RecordKind, pd.DataFrame]) -> bytes:
    """Write records as XLSX with a sheet for each kind, typed cells and no formulas."""
    frames = {
        t(f"log.kind.{kind.value}"): own_table(t, kind, rows) for kind, rows in sheets.items()
    }
    days = {
        t(f"{kind.value}.{name}"): _DAY_FORMAT
        for kind in sheets
        for name in (*_days(kind), "baseline_original_on")
        if name in columns_of(kind)
    }
    return xlsx_book(frames, days)


def own_table(t: Translator, kind: RecordKind, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the records of a kind into the reader's words.

    Returns
    -------
    DataFrame, shape (n_records, n_columns)
        A column for each of `columns_of`, under its label.
    """
    told = {
        t(f"{kind.value}.{name}"): _words(t, kind, name, rows[name]) for name in columns_of(kind)
    }
    return pd.DataFrame(told, index=rows.index)


def _words(t: Translator, kind: RecordKind, name: str, values: pd.Series) -> pd.Series:
    shapes = {field.name: field.shape for field in KINDS[kind].fields}
    shape = Shape.CHOICE if name == "status" else shapes.get(name)
    if shape is Shape.CHOICE:
        codes = [None if pd.isna(code) else t(f"{kind.value}.{name}.{code}") for code in values]
        return pd.Series(codes, index=values.index, dtype=object)
    if shape is Shape.FLAG:
        flags = [t("value.yes" if flag else "value.no") for flag in values]
        return pd.Series(flags, index=values.index, dtype=object)
    return values


def _days(kind: RecordKind) -> list[str]:
    return [field.name for field in KINDS[kind].fields if field.shape is Shape.DAY]
