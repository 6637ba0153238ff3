"""How the scores of the risks went: by week or month, with the figures under the picture."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.bands import band_name
from ecogov.charts.risks.score_trend import score_trend_chart, score_trend_finding
from ecogov.domain.risks.scales import Scale
from ecogov.domain.risks.score_history import LANES, REALISED, UNSCORED, Periods
from ecogov.domain.risks.words import Nature
from ecogov.i18n import formats
from ecogov.services.log.risks import first_scored_on, risk_trend
from ecogov.storage.database import Database
from ecogov.ui.cached import scale as scale_of
from ecogov.ui.kpis.view import LookKey, look_of
from ecogov.ui.log.place import project_id
from ecogov.ui.log.questions import today
from ecogov.ui.log.risks.choices import LIST, NATURE, STEP, STEPS, look_at, nature, step, switch
from ecogov.ui.log.split import beside_record
from ecogov.ui.page import Page

_LEAST_DAYS: Final = 7 * 12
_MOST_DAYS_BY_WEEK: Final = 430
_MOST_PERIODS: Final = 120


class _Asked(NamedTuple):
    """A trend: of which project, over which periods, of threats or of opportunities."""

    project_id: int | None
    periods: Periods
    nature: Nature


@dataclass(frozen=True, slots=True)
class _Content:
    """A trend as it is drawn; the specification is None where there is nothing to draw."""

    finding: str
    specification: Specification | None
    table: pd.DataFrame


def trend_view(page: Page) -> None:
    """Draw the trend of the scores under a heading that says what was found."""
    with beside_record(page):
        _trend(page)


def _trend(page: Page) -> None:
    t = page.t
    since, last = _days(page)
    asked_step = step("week" if (last - since).days <= _MOST_DAYS_BY_WEEK else "month")
    with st.container(key="log-risks-choices", horizontal=True, gap="small"):
        switch(t("log.risks.step"), STEP, {s: t(f"log.risks.step.{s}") for s in STEPS}, asked_step)
        natures = {one.value: t(f"log.risks.nature.{one.value}") for one in Nature}
        switch(t("risk.nature"), NATURE, natures, nature())
    asked = _Asked(project_id(page), Periods(since, last, asked_step), nature())
    look_key: LookKey = (t.language, t.locale, page.theme, "")
    content = _content(page.db.key, page.db.revision(), asked, look_key, page.db)
    st.header(content.finding, anchor=False)
    if content.specification is None:
        st.button(t("log.risks.to_list"), key="log.risks.to_list", on_click=look_at, args=(LIST,))
        return
    st.caption(f"{t(f'risk.trend.subtitle.{asked_step}')} {formats.days(t, since, last)}")
    st.vega_lite_chart(
        spec=content.specification, theme=None, key="log.risks.trend", alt=content.finding
    )
    with st.expander(t("log.risks.trend_table")):
        st.dataframe(
            content.table,
            hide_index=True,
            height="content" if len(content.table) < 20 else 480,  # noqa: PLR2004 - a screen
            alt=content.finding,
            key="log.risks.trend_table",
        )


def _days(page: Page) -> tuple[date, date]:
    """Give the days of the header, but at least so many that a trend can be seen."""
    now = today(page)
    last = min(page.scope.last_day or now, now)
    first = page.scope.first_day
    if first is None:
        first = _first_day(page.db.key, page.db.revision(), project_id(page), page.db) or last
    return min(first, last - timedelta(days=_LEAST_DAYS)), last


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _first_day(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: int | None,
    _db: Database,
) -> date | None:
    return first_scored_on(_db, asked)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _content(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: _Asked,
    look_key: LookKey,
    _db: Database,
) -> _Content:
    look = look_of(look_key)
    trend = risk_trend(_db, asked.project_id, asked.periods, asked.nature).tail(_MOST_PERIODS)
    trend = _since_the_first(trend)
    scale = scale_of(_db, asked.project_id)
    finding = score_trend_finding(look, trend, scale, nature=asked.nature)
    if not trend[list(LANES)].to_numpy().any():
        return _Content(finding, None, trend)
    return _Content(
        finding,
        score_trend_chart(trend, asked.periods.step, scale, look, nature=asked.nature),
        _table(trend, scale, asked.nature, look),
    )


def _since_the_first(trend: pd.DataFrame) -> pd.DataFrame:
    """Leave out the periods before anything was logged: nothing rose from 0 then."""
    has_any = trend[list(LANES)].any(axis=1)
    return trend[has_any.cummax()].reset_index(drop=True) if has_any.any() else trend


def _table(trend: pd.DataFrame, scale: Scale, nature: Nature, look: Look) -> pd.DataFrame:
    """Put the newest period first, in the reader's words, without lanes that hold nothing."""
    t = look.t
    names = {band.severity.value: band_name(t, band, nature) for band in scale.bands}
    shown = [lane for lane in reversed(LANES) if lane in names or trend[lane].any()]
    words = {lane: names.get(lane) or t(f"risk.trend.{lane}") for lane in shown}
    columns: dict[str, Any] = {
        t("risk.trend.period"): _period_names(trend, look),
        t("risk.trend.total"): trend["total_score"].astype("int64"),
        **{words[lane]: trend[lane] for lane in shown if lane not in {UNSCORED, REALISED}},
        **{words[lane]: trend[lane] for lane in shown if lane in {UNSCORED, REALISED}},
    }
    return pd.DataFrame(columns).iloc[::-1].reset_index(drop=True)


def _period_names(trend: pd.DataFrame, look: Look) -> list[str]:
    spans = zip(trend["period"], trend["as_of"], strict=True)
    return [formats.days(look.t, start, end) for start, end in spans]
