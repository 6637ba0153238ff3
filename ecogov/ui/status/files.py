"""A report to take away, in the format that is asked for."""

from functools import partial
from typing import Final

import streamlit as st

from ecogov.reports.status.files import FORMATS, MIME_TYPES, status_file
from ecogov.services.status.publishing import Published
from ecogov.ui.exports import noted
from ecogov.ui.page import Page
from ecogov.ui.status import reads
from ecogov.ui.status.place import Whose
from ecogov.ui.status.reads import Asked

_NAMES: Final = {"md": "Markdown"}


def downloads(page: Page, who: Whose, published: Published | None) -> None:
    """Draw a menu with a button for every format; a file is made when it is asked for."""
    t = page.t
    with st.popover(t("status.files"), icon=":material/download:", key="status.files"):
        for name in FORMATS:
            st.download_button(
                _NAMES.get(name, name.upper()),
                data=noted(page, f"status {name}", partial(_file, page, who, published, name)),
                file_name=f"{_stem(page, who, published)}.{name}",
                mime=MIME_TYPES[name],
                key=f"status.files.{name}",
                on_click="ignore",
                width="stretch",
            )


def _file(page: Page, who: Whose, published: Published | None, name: str) -> bytes:
    if published is not None:
        return status_file(page.t, published.report, name, reads.publication_of(published))
    report = reads.draft(page.db, Asked(who.project_id, who.programme, who.as_of))
    return status_file(page.t, report, name, None)


def _stem(page: Page, who: Whose, published: Published | None) -> str:
    code = page.scope.project or who.programme.replace(" ", "-")
    day = who.as_of if published is None else published.report.as_of
    return f"{code}-status-{day.isoformat()}"
