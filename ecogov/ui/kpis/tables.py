"""Tables under the charts: headings and units in the reader's language, and their downloads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.metrics import Unit
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.reports.tables import csv_table, xlsx_table

_FIGURES: Final = ("value", "target", "low", "high")
_PERCENT: Final = "0.0%"
_XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Download:
    """A table as it is downloaded.

    Parameters
    ----------
    frame : DataFrame
        With headings in the reader's language.
    name : str
        Of the file, without its ending; codes only, no text of users.
    title : str
        Of the sheet.
    percents : tuple of str
        Headings of the columns that hold rates.
    """

    frame: pd.DataFrame
    name: str
    title: str
    percents: tuple[str, ...] = ()


def cells_table(cells: pd.DataFrame, key: str, heading: str, t: Translator) -> pd.DataFrame:
    """Prepare KPI cells of one metric for a reader.

    Parameters
    ----------
    cells : DataFrame
        KPI cells of one metric; `key` names the column that tells the rows apart.

    Returns
    -------
    DataFrame, shape (n_rows, 11)
        Headings in the reader's language, figures as numbers (rates 0 to 1), evidence and
        reasons as words.
    """
    told = {
        heading: cells[key],
        **{t(f"kpi.column.{name}"): cells[name].astype("float64") for name in _FIGURES[:2]},
        t("kpi.column.evidence"): [t(f"evidence.{state}") for state in cells["evidence"]],
        t("kpi.column.more_samples"): cells["more_samples"],
        **{t(f"kpi.column.{name}"): cells[name].astype("float64") for name in _FIGURES[2:]},
        **{
            t(f"kpi.column.{name}"): cells[name].astype("float64")
            for name in ("numerator", "denominator", "n")
        },
        t("kpi.column.null_reason"): [
            "" if pd.isna(reason) else t(f"kpi.null.{reason}") for reason in cells["null_reason"]
        ],
    }
    frame = pd.DataFrame(told)
    return frame.dropna(axis="columns", how="all").reset_index(drop=True)


def percent_headings(unit: str, t: Translator) -> tuple[str, ...]:
    """Name the columns of `cells_table` that hold rates."""
    return tuple(t(f"kpi.column.{name}") for name in _FIGURES) if unit == Unit.SHARE else ()


def table(shown: pd.DataFrame, percents: Sequence[str], *, key: str, alt: str) -> None:
    """Draw a table whose headings are texts already."""
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=formats.NOTHING,
        column_config=_formats(shown, percents),
        alt=alt,
        key=key,
    )


def downloads(download: Download, t: Translator, *, key: str) -> None:
    """Draw the buttons that give a table as CSV and as XLSX; the file is made on the click."""
    shapes = dict.fromkeys(download.percents, _PERCENT)
    with st.container(horizontal=True, gap="xsmall", key=f"kpi-files-{key}"):
        st.download_button(
            t("kpi.download_csv"),
            lambda: csv_table(download.frame),
            f"{download.name}.csv",
            "text/csv",
            key=f"kpi.{key}.csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        st.download_button(
            t("kpi.download_xlsx"),
            lambda: xlsx_table(download.frame, download.title, shapes),
            f"{download.name}.xlsx",
            _XLSX_TYPE,
            key=f"kpi.{key}.xlsx",
            icon=":material/table_view:",
            on_click="ignore",
            type="tertiary",
        )


def _formats(shown: pd.DataFrame, percents: Sequence[str]) -> Mapping[str, Any]:
    columns = st.column_config
    told: dict[str, Any] = {}
    for name in shown.columns:
        if name in percents:
            told[name] = columns.NumberColumn(name, format="percent")
        elif pd.api.types.is_numeric_dtype(shown[name]) and shown[name].dtype != bool:
            told[name] = columns.NumberColumn(name, format="localized")
    return told
