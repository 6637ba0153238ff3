"""Vendors, who serve all projects, and the queues of the chosen project."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.projects import QueueDraft, VendorDraft
from ecogov.services.queues import add_queue, change_queue
from ecogov.services.vendors import add_vendor, change_vendor
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.place import go
from ecogov.ui.settings.registers import RegisterView, register_section
from ecogov.ui.settings.stored_rows import named, stored_row

_MIN_WIDTH: Final = 300


def vendors_section(page: Page) -> None:
    """Draw the vendors and the form of one of them."""
    rows = cached.rows(page.db, "vendor")
    register_section(
        page,
        RegisterView(
            kind="vendor",
            rows=_shown(page, rows),
            archived=_shown(page, cached.rows(page.db, "vendor", archived=True)),
            columns={
                **_columns(page, "vendor"),
                "is_inhouse": st.column_config.CheckboxColumn(page.t("vendor.is_inhouse")),
                "origin": page.t("settings.origin"),
            },
            title=_title,
            stored=lambda record_id: stored_row(rows, record_id),
            draw=_vendor_fields,
            save=partial(_save_vendor, page),
        ),
    )


def queues_section(page: Page, project_id: int) -> None:
    """Draw the queues of a project and the form of one of them."""
    rows = cached.rows(page.db, "queue", project_id)
    archived = cached.rows(page.db, "queue", project_id, archived=True)
    register_section(
        page,
        RegisterView(
            kind="queue",
            rows=_shown(page, rows),
            archived=_shown(page, archived),
            columns={**_columns(page, "queue"), "origin": page.t("settings.origin")},
            title=_title,
            stored=lambda record_id: stored_row(rows, record_id),
            draw=_queue_fields,
            save=partial(_save_queue, page=page, project_id=project_id),
        ),
    )


def _shown(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    entered, imported = page.t("settings.origin.entered"), page.t("settings.origin.imported")
    origins = rows["created_by_import"].notna().map({True: imported, False: entered})
    return named(page, rows).assign(origin=origins)


def _columns(page: Page, kind: str) -> dict[str, Any]:
    return {"code": page.t(f"{kind}.code"), "name": page.t("project.name")}


def _title(row: Values) -> str:
    return f"{row['code']} · {row['name']}" if row["name"] else str(row["code"])


def _vendor_fields(fields: Fields) -> dict[str, Any]:
    st.caption(fields.t("settings.vendor.enough"))
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        code = fields.text("code", placeholder="ATLAS")
        is_inhouse = fields.switch("is_inhouse")
        return {"code": code, "is_inhouse": is_inhouse, **fields.names()}


def _queue_fields(fields: Fields) -> dict[str, Any]:
    st.caption(fields.t("settings.queue.enough"))
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        return {"code": fields.text("code", placeholder="appeals"), **fields.names()}


def _save_vendor(page: Page, values: dict[str, Any], stored: Values, version: int) -> None:
    draft = VendorDraft(**values)
    if stored:
        change_vendor(page.db, stored["id"], draft, version=version, actor=page.actor)
    else:
        add_vendor(page.db, draft, actor=page.actor)
    say(Done("settings.saved", {"name": draft.code}))
    go("vendors")
    st.rerun()


def _save_queue(
    values: dict[str, Any], stored: Values, version: int, *, page: Page, project_id: int
) -> None:
    draft = QueueDraft(project_id=project_id, **values)
    if stored:
        change_queue(page.db, stored["id"], draft, version=version, actor=page.actor)
    else:
        add_queue(page.db, draft, actor=page.actor)
    say(Done("settings.saved", {"name": draft.code}))
    go("queues")
    st.rerun()
