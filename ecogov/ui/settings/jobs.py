"""The background: what runs, waits, failed and was done; start, stop, try again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.jobs.states import JobStatus
from ecogov.i18n import formats
from ecogov.i18n.jobs import job_name, said
from ecogov.i18n.refusals import refusal
from ecogov.services.jobs.desk import cancel_job, list_jobs, offered, retry_job, start_job
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.settings.stored_rows import records
from ecogov.ui.visitors import rechecked

_LOOK: Final[dict[JobStatus, tuple[Literal["blue", "gray", "red"], str]]] = {
    JobStatus.RUNNING: ("blue", ":material/progress_activity:"),
    JobStatus.WAITING: ("gray", ":material/schedule:"),
    JobStatus.FAILED: ("red", ":material/error:"),
}
_COLUMNS: Final = ("id", "kind", "status", "at", "by", "outcome")
_PATIENCE: Final = timedelta(minutes=1)
_MOST_CARDS: Final = 12


def jobs_section(page: Page) -> None:
    """Draw the queue, which is read again every other second."""
    st.fragment(rechecked(_queue), run_every="2s")(page)


def _queue(page: Page) -> None:
    found = list_jobs(page.db)
    _toolbar(page)
    waiting, failed = _open(found), _of(found, JobStatus.FAILED)
    if _is_nobody_there(waiting):
        st.warning(page.t("job.no_worker"), icon=":material/engineering:")
    for job in [*waiting, *failed][:_MOST_CARDS]:
        _card(page, job)
    ended = found[~found["id"].isin([job["id"] for job in [*waiting, *failed]])]
    if ended.empty and not waiting and not failed:
        st.info(page.t("job.nothing"), icon=":material/task_alt:")
    elif not ended.empty:
        _ended(page, ended)


def _toolbar(page: Page) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key="settings-toolbar"):
        st.header(t("job.title"), anchor=False, width="content")
        st.space("stretch")
        for kind in offered():
            st.button(
                t("job.start", kind=job_name(t, kind)),
                key=f"settings.jobs.start.{kind}",
                icon=":material/play_arrow:",
                on_click=_act,
                args=(page, partial(start_job, page.db, kind, actor=page.actor), "job.started"),
            )


def _card(page: Page, job: dict[str, Any]) -> None:
    t, status = page.t, JobStatus(job["status"])
    colour, icon = _LOOK[status]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(f"job.status.{status}"), color=colour, icon=icon, width="content")
        with st.container(gap=None, width="stretch"):
            since = formats.moment(t, job["started_at"] or job["created_at"], page.timezone)
            st.markdown(f"**{literal(job_name(t, job['kind']))}** · {since}")
            if job["n_total"] and status is JobStatus.RUNNING:
                st.progress(min(job["n_done"] / job["n_total"], 1.0), literal(said(t, job)))
            elif said(t, job) != formats.NOTHING:
                st.caption(literal(said(t, job)))
        verb, act = ("retry", retry_job) if status is JobStatus.FAILED else ("cancel", cancel_job)
        st.button(
            t(f"job.{verb}"),
            key=f"settings.jobs.{verb}.{job['id']}",
            icon=":material/replay:" if verb == "retry" else ":material/cancel:",
            disabled=bool(job["is_cancel_wanted"]) and verb == "cancel",
            on_click=_act,
            args=(page, partial(act, page.db, job["id"], actor=page.actor), f"job.{verb}_done"),
        )


def _ended(page: Page, ended: pd.DataFrame) -> None:
    t = page.t
    rows = [
        (
            job["id"],
            job_name(t, job["kind"]),
            t(f"job.status.{job['status']}"),
            formats.moment(t, job["ended_at"], page.timezone),
            job["created_by"],
            said(t, job),
        )
        for job in records(ended)
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        column_config={name: t(f"job.{name}") for name in _COLUMNS},
        hide_index=True,
        height="auto",
        alt=t("job.title"),
        key="settings.jobs.table",
    )


def _open(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [*_of(found, JobStatus.RUNNING), *_of(found, JobStatus.WAITING)]


def _of(found: pd.DataFrame, status: JobStatus) -> list[dict[str, Any]]:
    rows = records(found[found["status"] == status])
    return [{name: None if one is pd.NaT else one for name, one in row.items()} for row in rows]


def _is_nobody_there(jobs: list[dict[str, Any]]) -> bool:
    """Tell whether work waits that a worker would have taken long ago."""
    if any(job["status"] == JobStatus.RUNNING for job in jobs):
        return False
    since = datetime.now(UTC) - _PATIENCE
    return any((job["run_at"] or job["created_at"]) < since for job in jobs)


def _act(page: Page, act: Callable[[], object], done: str) -> None:
    # A note on the page would be gone at the next reading, and the page would jump.
    try:
        act()
    except DomainError as refused:
        st.toast(refusal(page.t, refused), icon=":material/block:")
    else:
        st.toast(page.t(done), icon=":material/check_circle:")
