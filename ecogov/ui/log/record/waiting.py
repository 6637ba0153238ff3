"""Which milestones a milestone waits for, and which wait for it."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.domain.schedule.links import LinkKind
from ecogov.services.log.milestones import link_milestones, unlink_milestones
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.place import record_query
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.head import code_of
from ecogov.ui.log.record.reads import Opened, milestones, row_of
from ecogov.ui.page import Page

_SECTION: Final = "waiting"
_ENDS: Final = (("predecessor_id", "successor_id"), ("successor_id", "predecessor_id"))
_INPUTS: Final = ("predecessor", "type", "lag")


def waiting(page: Page, opened: Opened, links: pd.DataFrame) -> None:
    """Draw what holds the milestone back and what it holds back, and the way to add."""
    t = page.t
    rows = milestones(page.db, opened.project_id)
    for other, own in _ENDS:
        mine = links.loc[links[own] == opened.id]
        if not mine.empty:
            st.subheader(t(f"milestone.{other}s"), anchor=False)
        for link in mine.to_dict("records"):
            row = row_of(rows, link[other])
            if row:
                _other(page, opened, {str(name): link[name] for name in link}, row)
    if not opened.is_archived:
        _adder(page, opened, rows)
    refusal_at(t, slot_of(opened, _SECTION))


def _other(page: Page, opened: Opened, link: dict[str, Any], row: dict[str, Any]) -> None:
    t, lag = page.t, int(link["lag_days"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        link_to(
            "log",
            f"{row['ref']} {literal(row['title'])}",
            icon=KIND_ICONS[opened.kind],
            **record_query(row["ref"], code_of(page, opened)),
        )
        kind = t(f"milestone_link.type.{link['type']}")
        st.caption(f"{kind} · {t('milestone.lag', count=lag)}" if lag else kind, width="content")
        st.button(
            "",
            key=f"{key_of(opened)}.waits.{link['id']}",
            icon=":material/link_off:",
            type="tertiary",
            help=t("record.links.remove"),
            on_click=act,
            args=(page, opened, _SECTION, partial(_unlinked, page, link)),
        )


def _adder(page: Page, opened: Opened, rows: pd.DataFrame) -> None:
    t, key = page.t, f"{key_of(opened)}.waits"
    others = rows.loc[rows["id"] != opened.id]
    names = {
        int(record): f"{ref} {title}"
        for record, ref, title in zip(others["id"], others["ref"], others["title"], strict=True)
    }
    with (
        st.popover(t("milestone.wait_add"), key=key, icon=":material/hourglass_top:"),
        st.form(f"{key}.form", border=False),
    ):
        st.selectbox(
            t("milestone.predecessor_ids"),
            list(names),
            index=None,
            format_func=lambda record: names.get(record, str(record)),
            key=f"{key}.predecessor",
            placeholder=t("record.none"),
        )
        st.selectbox(
            t("milestone_link.type"),
            list(LinkKind),
            format_func=lambda code: t(f"milestone_link.type.{code}"),
            key=f"{key}.type",
        )
        st.number_input(t("milestone_link.lag_days"), value=0, step=1, key=f"{key}.lag")
        st.form_submit_button(
            t("milestone.wait_add"),
            key=f"{key}.save",
            type="primary",
            on_click=_add,
            args=(page, opened),
        )


def _add(page: Page, opened: Opened) -> None:
    key = f"{key_of(opened)}.waits"
    held = {name: st.session_state.get(f"{key}.{name}") for name in _INPUTS}
    empties = tuple(f"{key}.{name}" for name in _INPUTS)
    act(page, opened, _SECTION, partial(_linked, page, opened, held), empties=empties)


def _linked(page: Page, opened: Opened, held: dict[str, Any]) -> Logged:
    if held["predecessor"] is None:
        raise DomainError("record.link_missing")
    draft = MilestoneLinkDraft(
        predecessor_id=held["predecessor"],
        successor_id=opened.id,
        type=held["type"],
        lag_days=held["lag"] or 0,
    )
    link_id = link_milestones(page.db, draft, actor=page.actor)
    undo = partial(unlink_milestones, page.db, link_id, actor=page.actor)
    return Logged("record.links.added", undo=undo)


def _unlinked(page: Page, link: dict[str, Any]) -> Logged:
    unlink_milestones(page.db, int(link["id"]), actor=page.actor)
    draft = MilestoneLinkDraft(**{name: link[name] for name in MilestoneLinkDraft.model_fields})
    undo = partial(link_milestones, page.db, draft, actor=page.actor)
    return Logged("record.links.removed", undo=undo)
