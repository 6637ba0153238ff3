"""The days of the chosen project: public holidays, its own days, its marked changes."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from ecogov.domain.projects import ChangeKind, ChangeMarkDraft, DayOffDraft
from ecogov.i18n import formats
from ecogov.i18n.places import country_names
from ecogov.services import calendars
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.forms.fields import Fields
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, attempt, confirmation, say
from ecogov.ui.settings.place import CLOSED, go
from ecogov.ui.settings.record_form import record_form
from ecogov.ui.settings.stored_rows import records

_MIN_WIDTH: Final = 320
_TEXT_AND_BUTTON: Final = (7, 3)


def calendar_section(page: Page, project_id: int) -> None:
    """Draw the year of a project, and the days that people enter."""
    confirmation(page)
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("small", "large")) as grid:
        with grid.cell():
            _own_days(page, project_id)
        with grid.cell():
            _marks(page, project_id)
    _year(page, project_id)


def _year(page: Page, project_id: int) -> None:
    t = page.t
    project = cached.project(page.db, project_id)
    with st.container(horizontal=True, vertical_alignment="center", key="settings-toolbar"):
        st.header(t("settings.calendar.year_title"), anchor=False, width="content")
        st.space("stretch")
        year = st.selectbox(
            t("settings.calendar.year"),
            _years(page, project),
            key="settings.calendar.year",
            label_visibility="collapsed",
            width=110,
        )
    days = cached.year_of_days(page.db, project_id, year)
    country = country_names(t).get(project["country"], t("settings.project.no_country"))
    st.caption(
        t("settings.calendar.summary", country=country, year=str(year), days=str(days.working_days))
    )
    table = _year_table(page, days)
    if not table.empty:
        st.dataframe(
            table,
            column_config={
                "day": st.column_config.DateColumn(t("day_off.day"), format="YYYY-MM-DD"),
                "weekday": t("settings.calendar.weekday"),
                "name": t("day_off.name"),
                "what": t("settings.calendar.what"),
            },
            hide_index=True,
            height="content",
            alt=t("settings.calendar.year_title"),
            key="settings.calendar.table",
        )


def _year_table(page: Page, days: cached.YearOfDays) -> pd.DataFrame:
    t = page.t
    in_chinese = t.language == "zh-Hans"
    off = [
        (day.day, (day.name_zh if in_chinese else None) or day.name_en or "", t("day_off.holiday"))
        for day in days.holidays
    ]
    worked = [(day, "", t("settings.calendar.worked_weekend")) for day in days.worked_weekends]
    table = pd.DataFrame(sorted([*off, *worked]), columns=["day", "name", "what"])
    table.insert(1, "weekday", [formats.weekday(t, day) for day in table["day"]])
    return table


def _years(page: Page, project: Values) -> list[int]:
    """List the project's years, this one first."""
    today = datetime.now(ZoneInfo(page.timezone)).date()
    first: date = min(project["start_on"] or today, today)
    last: date = max(project["due_on"] or today, today)
    others = range(first.year, last.year + 2)
    return list(dict.fromkeys([today.year, *others]))


def _own_days(page: Page, project_id: int) -> None:
    t = page.t
    st.header(t("settings.calendar.own"), anchor=False)
    st.caption(t("settings.calendar.own_text"))
    record_form(page, "day_off", {}, draw=_day_fields, save=partial(_add_day, page, project_id))
    rows = cached.rows(page.db, "day_off", project_id)
    for row in records(rows):
        worked = t("settings.calendar.works" if row["is_working"] else "settings.calendar.off")
        text = " · ".join(
            part for part in (_named_day(page, row["day"]), worked, row["name"]) if part
        )
        _removable(
            page, "day_off", row, text=text, remove=partial(_remove_day, page, project_id, row)
        )
    if rows.empty:
        st.caption(t("settings.calendar.no_own"))


