"""The slices that explain a change, the strongest first: why, how sure, and what to do."""

from typing import Final

import streamlit as st

from ecogov.detection.rootcause.localising import Cause
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.services.rootcause.explaining import Explained
from ecogov.ui.links import address
from ecogov.ui.literal import literal
from ecogov.ui.log.form.dialog import Given, prepare
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.rootcause.choices import AFTER, BEFORE, METRIC, open_rows
from ecogov.ui.rootcause.summary import finding
from ecogov.ui.rootcause.view import Case

_LOGGED: Final = (RecordKind.ISSUE, RecordKind.RISK)
_LONGEST_TITLE: Final = 120


def causes(case: Case, found: Explained) -> None:
    """Draw one row for each slice, or say that nobody is to be named."""
    t = case.page.t
    if not found.causes:
        st.info(
            t("rootcause.nobody", count=formats.number(t, found.looked_at)),
            icon=":material/casino:",
        )
        _ways_on(case, found, None, 0)
    for number, cause in enumerate(found.causes):
        _cause(case, found, cause, number)
    if found.others and not found.is_luck:
        with st.expander(t("rootcause.others_to_look_at", count=len(found.others))):
            for cause in found.others:
                st.markdown(f"- {literal(case.reader.cause(cause, found.looked_at))}")


def _cause(case: Case, found: Explained, cause: Cause, number: int) -> None:
    t, reader = case.page.t, case.reader
    with st.container(border=True, gap="xsmall", key=f"rootcause-cause-{number}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            verdict = "named" if cause.is_named else "suspect"
            st.badge(
                t(f"rootcause.verdict.{verdict}"),
                icon=":material/target:" if cause.is_named else ":material/help:",
                color="red" if cause.is_named else "gray",
            )
            st.markdown(f"**{literal(reader.slice(cause.slice))}**", width="content")
            st.space("stretch")
            moved = t("rootcause.moved", moved=reader.signed(cause.contribution))
            st.markdown(f"**{moved}**", width="content")
        st.markdown(literal(reader.cause(cause, found.looked_at)))
        _ways_on(case, found, cause, number)


def _ways_on(case: Case, found: Explained, cause: Cause | None, number: int) -> None:
    t = case.page.t
    chosen = {} if cause is None else cause.slice
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.button(
            t("rootcause.rows.open"),
            key=f"rootcause.rows.{number}",
            icon=":material/table_rows:",
            type="tertiary",
            on_click=open_rows,
            args=(chosen,),
        )
        for kind in _LOGGED:
            st.button(
                t(f"rootcause.log.{kind}"),
                key=f"rootcause.log.{kind}.{number}",
                icon=KIND_ICONS[kind],
                type="tertiary",
                disabled=not case.page.may(Right.LOG, found.question.project_id),
                on_click=lambda kind=kind: prepare(kind, _given(case, found, cause)),
            )


def _given(case: Case, found: Explained, cause: Cause | None) -> Given:
    question = found.question
    told = {
        METRIC: question.metric,
        BEFORE: str(question.before),
        AFTER: str(question.after),
    }
    words = [finding(case, found)]
    if cause is not None:
        words.append(case.reader.cause(cause, found.looked_at))
    words.append(address("rootcause", project=case.code, **told))
    return Given(
        {"title": words[0][:_LONGEST_TITLE], "description": "\n\n".join(words)}, question.metric
    )
