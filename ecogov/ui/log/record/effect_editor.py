"""The editor of what a change request changes: added and taken out line by line."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.domain.log.fields import FIRST_DAY, LAST_DAY
from ecogov.i18n.targets import target_sentence
from ecogov.services.log.records import amend_record
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.log.done import field_labels
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.effects import (
    AT_WORK,
    BASELINE,
    EFFECTS,
    TARGET,
    UNITS,
    effect_in_words,
)
from ecogov.ui.log.record.reads import Opened, milestones, project_of, row_of, targets
from ecogov.ui.page import Page

_SECTION: Final = "effects"
_DIGITS: Final = 10
_SUBJECT: Final = MappingProxyType({BASELINE: "milestone_id", TARGET: "target_id"})
_INPUTS: Final = ("milestone_id", "target_id", "to_day", "to_units", "to_value", "from")
_MIN_WIDTH: Final = 200

Effect = Mapping[str, Any]


def effects(page: Page, opened: Opened) -> None:
    """Draw what an approval changes, from what to what, and while it is open the way to add."""
    t = page.t
    st.subheader(t("effect.title"), anchor=False)
    held: list[Effect] = list(opened.stored["effects"])
    can_edit = opened.stored["status"] in AT_WORK and not opened.is_archived
    for number, effect in enumerate(held):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(effect_in_words(page, opened, effect), width="content")
            if can_edit:
                _remover(page, opened, held, number)
    if not held:
        st.caption(t("effect.none"))
    if can_edit:
        _editor(page, opened, held)


def _remover(page: Page, opened: Opened, held: Sequence[Effect], number: int) -> None:
    rest = [*held[:number], *held[number + 1 :]]
    st.button(
        "",
        key=f"{key_of(opened)}.effect.{number}.remove",
        icon=":material/delete:",
        type="tertiary",
        help=page.t("effect.remove"),
        on_click=act,
        args=(page, opened, _SECTION, partial(_store, page, opened, rest)),
    )


def _editor(page: Page, opened: Opened, held: Sequence[Effect]) -> None:
    t, key = page.t, f"{key_of(opened)}.effect"
    with st.container(border=True, key=f"{key}.editor"):
        what = st.selectbox(
            t("effect.what"),
            EFFECTS,
            format_func=lambda code: t(f"effect.{code}"),
            key=f"{key}.what",
        )
        with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
            _inputs(page, opened, what)
        refusal_at(t, slot_of(opened, _SECTION), field_labels(t, opened.kind))
        st.button(
            t("effect.add"),
            key=f"{key}.add",
            icon=":material/add:",
            on_click=_add,
            args=(page, opened, held),
        )


def _inputs(page: Page, opened: Opened, what: str) -> None:
    """Draw what an effect of this kind needs to be told."""
    t, key = page.t, f"{key_of(opened)}.effect"
    if what in _SUBJECT:
        _subject(page, opened, what)
    if what == UNITS:
        st.number_input(
            t("effect.to_units"), value=None, step=1, format="%d", key=f"{key}.to_units"
        )
    elif what == TARGET:
        _value(page, opened)
        _day(t("effect.from"), f"{key}.from")
    else:
        _day(t("effect.to_day"), f"{key}.to_day")


def _told(page: Page, opened: Opened) -> Effect:
    """Give what stands in the inputs now: a click that leaves one comes together with its value."""
    held = {name: st.session_state.get(f"{key_of(opened)}.effect.{name}") for name in _INPUTS}
    what = st.session_state[f"{key_of(opened)}.effect.what"]
    told: dict[str, Any] = {"what": what}
    if what in _SUBJECT:
        told[_SUBJECT[what]] = held[_SUBJECT[what]]
    if what == UNITS:
        return {**told, "to": held["to_units"]}
    if what == TARGET:
        to = held["to_value"]
        if to is not None and _is_share(page, opened, held["target_id"]):
            to = round(to / 100, _DIGITS)
        return {**told, "to": to, "effective_from": held["from"]}
    return {**told, "to": held["to_day"]}


def _subject(page: Page, opened: Opened, what: str) -> None:
    t, name = page.t, _SUBJECT[what]
    rows = (milestones if what == BASELINE else targets)(page.db, opened.project_id)
    if what == BASELINE:
        texts = list(rows["ref"] + " " + rows["title"])
    else:
        currency = str(project_of(page, opened).get("currency") or "")
        told = rows.astype(object).where(rows.notna(), None).to_dict("records")
        texts = [target_sentence(t, {str(k): v for k, v in row.items()}, currency) for row in told]
    names = {int(record): text for record, text in zip(rows["id"], texts, strict=True)}
    st.selectbox(
        t(f"effect.{name}"),
        list(names),
        index=None,
        format_func=lambda record: names.get(record, str(record)),
        key=f"{key_of(opened)}.effect.{name}",
        placeholder=t("record.none"),
    )


def _value(page: Page, opened: Opened) -> None:
    t, label = page.t, page.t("effect.to_value")
    is_share = _is_share(page, opened, st.session_state[f"{key_of(opened)}.effect.target_id"])
    st.number_input(
        t("record.field_in", field=label, unit="%") if is_share else label,
        value=None,
        step=None,
        format="%.10g",
        key=f"{key_of(opened)}.effect.to_value",
    )


def _is_share(page: Page, opened: Opened, target_id: int | None) -> bool:
    row = row_of(targets(page.db, opened.project_id), target_id)
    return bool(row) and METRICS[row["metric"]].unit is Unit.SHARE


def _day(label: str, key: str) -> None:
    st.date_input(
        label, None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key
    )


def _add(page: Page, opened: Opened, held: Sequence[Effect]) -> None:
    store = partial(_store, page, opened, [*held, _told(page, opened)])
    beginning = f"{key_of(opened)}.effect"
    act(page, opened, _SECTION, store, empties=tuple(f"{beginning}.{name}" for name in _INPUTS))


def _store(page: Page, opened: Opened, told: Sequence[Effect]) -> None:
    if any(value is None for effect in told for value in effect.values()):
        raise DomainError("change_request.effect_missing")
    amend_record(
        page.db,
        opened.kind,
        opened.id,
        {"effects": tuple(told)},
        version=opened.version,
        actor=page.actor,
    )
