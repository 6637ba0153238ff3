"""The audit trail: who did what when, whether the trail is whole, and the way to take it along."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from ecogov.domain.people import Right
from ecogov.domain.trail import TrailFilter
from ecogov.i18n import formats
from ecogov.reports.tables import csv_table
from ecogov.services.trail import list_trail, verify_trail
from ecogov.ui.cached import record_names
from ecogov.ui.exports import noted
from ecogov.ui.forms.change_words import action_in_words, changes_in_words, type_in_words
from ecogov.ui.page import Page
from ecogov.ui.settings import cached

_SHOWN: Final = 300
_READ: Final = (
    "at", "actor", "address", "record_type", "record_id", "action", "before", "after",
)  # fmt: skip
_COLUMNS: Final = ("at", "actor", "address", "record_type", "record", "action", "changes")


def trail_section(page: Page, project_id: int | None) -> None:
    """Draw the entries of the chosen days, with filters; of one project where one is chosen."""
    t = page.t
    wanted = _filters(page, project_id)
    entries, total = cached.trail_entries(page.db, wanted, _SHOWN)
    with st.container(horizontal=True, vertical_alignment="center", key="settings-toolbar"):
        st.header(t("trail.count", count=total), anchor=False, width="content")
        st.space("stretch")
        asks_check = page.may(Right.ADMINISTER) and st.button(
            t("trail.verify"), key="settings.trail.verify", icon=":material/verified_user:",
            help=t("trail.verify_tip"),
        )  # fmt: skip
        st.download_button(
            t("trail.download"),
            data=noted(page, "audit-trail.csv", partial(_csv, page, wanted)),
            file_name="audit-trail.csv",
            mime="text/csv",
            key="settings.trail.download",
            icon=":material/download:",
            on_click="ignore",
        )
    if asks_check:
        _verify(page)
    if entries.empty:
        st.info(t("trail.nothing"), icon=":material/filter_alt_off:")
        return
    if total > len(entries):
        st.caption(t("trail.newest", shown=formats.number(t, len(entries))))
    st.dataframe(
        in_words(page, entries),
        column_config={name: t(f"trail.{name}") for name in _COLUMNS},
        hide_index=True,
        height=560,
        alt=t("trail.count", count=total),
        key="settings.trail.table",
    )


def in_words(page: Page, entries: pd.DataFrame) -> pd.DataFrame:
    """Give entries as people read them.

    Parameters
    ----------
    page : Page
        Whose language and time zone.
    entries : DataFrame
        As `ecogov.services.trail.list_trail` gives it; not modified.

    Returns
    -------
    DataFrame, shape (n_entries, 7)
        Texts: ``at, actor, address, record_type, record, action`` and ``changes``.
    """
    t = page.t
    names = record_names(page.db)
    rows = [
        (
            formats.moment(t, at, page.timezone),
            actor,
            address or "",
            type_in_words(t, kind),
            names.get((kind, record), record),
            action_in_words(t, action),
            _changes(page, kind, (told[0], told[1])),
        )
        for at, actor, address, kind, record, action, *told in zip(
            *(entries[name] for name in _READ), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _changes(page: Page, record_type: str, before_after: tuple[object, object]) -> str:
    t = page.t
    told = changes_in_words(page, record_type, before_after)
    return t("trail.separator").join(
        t("trail.changed", field=change.field, was=change.was, now=change.now)
        if change.was != formats.NOTHING
        else t("trail.told", field=change.field, value=change.now)
        for change in told
    )


def _filters(page: Page, project_id: int | None) -> TrailFilter:
    t = page.t
    facets = cached.trail_facets(page.db)
    with st.grid(4, min_column_width=200, gap="small"):
        record_type = _pick(
            page,
            "record_type",
            list(dict.fromkeys(of for of, _ in facets.acts)),
            lambda code: type_in_words(t, code),
        )
        action = _pick(
            page,
            "action",
            [act for of, act in facets.acts if record_type in {None, of}],
            lambda code: _action(page, code),
        )
        actor = _pick(page, "actor", facets.actors, str)
        text = st.text_input(
            t("trail.text"), key="settings.trail.text", placeholder=t("trail.text_hint")
        )
    first, last = page.scope.first_day, page.scope.last_day
    where = t("trail.of_project", code=page.scope.project) if page.scope.project else ""
    st.caption(where or t("trail.of_all"))
    return TrailFilter(
        record_type=record_type,
        action=action,
        actor=actor,
        text=text,
        project_id=project_id,
        since=_start(first, page.timezone),
        before=_start(last + timedelta(days=1) if last else None, page.timezone),
    )


def _pick(page: Page, name: str, codes: Sequence[str], shown: Callable[[str], str]) -> str | None:
    picked: str | None = st.selectbox(
        page.t(f"trail.{name}"),
        list(codes),
        index=None,
        format_func=shown,
        key=f"settings.trail.{name}",
        placeholder=page.t("trail.any"),
    )
    return picked


def _action(page: Page, code: str) -> str:
    record_type = type_in_words(page.t, code.partition(".")[0])
    return f"{record_type} · {action_in_words(page.t, code)}"


def _start(day: date | None, timezone: str) -> datetime | None:
    return datetime.combine(day, time.min, ZoneInfo(timezone)) if day else None


def _csv(page: Page, wanted: TrailFilter) -> bytes:
    entries = list_trail(page.db, wanted)
    told = in_words(page, entries).assign(at=entries["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    told.insert(0, "id", entries["id"])
    headings = {name: page.t(f"trail.{name}") for name in _COLUMNS}
    return csv_table(told.rename(columns={**headings, "at": page.t("trail.at_utc")}))


def _verify(page: Page) -> None:
    t = page.t
    with st.spinner(t("trail.verifying")):
        broken = verify_trail(page.db)
    if broken:
        numbers = t("value.list_separator").join(str(number) for number in broken[:20])
        st.error(t("trail.broken", count=len(broken), numbers=numbers), icon=":material/gpp_bad:")
    else:
        st.success(t("trail.whole"), icon=":material/verified_user:")
