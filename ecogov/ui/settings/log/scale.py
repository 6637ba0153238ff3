"""The scale by which a project scores risks: levels, chances, bands, and what it was before."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.risks.scales import LEVELS, Scale, ScaleDraft
from ecogov.domain.risks.words import Severity
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.log.risks import BUILT_IN, change_scale
from ecogov.ui.cached import scale as scale_of
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.log import reads
from ecogov.ui.settings.log.cells import Cells, rows_of
from ecogov.ui.settings.place import go
from ecogov.ui.settings.record_form import record_form

_CHANCES: Final = ("chance_low", "chance_high")
_MEANINGS: Final = ("meaning_en", "meaning_zh")
_NAMES: Final = ("name_en", "name_zh")
_SCORES: Final = ("lowest", "highest")
_FIELDS: Final = {
    "probability": (*_NAMES, *_CHANCES, *_MEANINGS),
    "impact": (*_NAMES, *_MEANINGS),
    "bands": ("severity", *_NAMES, *_SCORES),
}
_LEVEL: Final = "level"
_DIGITS: Final = 10


def scale_form(page: Page, project_id: int) -> None:
    """Draw the form of the scale in force, and the versions that there were."""
    scale = scale_of(page.db, project_id)
    stored = {"id": project_id, "version": scale.version, **_cells(scale)}
    record_form(
        page,
        "risk_scale",
        stored,
        draw=_fields,
        save=partial(_save, page, project_id),
    )
    _versions(page, project_id, scale.version)


def _cells(scale: Scale) -> dict[str, tuple[Cells, ...]]:
    told = ScaleDraft.of(scale).model_dump(mode="json")
    rows = {
        part: tuple(Cells({name: row[name] for name in names}) for row in told[part])
        for part, names in _FIELDS.items()
    }
    for row in rows["probability"]:
        row.update({name: _in_percent(row[name]) for name in _CHANCES})
    return rows


def _in_percent(chance: float | None) -> float | None:
    return None if chance is None else round(chance * 100, _DIGITS)


def _fields(fields: Fields) -> dict[str, Any]:
    return {part: _editor(fields, part) for part in _FIELDS}


def _editor(fields: Fields, part: str) -> tuple[Cells, ...]:
    t = fields.t
    st.markdown(f"**{fields.label(part)}**")
    is_fixed = part != "bands"
    names = _in_readers_order(t, _FIELDS[part])
    table = pd.DataFrame([dict(row) for row in fields.stored[part]], columns=list(names))
    if is_fixed:
        table.insert(0, _LEVEL, list(range(1, LEVELS + 1)))
    edited = st.data_editor(
        table,
        hide_index=True,
        placeholder="",
        num_rows="fixed" if is_fixed else "dynamic",
        disabled=[_LEVEL],
        column_config=_columns(fields),
        height="content",
        key=f"{fields.key}.{part}",
        alt=fields.label(part),
    )
    return rows_of(edited, _FIELDS[part])


def _in_readers_order(t: Translator, names: tuple[str, ...]) -> tuple[str, ...]:
    """Put the reader's language before the other one."""
    if t.language != "zh-Hans":
        return names
    swapped = {"_en": "_zh", "_zh": "_en"}
    return tuple(name[:-3] + swapped.get(name[-3:], name[-3:]) for name in names)


def _columns(fields: Fields) -> dict[str, Any]:
    t, columns = fields.t, st.column_config
    return {
        _LEVEL: columns.NumberColumn(fields.label(_LEVEL), width=60),
        **{name: columns.TextColumn(fields.label(name), width=150) for name in _NAMES},
        **{name: columns.TextColumn(fields.label(name), width=330) for name in _MEANINGS},
        **{
            name: columns.NumberColumn(fields.label(name), format="%.10g", width=110)
            for name in _CHANCES
        },
        **{name: columns.NumberColumn(fields.label(name), step=1, width=110) for name in _SCORES},
        "severity": columns.SelectboxColumn(
            fields.label("severity"),
            options=[one.value for one in Severity],
            format_func=lambda code: t(f"risk.trend.{code}"),
            width=150,
        ),
    }


def _save(page: Page, project_id: int, values: dict[str, Any], version: int) -> None:
    told = {part: [dict(row) for row in rows] for part, rows in values.items()}
    for row in told["probability"]:
        row.update({name: _as_share(row[name]) for name in _CHANCES})
    for row in told["probability"] + told["impact"]:
        row.update({name: row[name] or "" for name in _MEANINGS})
    draft = ScaleDraft.model_validate(told)
    if draft == ScaleDraft.of(scale_of(page.db, project_id)):
        say(Done("settings.log.scale_same"))
    else:
        change_scale(page.db, draft, project_id=project_id, version=version, actor=page.actor)
        say(Done("settings.log.scale_saved"))
    go("log")
    st.rerun()


def _as_share(percent: float | None) -> float | None:
    return None if percent is None else round(percent / 100, _DIGITS + 2)


def _versions(page: Page, project_id: int, in_force: int) -> None:
    t = page.t
    rows = reads.versions(page.db, project_id)
    st.subheader(t("settings.log.versions"), anchor=False)
    st.caption(t("settings.log.versions_text"))
    told = zip(rows["version"], rows["is_own"], rows["created_at"], rows["created_by"], strict=True)
    count = len(rows)
    table = [
        (
            t("settings.log.version_of", n=str(count - place)),
            t("settings.log.in_force") if version == in_force else "",
            formats.NOTHING if version == BUILT_IN else formats.moment(t, at, page.timezone),
            by,
            t(f"settings.log.scale_of.{_whose(version, is_own=is_own)}"),
        )
        for place, (version, is_own, at, by) in enumerate(told)
    ]
    names = ["version", "state", "since", "by", "whose"]
    st.dataframe(
        pd.DataFrame(table, columns=names),
        column_config={name: t(f"settings.log.versions.{name}") for name in names},
        hide_index=True,
        height="content",
        alt=t("settings.log.versions"),
        key="settings.log.versions",
    )


def _whose(version: int, *, is_own: bool) -> str:
    if version == BUILT_IN:
        return "program"
    return "project" if is_own else "all"
