"""Where files are dropped: single ones, many, or a whole folder."""

from typing import Final

import streamlit as st

from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.settings import load
from ecogov.ui.imports.batch import Batch
from ecogov.ui.page import Page

_MODE: Final = "imports.mode"
_MODES: Final = ("files", "folder")


def intake(page: Page, project: Project, batch: Batch) -> None:
    """Draw the drop zone; what was dropped waits below and the zone is empty again."""
    t, settings = page.t, load()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(t("import.drop_text", project=project.code))
        st.space("stretch")
        mode = st.segmented_control(
            t("import.mode"),
            _MODES,
            default=_MODES[0],
            required=True,
            format_func=lambda code: t(f"import.mode.{code}"),
            key=_MODE,
            label_visibility="collapsed",
        )
    key = f"imports.drop.{mode}.{batch.generation}"
    st.file_uploader(
        t("import.drop"),
        accept_multiple_files="directory" if mode == "folder" else True,
        key=key,
        max_upload_size=settings.max_upload_mb,
        label_visibility="collapsed",
        on_change=_take_up,
        args=(batch, key),
    )
    st.caption(
        t("import.drop_limits", mb=settings.max_upload_mb, unpacked_mb=settings.max_unpacked_mb)
    )


def say_in_own_words(t: Translator) -> None:
    """Replace what the drop zone says in English only."""


def _take_up(batch: Batch, key: str) -> None:
    for dropped in st.session_state[key]:
        batch.drop(dropped.name, dropped.getbuffer())
    batch.notice = None
    batch.generation += 1
