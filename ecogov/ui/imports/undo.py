"""Taking an import back: asked for, explained, confirmed, done, said."""

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n.translator import Translator
from ecogov.services.imports import undo_import
from ecogov.services.receipts import StoredImport
from ecogov.ui.imports.batch import Batch, Notice
from ecogov.ui.imports.reading import alone
from ecogov.ui.imports.wording import escaped, listed
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked


def undo_button(t: Translator, batch: Batch, import_id: int, stored: StoredImport) -> None:
    """Draw the button that asks to take an import back."""
    if st.button(
        t("import.undo"),
        key=f"imports.receipt.{import_id}.undo",
        icon=":material/undo:",
    ):
        st.dialog(t("import.undo_title", id=import_id), width="medium")(rechecked(_confirmation))(
            t, batch, import_id, stored
        )


def carry_out_undo(page: Page, batch: Batch) -> None:
    """Take back what was confirmed; the answer becomes the notice of the next run."""
    import_id, batch.to_undo = batch.to_undo, None
    if import_id is None:
        return
    with alone(page, batch), st.spinner(page.t("import.undoing", id=import_id)):
        try:
            n_rows = undo_import(page.db, import_id, actor=page.actor)
            batch.notice = Notice((import_id,), "import.undone", {"id": import_id, "count": n_rows})
        except DomainError as error:
            batch.notice = Notice((import_id,), "import.undone", refusal=error)
    st.rerun()


def _confirmation(t: Translator, batch: Batch, import_id: int, stored: StoredImport) -> None:
    receipt = stored.receipt
    st.markdown(t("import.undo_file", file=escaped(receipt.file)))
    lines = [t("import.undo_removed", count=receipt.accepted)] if receipt.accepted else []
    lines += [t("import.undo_restored", count=receipt.updated)] if receipt.updated else []
    if made := [*receipt.new_vendors, *receipt.new_queues]:
        lines.append(t("import.undo_names", names=escaped(listed(t, made))))
    lines += [t("import.undo_figures"), t("import.undo_stays")]
    st.markdown("\n".join(f"- {line}" for line in lines))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(t("import.undo_keep"), key="imports.undo_keep"):
            st.rerun()
        if st.button(
            t("import.undo_do"),
            key="imports.undo_do",
            type="primary",
            icon=":material/undo:",
            on_click=_ask,
            args=(batch, import_id),
        ):
            st.rerun()


def _ask(batch: Batch, import_id: int) -> None:
    batch.to_undo = import_id
