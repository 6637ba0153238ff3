"""Receipts that the link names: what became of a file, for as long as anybody asks."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.reports.tables import csv_table, xlsx_book
from ecogov.services.receipts import StoredImport
from ecogov.ui.imports.batch import Batch, batch_of_session
from ecogov.ui.imports.counts import fate_tiles, fates_in_short
from ecogov.ui.imports.facts import facts_of, facts_table, gaps_of, period_of
from ecogov.ui.imports.receipt_files import rejected_rows, whole_receipt
from ecogov.ui.imports.stored import import_of
from ecogov.ui.imports.tables import refusals_table
from ecogov.ui.imports.undo import carry_out_undo, undo_button
from ecogov.ui.imports.wording import escaped, refused
from ecogov.ui.links import link_to
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page

RECEIPT: Final = "receipt"
"""Query parameter: the numbers of the opened receipts, separated by commas."""

_MOST: Final = 50
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_receipts(import_ids: Sequence[int]) -> None:
    """Let the link name these receipts; the next run opens them."""
    if import_ids:
        st.query_params[RECEIPT] = ",".join(map(str, import_ids))
    else:
        st.query_params.pop(RECEIPT, None)


def shown_receipts() -> tuple[int, ...]:
    """Give the numbers that the link names; what is no number is left out."""
    named = st.query_params.get(RECEIPT, "").split(",")[:_MOST]
    return tuple(dict.fromkeys(int(number) for number in named if number.isdecimal()))


def open_receipts(page: Page) -> None:
    """Draw what the last action came to, and the receipts that the link names."""
    t, batch = page.t, batch_of_session()
    carry_out_undo(page, batch)
    import_ids = shown_receipts()
    if notice := batch.notice_on(import_ids):
        if notice.refusal is not None:
            st.error(refused(t, notice.refusal), icon=":material/block:")
        else:
            st.success(t(notice.key, **notice.params), icon=":material/check_circle:")
    for import_id in import_ids:
        _receipt(page, batch, import_id, is_alone=len(import_ids) == 1)
    if import_ids:
        st.button(
            t("import.close_receipts"),
            key="imports.close",
            type="tertiary",
            icon=":material/close:",
            on_click=show_receipts,
            args=((),),
        )


def _receipt(page: Page, batch: Batch, import_id: int, *, is_alone: bool) -> None:
    t = page.t
    try:
        stored = import_of(page.db, import_id)
    except DomainError as error:
        st.warning(refused(t, error), icon=":material/link_off:")
        return
    opened = st.expander(
        _headline(t, import_id, stored),
        expanded=is_alone,
        icon=":material/undo:" if stored.undone_at else ":material/receipt_long:",
        key=f"imports.receipt.{import_id}",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            _body(page, batch, import_id, stored)


def _headline(t: Translator, import_id: int, stored: StoredImport) -> str:
    parts = [
        f"**{t('import.receipt', id=import_id)}**",
        escaped(stored.receipt.file),
        t("import.state.undone") if stored.undone_at else fates_in_short(t, stored.receipt),
    ]
    return " · ".join(parts)


def _body(page: Page, batch: Batch, import_id: int, stored: StoredImport) -> None:
    t, receipt, key = page.t, stored.receipt, f"imports.receipt.{import_id}"
    st.caption(_history(t, stored))
    fate_tiles(t, receipt)
    facts_table(facts_of(t, receipt, stored.project.timezone))
    if gaps := gaps_of(t, receipt):
        st.caption(gaps)
    if receipt.rejections:
        st.markdown(f"##### {t('import.refused_title', count=receipt.rejected)}")
        refusals_table(t, receipt.rejections, receipt.rejected, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        _onward(page, stored)
        _downloads(t, import_id, stored)
        if stored.undone_at is None:
            undo_button(page.t, batch, import_id, stored)


def _history(t: Translator, stored: StoredImport) -> str:
    zone = stored.project.timezone
    told = [
        t(
            "import.brought_in",
            project=escaped(stored.project.code),
            who=escaped(stored.actor),
            when=escaped(formats.moment(t, stored.at, zone)),
        )
    ]
    if stored.undone_at is not None:
        when = escaped(formats.moment(t, stored.undone_at, zone))
        told.append(t("import.taken_back", who=escaped(stored.undone_by or ""), when=when))
    return "  \n".join(told)


def _onward(page: Page, stored: StoredImport) -> None:
    if stored.undone_at is not None or not is_listed("kpis"):
        return
    period = period_of(stored.receipt, stored.project.timezone)
    query = {"project": stored.project.code, **({"period": period} if period else {})}
    link_to("kpis", page.t("import.see_kpis"), icon=":material/monitoring:", **query)


def _downloads(t: Translator, import_id: int, stored: StoredImport) -> None:
    receipt, key = stored.receipt, f"imports.receipt.{import_id}"
    if receipt.rejections:
        st.download_button(
            t("import.download_refused"),
            lambda: csv_table(rejected_rows(t, stored)),
            file_name=f"ecogov-import-{import_id}-refused.csv",
            mime="text/csv",
            key=f"{key}.csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.download_button(
        t("import.download_receipt"),
        lambda: xlsx_book(whole_receipt(t, import_id, stored), {}),
        file_name=f"ecogov-import-{import_id}.xlsx",
        mime=_XLSX,
        key=f"{key}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )
