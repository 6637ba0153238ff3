"""The filters above a list; what is picked stands in the link, as codes of no language."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n.translator import Translator
from ecogov.ui.literal import literal
from ecogov.ui.log import cached
from ecogov.ui.log.place import ask, asked, project_id
from ecogov.ui.log.questions import (
    ARCHIVED,
    CELL,
    DUE,
    DUES,
    NEWEST,
    NOTHING,
    OPEN_ONES,
    OWNER,
    SORT,
    STATUS,
    TEXT,
    UNSCORED,
    VENDOR,
    cell,
    choice_fields,
    has_vendor,
    one,
    sorts,
    status_codes,
    unscored,
)
from ecogov.ui.page import Page

_WIDTH: Final = 142
_IN_FRONT: Final = 1
"""How many of the choices of a kind stand beside each other; the others wait behind a button."""


def filter_bar(page: Page, kind: RecordKind) -> None:
    """Draw the filters of a kind: the usual ones in a row, the others behind a button."""
    t = page.t
    fields = choice_fields(kind)
    _say_what_is_unknown(page, kind)
    with st.container(key="log-filters", horizontal=True, gap="xsmall"):
        _text(t, kind)
        _pick_one(t, kind, STATUS, _status_words(t, kind), default=OPEN_ONES)
        _pick_many(t, kind, OWNER, _people(page))
        for spec in fields[:_IN_FRONT]:
            _pick_many(t, kind, spec.name, _words(t, kind, spec.name, spec.choices))
        _pick_one(t, kind, DUE, {"": t("log.due.any"), **_named(t, "due", DUES)}, default="")
        _pick_one(t, kind, SORT, _named(t, "sort", tuple(sorts(kind))), default=NEWEST)
        with st.popover(
            t("log.more_filters"), key=f"log.{kind.value}.more", icon=":material/tune:"
        ):
            for spec in fields[_IN_FRONT:]:
                _pick_many(t, kind, spec.name, _words(t, kind, spec.name, spec.choices))
            if has_vendor(kind):
                _pick_many(t, kind, VENDOR, _vendors(page))
            _archived(t, kind)


def place_notes(t: Translator) -> None:
    """Say what of the heat map is listed, with the way back to all of it."""
    _cell_note(t)
    _unscored_note(t)


def _text(t: Translator, kind: RecordKind) -> None:
    key = f"log.{kind.value}.{TEXT}"
    st.session_state[key] = " ".join(asked(TEXT))
    st.text_input(
        t("log.filter.text"),
        key=key,
        placeholder=t("log.filter.text"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=200,
        on_change=_picked,
        args=(kind, TEXT, ""),
        width=180,
    )


def _pick_one(
    t: Translator, kind: RecordKind, name: str, words: Mapping[str, str], *, default: str
) -> None:
    key = f"log.{kind.value}.{name}"
    st.session_state[key] = one(name, tuple(words), default)
    st.selectbox(
        t(f"log.filter.{name}"),
        list(words),
        format_func=lambda code: words[code],
        key=key,
        label_visibility="collapsed",
        on_change=_picked,
        args=(kind, name, default),
        width=_WIDTH,
    )


def _pick_many(t: Translator, kind: RecordKind, name: str, words: Mapping[str, str]) -> None:
    key = f"log.{kind.value}.{name}"
    label = t(f"{kind.value}.{name}") if t.has(f"{kind.value}.{name}") else t(f"log.filter.{name}")
    st.session_state[key] = [code for code in asked(name) if code in words]
    st.multiselect(
        label,
        list(words),
        format_func=lambda code: words[code],
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        on_change=_picked,
        args=(kind, name, ""),
        width=_WIDTH,
    )


def _archived(t: Translator, kind: RecordKind) -> None:
    key = f"log.{kind.value}.{ARCHIVED}"
    st.session_state[key] = bool(asked(ARCHIVED))
    st.toggle(t("log.filter.archived"), key=key, on_change=_picked, args=(kind, ARCHIVED, ""))


def _picked(kind: RecordKind, name: str, default: str) -> None:
    value = st.session_state[f"log.{kind.value}.{name}"]
    if isinstance(value, bool):
        ask(name, ["1"] if value else [])
    elif isinstance(value, list):
        ask(name, value)
    else:
        ask(name, [value] if value and value != default else [])


def _status_words(t: Translator, kind: RecordKind) -> dict[str, str]:
    return {
        code: t(f"{kind.value}.{STATUS}.{code.removeprefix('is-')}")
        if code.startswith("is-")
        else t(f"log.status.{code}")
        for code in status_codes(kind)
    }


def _named(t: Translator, area: str, codes: Sequence[str]) -> dict[str, str]:
    return {code: t(f"log.{area}.{code}") for code in codes}


def _words(t: Translator, kind: RecordKind, name: str, codes: Sequence[str]) -> dict[str, str]:
    told = {code: t(f"{kind.value}.{name}.{code}") for code in codes}
    return {**told, NOTHING: t("log.filter.empty")}


def _people(page: Page) -> dict[str, str]:
    names = [*cached.people(page.db, project_id(page)), *asked(OWNER)]
    told = {name: name for name in names if name != NOTHING}
    return {**told, NOTHING: page.t("log.filter.nobody")}


def _vendors(page: Page) -> dict[str, str]:
    told = {code: code for code in cached.vendors(page.db).values()}
    return {**told, NOTHING: page.t("log.filter.empty")}


def _say_what_is_unknown(page: Page, kind: RecordKind) -> None:
    """Say which filters of a link mean nothing here, and take them out of it."""
    known: dict[str, Sequence[str]] = {
        STATUS: status_codes(kind),
        DUE: DUES,
        SORT: tuple(sorts(kind)),
        VENDOR: tuple(_vendors(page)),
        **{spec.name: (*spec.choices, NOTHING) for spec in choice_fields(kind)},
    }
    lost = []
    for name, offered in known.items():
        values = asked(name)
        unknown = [value for value in values if value not in offered]
        if unknown:
            lost += unknown
            ask(name, [value for value in values if value not in unknown])
    if lost:
        told = page.t("value.list_separator").join(lost)
        st.warning(page.t("log.unknown_filter", values=literal(told)), icon=":material/link_off:")


def _cell_note(t: Translator) -> None:
    asked_cell = cell()
    if asked_cell is None:
        return
    stage, probability, impact = asked_cell
    told = t(
        "log.filter.cell",
        stage=t(f"log.stage.{stage.value}"),
        probability=probability,
        impact=impact,
    )
    st.button(
        told, key="log.cell", icon=":material/close:", type="tertiary", on_click=ask,
        args=(CELL, ()),
    )  # fmt: skip


def _unscored_note(t: Translator) -> None:
    stage = unscored()
    if stage is not None:
        st.button(
            t("log.filter.unscored", stage=t(f"log.stage.{stage.value}")),
            key="log.unscored",
            icon=":material/close:",
            type="tertiary",
            on_click=ask,
            args=(UNSCORED, ()),
        )
