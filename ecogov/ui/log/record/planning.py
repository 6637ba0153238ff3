"""A milestone's promises and expectations so far, and which milestones it waits for."""

from typing import Any

import pandas as pd
import streamlit as st

from ecogov.i18n import formats
from ecogov.ui.literal import literal
from ecogov.ui.log.record.reads import Opened, plan_of
from ecogov.ui.log.record.waiting import waiting
from ecogov.ui.milestones.moves import what_moves
from ecogov.ui.milestones.rebaseline import rebaseline
from ecogov.ui.page import Page


def planning(page: Page, opened: Opened) -> None:
    """Draw what waits for what, what a slip would move, the baselines and the forecasts."""
    baselines, forecasts, waits = plan_of(page.db, opened.project_id, opened.id)
    waiting(page, opened, waits)
    what_moves(page, opened)
    rebaseline(page, opened)
    _baselines(page, baselines)
    _forecasts(page, forecasts)


def _baselines(page: Page, rows: pd.DataFrame) -> None:
    t = page.t
    if rows.empty:
        return
    st.subheader(t("milestone.baselines"), anchor=False)
    for row in reversed(rows.to_dict("records")):
        told = {
            "day": formats.day(t, row["baseline_on"]),
            "who": literal(row["set_by"]),
            "when": formats.moment(t, row["set_at"], page.timezone),
        }
        reason = f"  \n{literal(row['reason'])}" if row["reason"] else ""
        st.markdown(t("milestone.promised", **told) + reason)


def _forecasts(page: Page, rows: pd.DataFrame) -> None:
    t = page.t
    if rows.empty:
        return
    st.subheader(t("milestone.forecasts"), anchor=False)
    days = list(rows["forecast_on"])
    lines = []
    for number, row in enumerate(rows.to_dict("records")):
        before = days[number - 1] if number else None
        reported = formats.day(t, row["reported_on"])
        told = formats.day(t, row["forecast_on"])
        lines.append(
            t("milestone.expected", reported=reported, day=told)
            + _moved(page, before, row["forecast_on"])
        )
    st.markdown("  \n".join(reversed(lines)))


def _moved(page: Page, before: Any, now: Any) -> str:  # noqa: ANN401 - days, or none
    if before is None or now is None or pd.isna(before) or pd.isna(now) or before == now:
        return ""
    days = (now - before).days
    return f" · {page.t('effect.later' if days > 0 else 'effect.earlier', count=abs(days))}"
