"""The ladder of escalations: hours by severity, and who is addressed on each level."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.escalations.ladder import LEVELS, LadderDraft
from ecogov.i18n.translator import Translator
from ecogov.services.log.setups import change_ladder, ladder_draft
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.log import reads
from ecogov.ui.settings.log.cells import Cells, rows_of
from ecogov.ui.settings.place import go
from ecogov.ui.settings.record_form import record_form

_SEVERITIES: Final = ("critical", "major", "minor")
_HOURS: Final = ("acknowledge_hours", "update_hours", "resolve_hours")
_PEOPLE: Final = ("role", "person")
_NAME: Final = "name"

Row = tuple[Cells]
"""What one field of the form holds."""


def ladder_form(page: Page, project_id: int) -> None:
    """Draw the form of the ladder."""
    setup = reads.setup(page.db, project_id)
    told = ladder_draft(setup).model_dump(mode="json")
    rungs = {rung["level"]: rung for rung in told["rungs"]}
    stored = {
        "id": project_id,
        "version": setup.version,
        **{one: _row(told[one], _HOURS) for one in _SEVERITIES},
        **{one.value: _row(rungs[one.value], _PEOPLE) for one in LEVELS},
    }
    record_form(
        page,
        "ladder",
        stored,
        draw=_fields,
        save=partial(_save, page, project_id),
    )


def _row(told: Mapping[str, Any], names: Iterable[str]) -> Row:
    return (Cells({name: told[name] for name in names}),)


def _fields(fields: Fields) -> dict[str, Any]:
    t = fields.t
    st.markdown(t("settings.log.hours_text"))
    hours = _editor(
        fields,
        _SEVERITIES,
        {
            name: st.column_config.NumberColumn(t(f"ladder.{name}"), format="%.10g", width=190)
            for name in _HOURS
        },
    )
    st.markdown(t("settings.log.rungs_text"))
    people = _editor(
        fields,
        tuple(level.value for level in LEVELS),
        {
            name: st.column_config.TextColumn(t(f"ladder.{name}"), max_chars=120, width=260)
            for name in _PEOPLE
        },
    )
    return {**hours, **people}


def _editor(fields: Fields, rows: tuple[str, ...], columns: dict[str, Any]) -> dict[str, Row]:
    """Draw a table of fixed rows, each one a field of the form."""
    t = fields.t
    table = pd.DataFrame([dict(fields.stored[row][0]) for row in rows], columns=list(columns))
    table.insert(0, _NAME, [_row_name(t, row) for row in rows])
    edited = st.data_editor(
        table,
        hide_index=True,
        placeholder="",
        disabled=[_NAME],
        column_config={_NAME: st.column_config.TextColumn("", width=200), **columns},
        height="content",
        key=f"{fields.key}.{rows[0]}",
        alt=t(f"ladder.{rows[0]}"),
    )
    told = rows_of(edited.assign(**{_NAME: list(rows)}), (_NAME, *columns))
    return {row[_NAME]: _row(row, columns) for row in told}


def _row_name(t: Translator, row: str) -> str:
    return t(f"ladder.{row}")


def _save(page: Page, project_id: int, values: dict[str, Any], version: int) -> None:
    rungs = [
        {"level": level, **{name: values[level][0][name] or "" for name in _PEOPLE}}
        for level in LEVELS
    ]
    hours = {one: dict(values[one][0]) for one in _SEVERITIES}
    draft = LadderDraft.model_validate({"project_id": project_id, "rungs": rungs, **hours})
    change_ladder(page.db, draft, version=version, actor=page.actor)
    say(Done("settings.log.saved", {"what": page.t("settings.log.part.ladder")}))
    go("log")
    st.rerun()
