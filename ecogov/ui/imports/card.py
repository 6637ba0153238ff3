"""One waiting file: what it is, what would become of it, what it does not say."""

from typing import Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.imports import ImportRequest
from ecogov.domain.production import SourceFormat, TimeBasis
from ecogov.domain.projects import Project
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.imports import Preview
from ecogov.ui.imports.batch import Batch, Waiting
from ecogov.ui.imports.counts import fate_tiles, fates_in_short
from ecogov.ui.imports.facts import coverage, gaps_of
from ecogov.ui.imports.questions import questions
from ecogov.ui.imports.sheet_form import sheet_form
from ecogov.ui.imports.stored import import_of
from ecogov.ui.imports.tables import refusals_table, sample_table
from ecogov.ui.imports.wording import escaped, format_name, listed, refused
from ecogov.ui.page import Page

_ASKED: Final = frozenset({"vendor", "queue", "locale"})
_MENDABLE: Final = frozenset(
    {
        "file.format_unknown",
        "file.columns_missing",
        "file.label_field_missing",
        "file.mapping_missing",
        "file.date_ambiguous",
        "import.timezone",
    }
)


def card(page: Page, project: Project, batch: Batch, file: Waiting, *, is_open: bool) -> None:
    """Draw a file as a line that opens; what cannot be read says why at once."""
    t = page.t
    key = f"imports.{file.key}.card"
    opened = st.expander(
        _headline(t, file), expanded=is_open, icon=_icon(file), key=key, on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        if file.refusal is not None:
            st.error(refused(t, file.refusal), icon=":material/block:")
        if file.preview is not None:
            _fate(page, project, file, file.preview)
        if file.source is not None:
            _corrections(page, project, file)
        if file.preview is not None:
            _rows(page.t, project, file, file.preview)
        st.button(
            t("import.leave_out"),
            key=f"imports.{file.key}.leave_out",
            icon=":material/close:",
            type="tertiary",
            on_click=batch.leave_out,
            args=([file],),
        )


def _headline(t: Translator, file: Waiting) -> str:
    parts = [f"**{escaped(file.name)}**"]
    if file.format is not None:
        parts.append(escaped(format_name(t, file.format.value)))
    if file.refusal is not None:
        parts.append(t("import.unreadable"))
    elif file.preview is not None:
        parts.append(fates_in_short(t, file.preview.receipt))
    return " · ".join(parts)


def _icon(file: Waiting) -> str:
    if file.refusal is not None:
        return ":material/block:"
    if file.preview is not None and (file.preview.receipt.rejected or not file.is_ready):
        return ":material/warning:"
    return ":material/task:"


def _fate(page: Page, project: Project, file: Waiting, preview: Preview) -> None:
    t, receipt = page.t, preview.receipt
    fate_tiles(t, receipt)
    if file.is_ready:
        st.caption(coverage(t, receipt, project.timezone))
    if not file.is_ready:
        st.error(t("import.nothing_usable"), icon=":material/block:")
    elif preview.copy_of is not None:
        st.info(_copy_text(page, preview.copy_of), icon=":material/content_copy:")
    elif not receipt.accepted and not receipt.updated:
        st.info(t("import.nothing_new"), icon=":material/content_copy:")


def _copy_text(page: Page, import_id: int) -> str:
    t = page.t
    try:
        earlier = import_of(page.db, import_id)
    except DomainError:  # taken back and erased in this very moment
        return t("import.nothing_new")
    return t(
        "import.copy",
        id=import_id,
        when=escaped(formats.moment(t, earlier.at, page.timezone)),
        who=escaped(earlier.actor),
    )


def _corrections(page: Page, project: Project, file: Waiting) -> None:
    t = page.t
    if file.refusal is not None and not _is_mendable(file, file.refusal):
        return
    if file.preview is not None:
        _gaps(t, file, file.preview)
    questions(page, project, file)
    if file.preview is not None and file.preview.staged.n_undated:
        st.caption(t("import.undated", count=file.preview.staged.n_undated))
    if file.format is SourceFormat.PRODUCTION_SHEET:
        st.markdown(f"##### {t('import.sheet.title')}")
        sheet_form(t, file)


def _is_mendable(file: Waiting, refusal: DomainError) -> bool:
    """Tell whether an answer of a person may help, other than another export."""
    return refusal.code in _MENDABLE or file.request != ImportRequest() or file.mapping is not None


def _gaps(t: Translator, file: Waiting, preview: Preview) -> None:
    """Say what the whole file lacks: what a person can tell, and what figures will miss."""
    receipt = preview.receipt
    asked = [name for name in receipt.missing if name in _ASKED]
    if asked and file.is_ready:
        said = listed(t, [t(f"import.column.{name}") for name in asked])
        st.warning(t("import.gaps_asked", columns=said), icon=":material/help:")
    is_estimated = TimeBasis.GAP in preview.staged.sample["time_basis"]
    silent = _ASKED | {"handle_seconds"} if is_estimated else _ASKED
    if file.is_ready and (gaps := gaps_of(t, receipt, silent)):
        st.caption(gaps)


def _rows(t: Translator, project: Project, file: Waiting, preview: Preview) -> None:
    key, receipt = f"imports.{file.key}", preview.receipt
    if receipt.rejections:
        st.markdown(f"##### {t('import.refused_title', count=receipt.rejected)}")
        refusals_table(t, receipt.rejections, receipt.rejected, key)
    if file.is_ready:
        st.markdown(f"##### {t('import.sample_title', zone=escaped(project.timezone))}")
        sample_table(t, preview.staged, project.timezone, key)
