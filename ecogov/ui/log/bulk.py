"""One change to many records at once, with the way back."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.fields import FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.services.log.records import (
    amend_records,
    archive_records,
    restore_records,
)
from ecogov.ui.log import cached
from ecogov.ui.log.choosing import versions_of
from ecogov.ui.log.columns import STATUS, editable, is_needed
from ecogov.ui.log.companions import with_companions
from ecogov.ui.log.done import Done, attempt, say
from ecogov.ui.log.editing import select, undone
from ecogov.ui.log.place import asked, project_id
from ecogov.ui.log.questions import ARCHIVED, today
from ecogov.ui.log.record.form import adopt
from ecogov.ui.page import Page

_SHAPES: Final = frozenset({Shape.PERSON, Shape.CHOICE, Shape.DAY, Shape.VENDOR, Shape.FLAG})
_FIELD: Final = "log.bulk.field"
_WIDTH: Final = 190


def bulk_bar(page: Page, kind: RecordKind, chosen: pd.DataFrame) -> None:
    """Draw what can be done to the chosen records, of which ``id, version, status`` are told."""
    t = page.t
    ticked = versions_of(chosen)
    st.markdown(f"**{t('log.bulk.count', count=len(ticked))}**", width="content")
    if asked(ARCHIVED):
        _button(page, kind, "restore", ticked)
    else:
        _change(page, kind, chosen)
        _button(page, kind, "archive", ticked)
    st.button(
        t("log.bulk.clear"),
        key="log.bulk.clear",
        icon=":material/deselect:",
        type="tertiary",
        on_click=select,
        args=(kind, {}),
    )


def bulk_fields(kind: RecordKind) -> dict[str, FieldSpec]:
    """Give the fields of a kind that can be changed for many records at once."""
    shown = editable(kind)
    return {
        spec.name: spec
        for spec in KINDS[kind].fields
        if spec.name in shown and spec.shape in _SHAPES
    }


def _change(page: Page, kind: RecordKind, chosen: pd.DataFrame) -> None:
    t, fields = page.t, bulk_fields(kind)
    name = st.selectbox(
        t("log.bulk.field"),
        list(fields),
        format_func=lambda field: t(f"{kind.value}.{field}"),
        key=f"{_FIELD}.{kind.value}",
        label_visibility="collapsed",
        width=_WIDTH,
    )
    value = _input(page, kind, fields[name], _key(kind, name))
    st.button(
        t("log.bulk.apply"),
        key="log.bulk.apply",
        type="primary",
        disabled=value is None and fields[name].is_required,
        on_click=_apply,
        args=(page, kind, name, chosen),
    )


def _input(page: Page, kind: RecordKind, spec: FieldSpec, key: str) -> Any:  # noqa: ANN401
    t = page.t
    label = t(f"{kind.value}.{spec.name}")
    shared: dict[str, Any] = {"key": key, "label_visibility": "collapsed", "width": _WIDTH}
    match spec.shape:
        case Shape.DAY:
            return st.date_input(label, None, format="YYYY-MM-DD", **shared)
        case Shape.FLAG:
            return st.checkbox(label, key=key, width=_WIDTH)
        case Shape.VENDOR:
            codes = cached.vendors(page.db)
            return st.selectbox(
                label, list(codes), index=None, format_func=lambda one: codes[one],
                placeholder=t("log.bulk.empty"), **shared,
            )  # fmt: skip
        case Shape.CHOICE:
            first = 0 if is_needed(kind, spec.name) else None
            return st.selectbox(
                label, spec.choices, index=first,
                format_func=lambda code: t(f"{kind.value}.{spec.name}.{code}"),
                placeholder=t("log.bulk.empty"), **shared,
            )  # fmt: skip
    return st.selectbox(
        label, cached.people(page.db, project_id(page)), index=None,
        placeholder=t("log.bulk.person"), accept_new_options=True, **shared,
    ) or ""  # fmt: skip


def _key(kind: RecordKind, name: str) -> str:
    return f"log.bulk.{kind.value}.{name}"


def _typed(kind: RecordKind, name: str) -> object:
    """Give what stands in the input now: a click that leaves it comes together with its value."""
    value = st.session_state[_key(kind, name)]
    return "" if value is None and bulk_fields(kind)[name].shape is Shape.PERSON else value


def _touched(name: str, value: object, chosen: pd.DataFrame) -> dict[int, int]:
    """Leave out what has that status already: it would only be dated anew."""
    others = chosen[chosen[STATUS] != value] if name == STATUS else chosen
    versions = zip(others["id"], others["version"], strict=True)
    return {int(record): int(version) for record, version in versions}


def _apply(page: Page, kind: RecordKind, name: str, chosen: pd.DataFrame) -> None:
    if st.session_state[f"{_FIELD}.{kind.value}"] != name:
        return  # another field was chosen in the same moment: its input has to be seen first
    value = _typed(kind, name)
    versions = _touched(name, value, chosen)

    def act() -> None:
        told = with_companions(kind, {name: value}, today(page))
        amended = amend_records(page.db, kind, versions, told, actor=page.actor)
        adopt(page.db, amended)
        undo = partial(undone, page, amended)
        values: dict[str, str | int] = {
            "count": len(amended),
            "field": page.t(f"{kind.value}.{name}"),
        }
        say(Done(kind, "log.bulk.done", values, undo))
        select(kind, {})

    attempt(kind, act)


def _button(page: Page, kind: RecordKind, verb: str, ticked: Mapping[int, int]) -> None:
    icons = {"archive": ":material/archive:", "restore": ":material/unarchive:"}
    st.button(
        page.t(f"log.bulk.{verb}"),
        key=f"log.bulk.{verb}",
        icon=icons[verb],
        on_click=_put_away if verb == "archive" else _take_out,
        args=(page, kind, tuple(ticked)),
    )


def _put_away(page: Page, kind: RecordKind, ids: tuple[int, ...]) -> None:
    def act() -> None:
        archive_records(page.db, kind, ids, actor=page.actor)
        undo = partial(restore_records, page.db, kind, ids, actor=page.actor)
        say(Done(kind, "log.bulk.archived", {"count": len(ids)}, undo))
        select(kind, {})

    attempt(kind, act)


def _take_out(page: Page, kind: RecordKind, ids: tuple[int, ...]) -> None:
    def act() -> None:
        restore_records(page.db, kind, ids, actor=page.actor)
        undo = partial(archive_records, page.db, kind, ids, actor=page.actor)
        say(Done(kind, "log.bulk.restored", {"count": len(ids)}, undo))
        select(kind, {})

    attempt(kind, act)
