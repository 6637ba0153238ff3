"""From the drop zone to the receipt: what waits, and the button that takes it in."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from ecogov.domain.projects import Project
from ecogov.ui.imports.batch import Batch, Notice, Waiting, batch_of_session
from ecogov.ui.imports.card import card
from ecogov.ui.imports.intake import intake
from ecogov.ui.imports.questions import questions_for_all
from ecogov.ui.imports.reading import alone, read_all, take_all
from ecogov.ui.imports.receipts import show_receipts
from ecogov.ui.imports.stored import imports_of, mark_of
from ecogov.ui.page import Page

_MANY: Final = 2


def import_desk(page: Page, project: Project) -> None:
    """Draw the drop zone and the files that wait; read what is new, store what is confirmed."""
    batch = batch_of_session()
    if batch.project_id != project.id:
        batch.turn_to(project.id)
    intake(page, project, batch)
    with alone(page, batch):
        read_all(page, project, batch, mark_of(imports_of(page.db, project.id)))
    _hand_over(batch)
    if batch.files:
        _waiting(page, project, batch)


def _waiting(page: Page, project: Project, batch: Batch) -> None:
    t, files = page.t, list(batch.files)
    ready = [file for file in files if file.is_ready]
    st.header(t("import.waiting", count=len(files)), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        if ready and st.button(
            t("import.confirm", count=len(ready), project=project.code),
            key="imports.confirm",
            type="primary",
            icon=":material/input:",
        ):
            _confirm(page, project, batch, ready)
        if len(files) >= _MANY:
            st.button(
                t("import.leave_all_out"),
                key="imports.leave_all_out",
                type="tertiary",
                icon=":material/close:",
                on_click=batch.leave_out,
                args=(files,),
            )
    if len(files) >= _MANY:
        with st.expander(t("import.for_all"), icon=":material/checklist:"):
            questions_for_all(page, project, [file for file in files if file.source is not None])
        st.caption(t("import.counted_apart"))
    for file in files:
        card(page, project, batch, file, is_open=len(files) == 1 or file.refusal is not None)


def _confirm(page: Page, project: Project, batch: Batch, ready: Sequence[Waiting]) -> None:
    with alone(page, batch):
        take_all(page, project, batch, ready)
    _hand_over(batch)
    st.rerun()


def _hand_over(batch: Batch) -> None:
    """Open the receipts of what was just stored, also by a run that a click has replaced."""
    if batch.taken:
        import_ids, batch.taken = tuple(batch.taken), []
        batch.notice = Notice(import_ids, "import.done", {"count": len(import_ids)})
        show_receipts(import_ids)
        st.rerun()
