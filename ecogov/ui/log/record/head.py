"""The head of an open record: what it is, how it stands, who owns it, and what can be done."""

from datetime import date, datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n import formats
from ecogov.services.log.notes import is_watched, unwatch_record, watch_record
from ecogov.services.log.records import archive_records, restore_records
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.looks import KIND_ICONS, status_look
from ecogov.ui.log.place import close_record, record_address
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.reads import Opened, may_write, project_of
from ecogov.ui.page import Page

_SECTION: Final = "head"
_SEPARATOR: Final = " · "


def head(page: Page, opened: Opened) -> None:
    """Draw reference, title, status, project, owner and due day, and the acts on the whole."""
    t, stored, kind = page.t, opened.stored, opened.kind.value
    look = status_look(stored["status"])
    with st.container(
        key="log-record-head", horizontal=True, vertical_alignment="center", gap="xsmall"
    ):
        st.badge(t(f"{kind}.status.{stored['status']}"), icon=look.icon, color=look.colour)
        st.space("stretch")
        _actions(page, opened)
    st.header(f"{KIND_ICONS[opened.kind]} {opened.ref} {literal(stored['title'])}", anchor=False)
    # No caption: its paleness takes the contrast from what is late.
    st.markdown(f":small[{_SEPARATOR.join(_facts(page, opened))}]")
    refusal_at(t, slot_of(opened, _SECTION))
    if opened.is_archived:
        _archived(page, opened)


def code_of(page: Page, opened: Opened) -> str:
    """Give the code of the record's project; empty where the project was put away."""
    return str(project_of(page, opened).get("code", ""))


def today_of(page: Page, opened: Opened) -> date:
    """Tell which day it is where the record's project is."""
    zone = project_of(page, opened).get("timezone", page.timezone)
    return datetime.now(ZoneInfo(str(zone))).date()


def _facts(page: Page, opened: Opened) -> list[str]:
    t, stored, spec = page.t, opened.stored, KINDS[opened.kind]
    owner = literal(stored["owner"]) or t("record.no_owner")
    facts = [literal(code_of(page, opened)), t("record.owner", name=owner)]
    due = stored[spec.due]
    if due is not None:
        label = t(f"{opened.kind.value}.{spec.due}")
        facts.append(t("record.due", field=label, day=formats.day(t, due)))
    late = (today_of(page, opened) - due).days if due is not None else 0
    if late > 0 and stored["status"] in spec.open_statuses:
        facts.append(f":red[:material/schedule: {t('record.late', count=late)}]")
    return [*facts, *_scores(page, opened)]


def _scores(page: Page, opened: Opened) -> list[str]:
    """Say the scores of a risk: without responses, as things stand, as wanted."""
    if opened.kind is not RecordKind.RISK:
        return []
    pairs = [("inherent", ""), ("current", "residual_"), ("target", "target_")]
    told = []
    for stage, prefix in pairs:
        levels = (opened.stored[f"{prefix}probability"], opened.stored[f"{prefix}impact"])
        if None not in levels:
            probability, impact = levels
            score = probability * impact
            told.append(page.t(f"record.score.{stage}", score=score, p=probability, i=impact))
    return told or [page.t("record.unscored")]


def _actions(page: Page, opened: Opened) -> None:
    t, key = page.t, key_of(opened)
    _watch(page, opened)
    with st.popover(
        t("record.link"), key=f"{key}.link", icon=":material/link:", type="tertiary",
        help=t("record.link_tip"),
    ):  # fmt: skip
        st.code(_address(page, opened), language=None, wrap_lines=True)
    if not opened.is_archived and may_write(page, opened):
        st.button(
            t("record.archive"),
            key=f"{key}.archive",
            icon=":material/archive:",
            type="tertiary",
            help=t("record.archive_tip"),
            on_click=act,
            args=(page, opened, _SECTION, partial(_archive, page, opened)),
        )
    st.button(
        t("record.close"),
        key=f"{key}.close",
        icon=":material/close:",
        type="tertiary",
        on_click=close_record,
    )


def _watch(page: Page, opened: Opened) -> None:
    t = page.t
    is_on = is_watched(page.db, opened.kind, opened.id, actor=page.actor)
    st.button(
        t("record.watched" if is_on else "record.watch"),
        key=f"{key_of(opened)}.watch",
        icon=":material/visibility:" if is_on else ":material/visibility_off:",
        type="tertiary",
        help=t("record.watch_tip"),
        on_click=act,
        args=(page, opened, _SECTION, partial(_turn, page, opened, is_on=is_on)),
    )


def _turn(page: Page, opened: Opened, *, is_on: bool) -> None:
    watch = unwatch_record if is_on else watch_record
    watch(page.db, opened.kind, opened.id, actor=page.actor)


def _address(page: Page, opened: Opened) -> str:
    parts = urlsplit(st.context.url or "")
    path = record_address(opened.ref, code_of(page, opened))
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else path


def _archive(page: Page, opened: Opened) -> Logged:
    archive_records(page.db, opened.kind, (opened.id,), actor=page.actor)
    return Logged("record.archived", {"ref": opened.ref}, undo=partial(_restore, page, opened))


def _restore(page: Page, opened: Opened) -> Logged:
    restore_records(page.db, opened.kind, (opened.id,), actor=page.actor)
    return Logged("record.restored", {"ref": opened.ref})


def _archived(page: Page, opened: Opened) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        when = formats.moment(t, opened.stored["archived_at"], page.timezone)
        st.warning(t("record.is_archived", when=when), icon=":material/archive:")
        if not may_write(page, opened):
            return
        st.button(
            t("record.restore"),
            key=f"{key_of(opened)}.restore",
            icon=":material/unarchive:",
            on_click=act,
            args=(page, opened, _SECTION, partial(_restore, page, opened)),
        )
