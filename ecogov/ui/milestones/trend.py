"""The milestone trend analysis: how forecasts moved from week to week, and how fast."""

from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.charts.looks import Look, Specification
from ecogov.charts.milestones.trend_analysis import MOST_LINES, most_moved, trend_analysis_chart
from ecogov.charts.milestones.wording import moved_days, trend_alt, trend_finding, trend_subtitle
from ecogov.domain.schedule.reports import until_renewed
from ecogov.domain.schedule.velocity import slip_velocities, trend_points
from ecogov.i18n import formats
from ecogov.storage.database import Database
from ecogov.ui.log.place import ask
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import Chosen
from ecogov.ui.milestones.choices import LINE, lines
from ecogov.ui.milestones.look import LookKey, look_key
from ecogov.ui.page import Page

_PICKER: Final = "plan.lines"


@dataclass(frozen=True, slots=True)
class _Content:
    """A trend analysis as it is drawn; `specification` is None where nothing was reported."""

    finding: str
    subtitle: str
    alt: str
    specification: Specification | None
    shown: pd.DataFrame


def trend(page: Page, chosen: Chosen) -> None:
    """Draw the forecasts of the milestones that the link names, else of those that moved most."""
    t = page.t
    offered = _offered((page.db.key, page.db.revision()), chosen, page.db)
    picked = tuple(record for record in lines() if record in offered)[:MOST_LINES]
    content = _content((page.db.key, page.db.revision()), (chosen, picked), look_key(page), page.db)
    st.header(content.finding, anchor=False)
    if content.specification is None:
        st.info(t("plan.no_reports"), icon=":material/timeline:")
        return
    st.caption(content.subtitle)
    _picker(page, offered, picked)
    st.vega_lite_chart(spec=content.specification, theme=None, key="plan.trend", alt=content.alt)
    with st.expander(t("plan.trend_table")):
        st.dataframe(
            content.shown,
            hide_index=True,
            column_config={str(name): t(f"plan.trend.{name}") for name in content.shown},
            alt=content.alt,
            key="plan.trend.table",
        )


def _picker(page: Page, offered: dict[int, str], picked: tuple[int, ...]) -> None:
    t = page.t
    st.session_state[_PICKER] = list(picked)
    st.multiselect(
        t("plan.lines"),
        list(offered),
        format_func=lambda record: offered[record],
        key=_PICKER,
        placeholder=t("plan.lines_hint", most=MOST_LINES),
        label_visibility="collapsed",
        max_selections=MOST_LINES,
        on_change=_chosen,
    )


def _chosen() -> None:
    ask(LINE, [str(record) for record in st.session_state[_PICKER]])


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _offered(
    key: tuple[str, int],  # noqa: ARG001 - database and revision
    chosen: Chosen,
    _db: Database,
) -> dict[int, str]:
    """Name the drawn milestones of which a forecast was ever kept."""
    rows, _ = cached.drawn(_db, chosen)
    known = rows[rows["id"].isin(cached.reports(_db, chosen)["milestone_id"])]
    names = cached.named(known, chosen.asked)["ref"] + " " + known["title"]
    return dict(zip(known["id"].tolist(), names.tolist(), strict=True))


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _content(
    key: tuple[str, int],  # noqa: ARG001 - database and revision
    of: tuple[Chosen, tuple[int, ...]],
    reader: LookKey,
    _db: Database,
) -> _Content:
    (chosen, picked), look = of, reader.look
    t, as_of = look.t, chosen.asked.as_of
    rows = cached.named(cached.drawn(_db, chosen)[0], chosen.asked)
    reports = cached.reports(_db, chosen)
    if picked:
        rows = rows[rows["id"].isin(picked)]
        reports = reports[reports["milestone_id"].isin(picked)]
    points = trend_points(until_renewed(reports), rows, as_of)
    speeds = slip_velocities(reports).rename(columns={"milestone_id": "id"})
    told = rows.merge(speeds, on="id")
    finding = trend_finding(t, told, points)
    if points.empty:
        return _Content(finding, "", "", None, pd.DataFrame())
    drawn = most_moved(points)
    count = points["milestone_id"].nunique()
    return _Content(
        finding,
        trend_subtitle(t, count, drawn["milestone_id"].nunique(), as_of),
        trend_alt(t, told, points),
        trend_analysis_chart(points, told, look, as_of=as_of),
        _table(look, drawn, told),
    )


def _table(look: Look, points: pd.DataFrame, milestones: pd.DataFrame) -> pd.DataFrame:
    """Tell of each line where it began, where it ends, and how fast it moved lately."""
    t = look.t
    by_id = points.groupby("milestone_id")["forecast"]
    told = milestones.set_index("id").loc[by_id.first().index]
    moved = moved_days(points)
    return (
        pd.DataFrame(
            {
                "milestone": told["ref"] + " " + told["title"],
                "first": [formats.day(t, day) for day in by_id.first()],
                "last": [formats.day(t, day) for day in by_id.last()],
                "moved": [_moved(look, int(days)) for days in moved],
                "velocity": [_velocity(look, speed) for speed in told["velocity"]],
                "reports": told["reports"],
            }
        )
        .assign(_days=moved.abs())
        .sort_values("_days", ascending=False)
        .drop(columns="_days")
    )


def _moved(look: Look, days: int) -> str:
    if not days:
        return look.t("effect.same_day")
    return look.t("effect.later" if days > 0 else "effect.earlier", count=abs(days))


def _velocity(look: Look, speed: float | None) -> str:
    if speed is None or pd.isna(speed):
        return look.t("schedule.null.few_reports")
    return look.t("schedule.velocity", velocity=formats.number(look.t, speed, digits=2))
