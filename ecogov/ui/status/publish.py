"""Publishing in two minutes: what is still missing, a sentence, a look, a button."""

from datetime import date, timedelta
from functools import partial
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.status.report import StatusReport, missing
from ecogov.services.status.programmes import publish_programme
from ecogov.services.status.publishing import PublicationDraft, Published, publish_project
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.form.dialog import open_dialog
from ecogov.ui.log.place import ask
from ecogov.ui.page import Page
from ecogov.ui.status import place, reads
from ecogov.ui.status.place import Whose, may_publish
from ecogov.ui.status.reads import Asked
from ecogov.ui.status.report import drawn

_SLOT: Final = "status-publish"
_NOTE: Final = "status.publish.note"
_NEXT: Final = "status.publish.next"
_DONE: Final = "status.publish.done"
_RHYTHM: Final = timedelta(days=7)


def publish_section(page: Page, who: Whose) -> None:
    """Draw the form, what it lacks, and the preview."""
    t = page.t
    report = reads.draft(page.db, Asked(who.project_id, who.programme, who.as_of))
    published_note(page, who)
    if not may_publish(page, who):
        st.info(t("status.publish.no_right"), icon=":material/lock:")
        return
    with st.container(key="status-tools"):
        st.markdown(t("status.publish.about"))
        _needs(page, who, report)
        left, right = st.columns([3, 1])
        left.text_input(
            t("status.publish.note"), key=_NOTE, max_chars=400, help=t("status.publish.note_tip")
        )
        right.date_input(
            t("status.publish.next"),
            value=who.as_of + _RHYTHM,
            min_value=who.as_of,
            key=_NEXT,
            format="YYYY-MM-DD",
        )
        st.button(
            t("status.publish"),
            key="status.publish",
            type="primary",
            icon=":material/publish:",
            disabled=bool(missing(report)),
            on_click=_publish,
            args=(page, who),
        )
        refusal_at(t, _SLOT)
    st.header(t("status.publish.preview"), anchor=False)
    st.html(drawn(page, who, None))


def _needs(page: Page, who: Whose, report: StatusReport) -> None:
    """Say what is missing before amber or red may be published, with the way to mend it."""
    t = page.t
    counts = {"path": len(report.path), "decisions": len(report.decisions)}
    st.caption(t("status.publish.from_log", **counts))
    lacks = missing(report)
    if not lacks:
        st.success(t("status.publish.ready"), icon=":material/task_alt:")
        return
    st.warning(
        "  \n".join([t("status.publish.lacks"), *(t(f"error.status.no_{one}") for one in lacks)]),
        icon=":material/edit_note:",
    )
    if who.project_id is None:
        return
    with st.container(horizontal=True, gap="small"):
        for kind, key in ((RecordKind.ACTION, "action"), (RecordKind.DECISION, "decision")):
            label = t(f"status.publish.log_{key}")
            st.button(
                label,
                key=f"status.log.{key}",
                icon=":material/add:",
                on_click=open_dialog,
                args=(kind,),
            )


def _publish(page: Page, who: Whose) -> None:
    told: date | None = st.session_state.get(_NEXT)
    draft = partial(
        PublicationDraft,
        as_of=who.as_of,
        note=st.session_state.get(_NOTE, ""),
        next_update_on=told,
    )
    made: list[Published] = []

    def act() -> None:
        if who.project_id is None:
            made.append(publish_programme(page.db, who.programme, draft(), actor=page.actor))
        else:
            made.append(publish_project(page.db, who.project_id, draft(), actor=page.actor))

    if attempted(_SLOT, act):
        st.session_state.pop(_NOTE, None)
        st.session_state[_DONE] = (who.subject, made[0].number)
        ask(place.SECTION, [place.HISTORY])
        ask(place.NUMBER, [str(made[0].number)])


def published_note(page: Page, who: Whose) -> None:
    """Say once that it is published; the section of the history does so too."""
    told: tuple[str, int] | None = st.session_state.pop(_DONE, None)
    if told is not None and told[0] == who.subject:
        st.success(page.t("status.publish.done", number=told[1]), icon=":material/task_alt:")
