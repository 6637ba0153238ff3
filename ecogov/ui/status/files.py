"""A report to take away, in the format that is asked for."""

from functools import partial
from typing import Final

import streamlit as st

from ecogov.reports.status.files import FORMATS, MIME_TYPES, content_file, status_file
from ecogov.reports.status.review import review_content
from ecogov.services.status.publishing import Published
from ecogov.services.status.reviews import weekly_review
from ecogov.ui.exports import noted
from ecogov.ui.page import Page
from ecogov.ui.status import reads
from ecogov.ui.status.place import Whose
from ecogov.ui.status.reads import Asked

_REVIEW_FORMATS: Final = ("pptx", "pdf")
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
        if who.project_id is None and published is None:
            _review_buttons(page, who)


def _review_buttons(page: Page, who: Whose) -> None:
    """Offer the weekly review of a programme beside its status."""
    t = page.t
    st.caption(t("review.title", name=who.programme))
    for name in _REVIEW_FORMATS:
        st.download_button(
            name.upper(),
            data=noted(page, f"review {name}", partial(_review, page, who, name)),
            file_name=f"{who.programme.replace(' ', '-')}-review-{who.as_of.isoformat()}.{name}",
            mime=MIME_TYPES[name],
            key=f"status.review.{name}",
            on_click="ignore",
            width="stretch",
        )


def _review(page: Page, who: Whose, name: str) -> bytes:
    found = weekly_review(page.db, who.programme, who.as_of)
    return content_file(page.t, review_content(page.t, found), name)


def _file(page: Page, who: Whose, published: Published | None, name: str) -> bytes:
    if published is not None:
        return status_file(page.t, published.report, name, reads.publication_of(published))
    report = reads.draft(page.db, Asked(who.project_id, who.programme, who.as_of))
    return status_file(page.t, report, name, None)


def _stem(page: Page, who: Whose, published: Published | None) -> str:
    code = page.scope.project or who.programme.replace(" ", "-")
    day = who.as_of if published is None else published.report.as_of
    return f"{code}-status-{day.isoformat()}"
