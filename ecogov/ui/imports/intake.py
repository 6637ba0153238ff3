"""Where files are dropped: single ones, many, or a whole folder."""

import json
from typing import Final

import streamlit as st

from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.settings import load
from ecogov.ui.imports.batch import Batch
from ecogov.ui.page import Page

_MODE: Final = "imports.mode"
_MODES: Final = ("files", "folder")
_STYLE: Final = """<style>
[class*="st-key-imports-drop"] [data-testid="stFileUploaderDropzone"] {
  border: 1px dashed currentcolor; padding-block: 1.4rem; justify-content: center;
}
[class*="st-key-imports-drop"] [data-testid="stFileUploaderDropzone"] button p,
[class*="st-key-imports-drop"] [data-testid="stFileUploaderDropzoneInstructions"] span {
  font-size: 0;
}
[class*="st-key-imports-drop"] [data-testid="stFileUploaderDropzone"] button p::after {
  font-size: 0.95rem; content: %s;
}
[class*="st-key-imports-drop"] [data-testid="stFileUploaderDropzoneInstructions"] span::after {
  font-size: 0.95rem; content: %s;
}
</style>"""


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
    _say_in_own_words(t, is_folder=mode == "folder")
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


def _say_in_own_words(t: Translator, *, is_folder: bool) -> None:
    """Put our words where the drop zone of Streamlit knows English only, and give it room."""
    place = t("import.drop_folder_here" if is_folder else "import.drop_here")
    st.html(_STYLE % (_quoted(t("import.browse")), _quoted(place)))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _take_up(batch: Batch, key: str) -> None:
    for dropped in st.session_state[key]:
        batch.drop(dropped.name, dropped.getbuffer())
    batch.generation += 1
