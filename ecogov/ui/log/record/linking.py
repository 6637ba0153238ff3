"""The picker of what a record is linked to: other records by their words, KPIs, imports."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import BY_HAND, LinkDraft, Outside, Relation
from ecogov.i18n import formats
from ecogov.services.log.links import link_records
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.log import cached
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.reads import Opened, imports
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_SECTION: Final = "linking"
_RECORD: Final = "record"
_MOST_FOUND: Final = 20
_SAME_BOTH_WAYS: Final = frozenset({Relation.RELATES})


class Side(NamedTuple):
    """A relation as seen from the open record, which is the first of the two or the second."""

    relation: Relation
    is_outward: bool = True


_SIDES: Final = (
    *(Side(relation) for relation in BY_HAND),
    *(Side(relation, is_outward=False) for relation in BY_HAND if relation not in _SAME_BOTH_WAYS),
)


@st.fragment
@rechecked
def linking(page: Page, opened: Opened) -> None:
    """Draw the picker; it runs alone while a person looks for the other one."""
    t, key = page.t, f"{key_of(opened)}.linking"
    with st.popover(t("record.links.add"), key=key, icon=":material/add_link:"):
        what = st.segmented_control(
            t("record.links.to"),
            (_RECORD, Outside.KPI.value, Outside.IMPORT.value),
            default=_RECORD,
            required=True,
            format_func=lambda code: t(f"record.links.to.{code}"),
            key=f"{key}.what",
        )
        if what == _RECORD:
            _relation(page, key)
            _record(page, opened, key)
        elif what == Outside.KPI:
            _kpi(page, key)
        else:
            _import(page, opened, key)
        refusal_at(t, slot_of(opened, _SECTION))
        st.button(
            t("record.links.add"),
            key=f"{key}.add",
            type="primary",
            on_click=_add,
            args=(page, opened),
        )


def _relation(page: Page, key: str) -> None:
    t = page.t
    st.selectbox(
        t("record.links.relation"),
        _SIDES,
        format_func=lambda side: t(
            f"link.{'relation' if side.is_outward else 'inverse'}.{side.relation}"
        ),
        key=f"{key}.side",
    )


def _record(page: Page, opened: Opened, key: str) -> None:
    t = page.t
    text = st.text_input(
        t("record.links.find"),
        key=f"{key}.text",
        type="search",
        live=True,
        placeholder=t("record.links.find_hint"),
        icon=":material/search:",
    )
    found = cached.found(page.db, text) if text else pd.DataFrame()
    names = {
        (row["kind"], str(row["id"])): _named(row)
        for row in found.head(_MOST_FOUND).to_dict("records")
        if (row["kind"], row["id"]) != (opened.kind, opened.id)
    }
    if text and not names:
        st.caption(t("record.links.nothing_found"))
    if names:
        st.radio(
            t("record.links.found"),
            list(names),
            format_func=lambda one: names.get(one, ""),
            key=f"{key}.{_RECORD}",
            label_visibility="collapsed",
        )


def _named(row: Mapping[Any, Any]) -> str:
    return f"{row['project_code']} · {row['ref']} {row['title']}"


def _kpi(page: Page, key: str) -> None:
    t = page.t
    st.selectbox(
        t("record.links.to.kpi"),
        list(METRICS),
        index=None,
        format_func=lambda code: t(f"metric.{code}"),
        key=f"{key}.{Outside.KPI}",
        placeholder=t("record.none"),
    )


def _import(page: Page, opened: Opened, key: str) -> None:
    t = page.t
    rows = imports(page.db, opened.project_id)
    names = {
        str(number): f"{number} · {file} · {formats.moment(t, at, page.timezone)}"
        for number, file, at in zip(rows["id"], rows["file"], rows["at"], strict=True)
    }
    if not names:
        st.caption(t("record.links.no_imports"))
        return
    st.selectbox(
        t("record.links.to.import"),
        list(names),
        index=None,
        format_func=lambda number: names.get(number, number),
        key=f"{key}.{Outside.IMPORT}",
        placeholder=t("record.none"),
    )


def _picked(key: str) -> tuple[str, str] | None:
    """Tell what is chosen now: a choice may come with the very press of the button."""
    what = st.session_state[f"{key}.what"]
    chosen = st.session_state.get(f"{key}.{what}")
    return chosen if chosen is None or what == _RECORD else (what, chosen)


def _add(page: Page, opened: Opened) -> None:
    key = f"{key_of(opened)}.linking"
    side = st.session_state.get(f"{key}.side", _SIDES[0])
    link = partial(_linked, page, opened, _picked(key), side)
    names = ("text", _RECORD, Outside.KPI, Outside.IMPORT)
    act(page, opened, _SECTION, link, empties=tuple(f"{key}.{name}" for name in names))
    st.rerun()


def _linked(page: Page, opened: Opened, picked: tuple[str, str] | None, side: Side) -> Logged:
    if picked is None:
        raise DomainError("record.link_missing")
    link_records(page.db, _draft(opened, picked, side), actor=page.actor)
    return Logged("record.links.added")


def _draft(opened: Opened, picked: tuple[str, str], side: Side) -> LinkDraft:
    kind, key = picked
    if kind not in set(RecordKind):
        return LinkDraft(
            from_kind=opened.kind, from_id=opened.id, to_kind=Outside(kind), to_key=key
        )
    ends = [(opened.kind, str(opened.id)), (RecordKind(kind), key)]
    first, second = ends if side.is_outward else reversed(ends)
    return LinkDraft(
        from_kind=first[0],
        from_id=int(first[1]),
        relation=side.relation,
        to_kind=second[0],
        to_key=second[1],
    )
