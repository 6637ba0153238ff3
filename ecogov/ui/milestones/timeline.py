"""The timeline under a heading that says what it shows; a click on a row opens the milestone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.charts.looks import Specification
from ecogov.charts.milestones.timeline import PICKED, Plan, timeline_chart
from ecogov.charts.milestones.wording import timeline_alt, timeline_finding, timeline_subtitle
from ecogov.storage.database import Database
from ecogov.ui.log.place import open_record
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import Chosen
from ecogov.ui.milestones.look import LookKey, look_key
from ecogov.ui.milestones.paths import say_unknown_paths, with_path
from ecogov.ui.page import Page

_CHART: Final = "plan.timeline"
_BOX: Final = 430
_DAYS: Final = ("start_on", "baseline_original", "baseline_current", "forecast", "actual")


@dataclass(frozen=True, slots=True)
class _Content:
    """A timeline as it is drawn; `places` tells what a click on a row opens."""

    finding: str
    subtitle: str
    alt: str
    specification: Specification
    places: dict[str, tuple[str, str]]


def timeline(page: Page, chosen: Chosen) -> None:
    """Draw the timeline of a part of a plan that is not empty, in a box of its own height."""
    names = dict(zip(page.projects["id"], page.projects["name"], strict=True))
    key = (page.db.key, page.db.revision())
    content = _content(key, chosen, look_key(page), page.db, names)
    st.header(content.finding, anchor=False)
    st.caption(content.subtitle)
    say_unknown_paths(page, chosen)
    is_tall = content.specification["height"] > _BOX
    with st.container(key="plan-timeline", height=_BOX if is_tall else "content", border=False):
        st.vega_lite_chart(
            spec=content.specification,
            theme=None,
            key=_CHART,
            alt=content.alt,
            on_select=partial(_picked, content.places),
            selection_mode=PICKED,
        )


def _picked(places: Mapping[str, tuple[str, str]]) -> None:
    """Open the milestone whose row was clicked."""
    points = st.session_state[_CHART].selection.get(PICKED, [])
    place = places.get(points[0].get("key", "")) if points else None
    if place is not None:
        open_record(*place)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _content(
    key: tuple[str, int],  # noqa: ARG001 - database and revision
    chosen: Chosen,
    reader: LookKey,
    _db: Database,
    _names: dict[int, str],
) -> _Content:
    look, as_of = reader.look, chosen.asked.as_of
    rows, count = cached.drawn(_db, chosen)
    part = cached.named(cached.chosen_rows(_db, chosen), chosen.asked)
    told = with_path(_db, rows, chosen.asked).assign(
        start=rows["start_on"], project=rows["project_id"].map(_names)
    )
    links = cached.links(_db, chosen.asked.project_id).rename(columns={"type": "kind"})
    ids = tuple(sorted(set(rows["project_id"].tolist())))
    off = cached.days_off(_db, ids, _span(rows, as_of))
    places = zip(rows["id"], rows["ref"], rows["project_code"], strict=True)
    return _Content(
        timeline_finding(look.t, part),
        timeline_subtitle(look.t, count, len(rows), as_of),
        timeline_alt(look.t, part, as_of),
        timeline_chart(Plan(told, links, as_of, off), look),
        {str(record): (str(ref), str(code)) for record, ref, code in places},
    )


def _span(rows: pd.DataFrame, as_of: date) -> tuple[date, date]:
    """Give the first and the last day that any of the milestones has."""
    days = [day for name in _DAYS for day in rows[name].dropna()] + [as_of]
    return min(days), max(days)
