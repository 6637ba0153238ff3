"""What a record points at and what points at it, in words; KPIs and imports open their pages."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, Outside, Relation
from ecogov.i18n.translator import Translator
from ecogov.services.log.links import link_records, unlink
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.looks import KIND_ICONS, OUTSIDE_ICONS
from ecogov.ui.log.place import record_query
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.linking import linking
from ecogov.ui.log.record.reads import Opened, may_write
from ecogov.ui.page import Page

_SECTION: Final = "links"
_PAGES: Final = {
    Outside.KPI.value: ("kpis", "metric"),
    Outside.IMPORT.value: ("imports", "receipt"),
    Outside.ANOMALY.value: ("standup", "card"),
}
"""Page and query parameter that open what stands outside of the log."""


def linked(page: Page, opened: Opened) -> None:
    """Draw the links of a record, each with the way there and the way to take it away."""
    t = page.t
    st.subheader(t("record.links"), anchor=False)
    rows = opened.links.to_dict("records")
    for row in rows:
        _row(page, opened, {str(name): value for name, value in row.items()})
    if not rows:
        st.caption(t("record.links.none"))
    if not opened.is_archived and may_write(page, opened):
        linking(page, opened)
    refusal_at(t, slot_of(opened, _SECTION))


def relation_in_words(t: Translator, row: Mapping[Any, Any]) -> str:
    """Say what the record is to the other one."""
    side = "relation" if row["is_outward"] else "inverse"
    return t(f"link.{side}.{row['relation']}")


def other_end(t: Translator, row: Mapping[Any, Any]) -> str:
    """Name what a link leads to, as Markdown."""
    kind, key = row["kind"], row["key"]
    if kind == Outside.KPI:
        name = t(f"metric.{key}") if t.has(f"metric.{key}") else str(key)
        return t("record.links.outside", kind=t(f"link.outside.{kind}"), name=literal(name))
    if kind not in set(RecordKind):
        name = str(row["ref"] or key)
        return t("record.links.outside", kind=t(f"link.outside.{kind}"), name=literal(name))
    if row["ref"] is None:
        return t("record.links.gone")
    return f"{row['ref']} {literal(row['title'])}"


def _row(page: Page, opened: Opened, row: dict[str, Any]) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":gray[{relation_in_words(t, row)}]", width="content")
        _way(page, row)
        if row["kind"] in set(RecordKind) and row["status"] is not None:
            said = t(f"{row['kind']}.status.{row['status']}")
            archived = "" if row["archived_at"] is None else f" · {t('record.links.archived')}"
            st.caption(said + archived, width="content")
        if row["relation"] != Relation.BECAME and may_write(page, opened):
            st.button(
                "",
                key=f"{key_of(opened)}.unlink.{row['id']}",
                icon=":material/link_off:",
                type="tertiary",
                help=t("record.links.remove"),
                on_click=act,
                args=(page, opened, _SECTION, partial(_unlink, page, opened, row)),
            )


def _way(page: Page, row: Mapping[str, Any]) -> None:
    kind, key, name = row["kind"], str(row["key"]), other_end(page.t, row)
    if kind in _PAGES:
        to, parameter = _PAGES[kind]
        link_to(to, name, icon=OUTSIDE_ICONS[Outside(kind)], **{parameter: key})
    elif kind in set(RecordKind) and row["ref"] is not None:
        query = record_query(row["ref"], row["project_code"])
        link_to("log", name, icon=KIND_ICONS[RecordKind(kind)], **query)
    else:
        st.markdown(name, width="content")


def _unlink(page: Page, opened: Opened, row: Mapping[str, Any]) -> Logged:
    unlink(page.db, int(row["id"]), actor=page.actor)
    draft = _as_it_was(opened, row)
    undo = partial(link_records, page.db, draft, actor=page.actor)
    return Logged("record.links.removed", undo=undo)


def _as_it_was(opened: Opened, row: Mapping[str, Any]) -> LinkDraft:
    relation, key = Relation(row["relation"]), str(row["key"])
    if row["is_outward"]:
        to = RecordKind(row["kind"]) if row["kind"] in set(RecordKind) else Outside(row["kind"])
        return LinkDraft(
            from_kind=opened.kind, from_id=opened.id, relation=relation, to_kind=to, to_key=key
        )
    return LinkDraft(
        from_kind=RecordKind(row["kind"]),
        from_id=int(key),
        relation=relation,
        to_kind=opened.kind,
        to_key=str(opened.id),
    )
