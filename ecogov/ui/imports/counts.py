"""The five fates of the rows of a file, whose sum is the rows read."""

from typing import Final

import streamlit as st

from ecogov.domain.imports import Receipt
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

FATES: Final = ("accepted", "updated", "duplicate", "skipped", "rejected")


def fate_tiles(t: Translator, receipt: Receipt) -> None:
    """Draw rows read and what became of them."""
    with st.grid("auto", min_column_width=120):
        for name in ("rows_read", *FATES):
            st.metric(
                t(f"import.count.{name}"),
                formats.number(t, getattr(receipt, name)),
                help=t(f"import.count.{name}.help"),
            )


def fates_in_short(t: Translator, receipt: Receipt) -> str:
    """Say the fates that occur, for one line."""
    told = [
        t("import.short", number=formats.number(t, n_rows), what=t(f"import.count.{name}"))
        for name in FATES
        if (n_rows := getattr(receipt, name))
    ]
    return " · ".join(told) or t("import.no_rows")
