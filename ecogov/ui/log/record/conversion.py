"""A record becomes another one: the sensible ways first, one click each."""

from functools import partial
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.conversion import convert_record
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.head import code_of
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.page import Page

_SECTION: Final = "convert"
_K: Final = RecordKind
_WAYS: Final = MappingProxyType(
    {
        _K.RISK: (_K.ISSUE, _K.ACTION),
        _K.MILESTONE: (_K.RISK, _K.ACTION),
        _K.ISSUE: (_K.ESCALATION, _K.ACTION),
        _K.ASSUMPTION: (_K.RISK, _K.ISSUE),
        _K.DEPENDENCY: (_K.ISSUE, _K.ESCALATION),
        _K.DECISION: (_K.ACTION, _K.CHANGE),
        _K.ACTION: (_K.ISSUE, _K.ESCALATION),
        _K.CHANGE: (_K.DECISION, _K.ACTION),
        _K.ESCALATION: (_K.DECISION, _K.ACTION),
    }
)
"""What mostly becomes of a record; every other kind waits in the menu."""


def conversion(page: Page, opened: Opened) -> None:
    """Draw the ways in which the record becomes another one."""
    t, kind = page.t, opened.kind
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="log-record-convert"
    ):
        st.caption(t("convert.title"), width="content")
        for to in _WAYS[kind]:
            words = f"convert.{kind.value}.{to.value}"
            st.button(
                t(words) if t.has(words) else t("convert.to", kind=t(f"new.{to.value}")),
                key=f"{key_of(opened)}.convert.{to.value}",
                icon=KIND_ICONS[to],
                help=t(f"{words}.tip") if t.has(f"{words}.tip") else t("convert.tip"),
                on_click=act,
                args=(page, opened, _SECTION, partial(_convert, page, opened, to)),
            )
        others = [to for to in RecordKind if to is not kind and to not in _WAYS[kind]]
        key = f"{key_of(opened)}.convert"
        st.menu_button(
            t("convert.other"),
            others,
            format_func=lambda to: f"{KIND_ICONS[to]} {t(f'new.{to}')}",
            key=key,
            on_click=_picked,
            args=(page, opened, key),
        )
    refusal_at(t, slot_of(opened, _SECTION))


def _picked(page: Page, opened: Opened, key: str) -> None:
    to = st.session_state[key]
    if to is not None:
        act(page, opened, _SECTION, partial(_convert, page, opened, RecordKind(to)))


def _convert(page: Page, opened: Opened, to: RecordKind) -> Logged:
    made = convert_record(page.db, opened.kind, (opened.id, opened.version), to, actor=page.actor)
    told = {"was": opened.ref, "now": made.ref}
    return Logged("convert.done", told, opens=(made.ref, code_of(page, opened)))