def _marks(page: Page, project_id: int) -> None:
    t = page.t
    st.header(t("settings.calendar.marks"), anchor=False)
    st.caption(t("settings.calendar.marks_text"))
    record_form(
        page, "change_mark", {}, draw=_mark_fields, save=partial(_add_mark, page, project_id)
    )
    rows = cached.rows(page.db, "change_mark", project_id)
    for row in records(rows):
        title = row["title_zh" if t.language == "zh-Hans" else "title_en"]
        kind = t(f"change_mark.kind.{row['kind']}")
        text = f"{_named_day(page, row['day'])} · {kind} · {title}"
        _removable(
            page, "change_mark", row, text=text, remove=partial(_remove_mark, page, project_id, row)
        )
    if rows.empty:
        st.caption(t("settings.calendar.no_marks"))


def _day_fields(fields: Fields) -> dict[str, Any]:
    t = fields.t
    day = fields.day("day")
    is_working = st.segmented_control(
        t("settings.calendar.what"),
        (False, True),
        default=False,
        required=True,
        format_func=lambda works: t(
            "settings.calendar.works" if works else "settings.calendar.off"
        ),
        key=f"{fields.key}.is_working",
    )
    return {"day": day, "is_working": bool(is_working), "name": fields.text("name")}


def _mark_fields(fields: Fields) -> dict[str, Any]:
    title = "title_zh" if fields.t.language == "zh-Hans" else "title_en"
    return {
        "day": fields.day("day"),
        "kind": fields.word("kind", ChangeKind),
        title: fields.text(title, placeholder=fields.t("settings.calendar.mark_hint")),
    }


def _removable(
    page: Page, kind: str, row: Values, *, text: str, remove: Callable[[], object]
) -> None:
    told, action = st.columns(_TEXT_AND_BUTTON, vertical_alignment="center")
    told.text(text)
    with action:
        st.button(
            page.t("settings.remove"),
            key=f"settings.{kind}.remove.{row['id']}",
            icon=":material/delete:",
            type="tertiary",
            help=page.t("settings.remove_tip", name=literal(text)),
            on_click=attempt,
            args=(remove,),
        )


def _add_day(page: Page, project_id: int, values: dict[str, Any], _version: int) -> None:
    draft = DayOffDraft(project_id=project_id, **values)
    calendars.add_day_off(page.db, draft, actor=page.actor)
    _added(page, draft.day)


def _add_mark(page: Page, project_id: int, values: dict[str, Any], _version: int) -> None:
    draft = ChangeMarkDraft(project_id=project_id, **values)
    calendars.add_change_mark(page.db, draft, actor=page.actor)
    _added(page, draft.day)


def _added(page: Page, day: date) -> None:
    say(Done("settings.calendar.added", {"day": _named_day(page, day)}))
    go("calendar", CLOSED)
    st.rerun()


def _remove_day(page: Page, project_id: int, row: dict[str, Any]) -> None:
    calendars.remove_day_off(page.db, row["id"], actor=page.actor)
    values = {name: row[name] for name in ("day", "is_working", "name")}
    draft = DayOffDraft(project_id=project_id, **values)
    _removed(page, draft.day, partial(calendars.add_day_off, page.db, draft, actor=page.actor))


def _remove_mark(page: Page, project_id: int, row: dict[str, Any]) -> None:
    calendars.remove_change_mark(page.db, row["id"], actor=page.actor)
    values = {name: row[name] for name in ("day", "kind", "title_en", "title_zh")}
    draft = ChangeMarkDraft(project_id=project_id, **values)
    _removed(page, draft.day, partial(calendars.add_change_mark, page.db, draft, actor=page.actor))


def _removed(page: Page, day: date, undo: Callable[[], object]) -> None:
    say(Done("settings.calendar.removed", {"day": _named_day(page, day)}, undo=undo))


def _named_day(page: Page, day: date) -> str:
    return formats.day(page.t, day)
