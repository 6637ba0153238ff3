"""The table of a plan: which columns it has, which of them can be edited, and in whose words."""

from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.schedule.slips import MilestoneState
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip
from ecogov.i18n.translator import Translator
from ecogov.ui.log.columns import OPENS, PROJECT, REF, configuration, field_column, typed_column
from ecogov.ui.page import Page

MOVE: Final = "move"
"""Column of the buttons that ask to move a baseline."""

_LAYOUT: Final = (
    *("title", "owner", "state", "slip_now", "slip_total", "forecast_on", "baseline_on", MOVE),
    *("actual_on", "start_on", "duration_days", "percent_complete", "is_committed", "type"),
    *("float", "waits_for", "baseline_original_on"),
)
_TOLD: Final = ("state", "slip_now", "slip_total", "float", "waits_for")
EDITABLE: Final = frozenset(_LAYOUT) - {*_TOLD, MOVE, "baseline_original_on"}
_STORED: Final = MappingProxyType(
    {
        "baseline_on": "baseline_current",
        "baseline_original_on": "baseline_original",
        "forecast_on": "forecast",
        "actual_on": "actual",
    }
)
"""What the days of a schedule are called where they are stored."""

_ICONS: Final = MappingProxyType(
    {
        MilestoneState.CANCELLED: "×",
        MilestoneState.DONE_UNDATED: "✓",
        MilestoneState.STALE_FORECAST: "◌",
        MilestoneState.NOT_BASELINED: "○",
        MilestoneState.DONE_ON_TIME: "✓",
        MilestoneState.DONE_LATE: "✓",
        MilestoneState.LATE_UNFORECAST: "⚠",
        MilestoneState.UNFORECAST: "○",
        MilestoneState.LATE_REFORECAST: "⚠",
        MilestoneState.SLIDING: "↗",
        MilestoneState.EARLY: "↘",
        MilestoneState.ON_PLAN: "→",
    }
)
_KIND: Final = RecordKind.MILESTONE
_WIDTHS: Final = MappingProxyType(
    {"state": 150, "slip_now": 95, "slip_total": 95, "float": 90, "waits_for": 150, MOVE: 50}
)


def plan_frame(page: Page, rows: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Prepare milestones for the table; types do not depend on what the rows hold.

    Parameters
    ----------
    page : Page
        Whose language.
    rows : DataFrame
        As `ecogov.services.log.milestones.milestone_schedule` gives them, with
        ``total_float_days`` and ``is_critical``; not modified.
    links : DataFrame
        Which milestones wait for which: ``predecessor_id, successor_id, type, lag_days``.

    Returns
    -------
    DataFrame, shape (n_milestones, n_columns)
    """
    t = page.t
    told = rows.rename(columns={read: stored for stored, read in _STORED.items()})
    told = told.assign(
        ref=OPENS + rows["ref"].astype("string"),
        state=[
            f"{_ICONS[MilestoneState(one)]} {t(f'schedule.state.{one}')}" for one in rows["state"]
        ],
        slip_now=[slip(t, days) for days in rows["slip_now_days"]],
        slip_total=[slip(t, days) for days in rows["total_slip_days"]],
        float=_floats(t, rows),
        waits_for=_waits(t, rows["id"], links),
        move=[":material/edit_calendar:" if day is not None else "" for day in told["baseline_on"]],
    )
    names = [REF, *([PROJECT] if page.scope.project is None else []), *_LAYOUT]
    frame = told[names].reset_index(drop=True)
    for spec in KINDS[_KIND].fields:
        if spec.name in names:
            frame[spec.name] = typed_column(frame[spec.name], spec)
    frame["baseline_original_on"] = pd.to_datetime(frame["baseline_original_on"])
    texts = [PROJECT, *_WIDTHS]
    return frame.astype({name: "string" for name in texts if name in names})


def plan_columns(page: Page, opener: Any, mover: Any) -> dict[str, Any]:  # noqa: ANN401 - Streamlit's own
    """Give the configuration of every column; `opener` and `mover` are those with buttons."""
    t, columns = page.t, st.column_config
    told = configuration(page, _KIND, opener)
    for spec in KINDS[_KIND].fields:
        if spec.name in {"start_on", "duration_days"}:
            told[spec.name] = field_column(page, _KIND, spec)
    for name in _TOLD:
        told[name] = columns.TextColumn(
            t(f"plan.column.{name}"), width=_WIDTHS[name], help=t(f"plan.column.{name}_tip")
        )
    told["baseline_original_on"] = columns.DateColumn(
        t("milestone.baseline_original_on"), format="YYYY-MM-DD", width=120
    )
    return {**told, MOVE: mover}


def move_column(page: Page, **told: Any) -> Any:  # noqa: ANN401 - Streamlit's own
    """Give the column of the buttons that ask to move a baseline."""
    label, tip = page.t("plan.column.move"), page.t("plan.rebaseline_tip")
    return st.column_config.ButtonColumn(
        label, help=tip, type="tertiary", width=_WIDTHS[MOVE], **told
    )


def open_column(page: Page, **told: Any) -> Any:  # noqa: ANN401 - Streamlit's own
    """Give the column of the references, which open their milestones."""
    label = page.t("milestone.ref")
    return st.column_config.ButtonColumn(label, type="tertiary", width=95, pinned=True, **told)


def _floats(t: Translator, rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["total_float_days"], rows["is_critical"], strict=True)
    return [
        t("plan.critical")
        if is_critical
        else formats.whole_days(t, None if pd.isna(days) else days)
        for days, is_critical in pairs
    ]


def _waits(t: Translator, ids: "pd.Series[int]", links: pd.DataFrame) -> list[str]:
    """Say what each milestone waits for: ``M-3 FS +2``."""
    own = links[links["successor_id"].isin(ids)]
    told: dict[int, list[str]] = {}
    columns = ("successor_id", "predecessor_number", "type", "lag_days")
    for successor, number, kind, lag in zip(*(own[name] for name in columns), strict=True):
        days = f" {lag:+d}" if lag else ""
        told.setdefault(successor, []).append(f"{Reference(_KIND, number)} {kind}{days}")
    separator = t("value.list_separator")
    return [separator.join(told.get(record, ())) for record in ids]
