"""The timeline of milestones: promised, forecast and actual days, links, the critical path."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.milestones import time_axis
from ecogov.charts.milestones.timeline_layers import (
    Frame,
    bars,
    baselines,
    days_off,
    finishes,
    heads,
    slips,
    standings,
    today,
)
from ecogov.charts.milestones.timeline_links import link_arrows, link_lines, links_between
from ecogov.charts.milestones.wording import shortened, state_colour
from ecogov.charts.theme import PALETTES, vega_config
from ecogov.domain.schedule.slips import MilestoneState
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip, standing

PICKED: Final = "picked"
"""Name of the selection: its points carry the field ``key``, the id of a milestone as text."""

MOST_ROWS: Final = 500

_ROOMY, _CLOSE, _DENSE = 28, 22, 16
_ROOMY_ROWS: Final = 20
_CLOSE_ROWS: Final = 80
_LABEL_LETTERS: Final = 40
_DATES: Final = ("start", "baseline_original", "baseline_current", "forecast", "actual")
_DONE: Final = frozenset({MilestoneState.DONE_ON_TIME, MilestoneState.DONE_LATE})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a timeline draws.

    Parameters
    ----------
    milestones : DataFrame, shape (n_milestones, >= 15)
        Columns ``id``, ``ref``, ``title`` and ``project`` (as shown), ``status``, the days
        ``start`` (None where it takes no time), ``baseline_original``, ``baseline_current``,
        ``forecast``, ``actual``, and as `with_slips` and `critical_path` tell them
        ``slip_now_days``, ``total_slip_days``, ``absorbed_days``, ``state``,
        ``total_float_days``, ``is_critical``.
    links : DataFrame, shape (n_links, 4)
        Columns ``predecessor_id``, ``successor_id``, ``kind``, ``lag_days``; those with an end
        that is not drawn are left out.
    as_of : date
        Today, or the data date.
    days_off : tuple of date
        Days on which nobody works.
    """

    milestones: pd.DataFrame
    links: pd.DataFrame
    as_of: date
    days_off: tuple[date, ...] = ()


def timeline_chart(plan: Plan, look: Look, *, picked: str | None = None) -> Specification:
    """Draw milestones in rows, by project and day.

    Parameters
    ----------
    plan : Plan
        At most `MOST_ROWS` of its milestones are drawn. Its frames are not modified.
    look : Look
        Language and theme.
    picked : str, optional
        Key of the milestone that is opened already.

    Returns
    -------
    dict
        Vega-Lite specification with its data and the selection `PICKED`, without title: the page
        says `timeline_finding` and `timeline_subtitle` in words. Many rows make it tall; a page
        lets them scroll.
    """
    rows = _rows(plan, look)
    labels = [row["label"] for row in rows]
    ends = time_axis.domain((row.get(name) for row in rows for name in _DATES), plan.as_of)
    frame = Frame(look, ends, len(rows), _row_pixels(len(rows)))
    milestones = [row for row in rows if not row["is_head"]]
    linked = links_between(plan.links, milestones)
    layers = [
        *days_off(frame, plan.days_off),
        *heads(frame, rows),
        *link_lines(frame, linked),
        bars(frame, milestones),
        slips(frame, milestones),
        *baselines(frame, milestones),
        *link_arrows(frame, linked),
        finishes(frame, milestones),
        standings(frame, milestones),
        *today(frame, plan.as_of),
    ]
    for layer in layers:
        # The area above all of them tells each row to a screen reader, once.
        layer["mark"]["aria"] = False
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": frame.height,
        "params": [
            {"name": "labels", "value": labels},
            {"name": "heads", "value": [row["is_head"] for row in rows]},
        ],
        "layer": [*layers, _click_area(frame, milestones, picked)],
        "config": vega_config(look.theme, look.t.language),
    }


def _row_pixels(count: int) -> int:
    if count <= _ROOMY_ROWS:
        return _ROOMY
    return _CLOSE if count <= _CLOSE_ROWS else _DENSE


def _rows(plan: Plan, look: Look) -> list[dict[str, Any]]:
    """Make a row for each milestone, and one above each project where there are several."""
    told = plan.milestones
    days = told[["actual", "forecast", "baseline_current"]].apply(pd.to_datetime)
    told = told.assign(_finish=days.bfill(axis=1).iloc[:, 0])
    by = told["project"].drop_duplicates().reset_index(drop=True)
    places = told["project"].map({name: place for place, name in by.items()})
    ordered = told.assign(_place=places).sort_values(["_place", "_finish", "ref"]).head(MOST_ROWS)
    has_heads = len(by) > 1
    shown = _Days(look)
    rows: list[dict[str, Any]] = []
    project = None
    for milestone in ordered.to_dict("records"):
        if has_heads and milestone["project"] != project:
            project = milestone["project"]
            rows.append({"row": len(rows), "is_head": True, "label": str(project)})
        band = {"top": len(rows) - 0.5, "bottom": len(rows) + 0.5}
        rows.append({"row": len(rows), **band, **_row(milestone, look, shown)})
    return rows


class _Days(dict[object, str]):
    """Days as the reader writes them, each formatted once."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, day: object) -> str:
        self[day] = formats.day(self._look.t, day)  # type: ignore[arg-type]  # a cell of a frame
        return self[day]


def _row(milestone: dict[Any, Any], look: Look, shown: _Days) -> dict[str, Any]:
    t, state = look.t, milestone["state"]
    now, total = milestone["slip_now_days"], milestone["total_slip_days"]
    places = {name: time_axis.place(milestone[name]) for name in _DATES}
    is_done = state in _DONE or (milestone["status"] == "done" and places["actual"] is not None)
    finish = places["actual"] if is_done else places["forecast"]
    title = f"{milestone['ref']} {milestone['title']}"
    is_critical = bool(milestone["is_critical"])
    told = {
        "key": str(milestone["id"]),
        "is_head": False,
        "label": shortened(title, _LABEL_LETTERS),
        "name": title,
        "project": str(milestone["project"]),
        "state": t(f"schedule.state.{state}"),
        "standing": standing(t, state, now, total),
        "colour": state_colour(state, PALETTES[look.theme]),
        "is_done": is_done,
        "is_stale": state == MilestoneState.STALE_FORECAST,
        "is_cancelled": state == MilestoneState.CANCELLED,
        "is_critical": is_critical,
        "finish": finish,
        **places,
    }
    return told | {
        **{f"{name}_said": shown[milestone[name]] for name in _DATES},
        "now_said": slip(t, now),
        "total_said": slip(t, total),
        "absorbed_said": formats.whole_days(t, _number(milestone["absorbed_days"])),
        "float_said": formats.whole_days(t, _number(milestone["total_float_days"])),
        "critical_said": t("value.yes" if is_critical else "value.no"),
    }


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if pd.isna(value) else float(value)


def _click_area(frame: Frame, rows: list[dict[str, Any]], picked: str | None) -> Specification:
    """Lay an unseen band over every row, so that a click anywhere in the row opens it."""
    t = frame.look.t
    select = {"type": "point", "fields": ["key"], "on": "click", "clear": "dblclick"}
    parameter: Specification = {"name": PICKED, "select": select}
    if picked is not None:
        parameter["value"] = [{"key": picked}]
    names = ["name", "project", "state", *(f"{name}_said" for name in _DATES)]
    names += ["now_said", "total_said", "absorbed_said", "float_said", "critical_said"]
    is_picked = {"param": PICKED, "empty": False, "value": 0.14}
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": PALETTES[frame.look.theme].accent, "cursor": "pointer"},
        "params": [parameter],
        "encoding": {
            "x": {"value": 0},
            "x2": {"value": "width"},
            **frame.band(),
            "opacity": {"condition": is_picked, "value": 0},
            "tooltip": [
                {
                    "field": name,
                    "type": "nominal",
                    "title": t(f"schedule.column.{name.removesuffix('_said')}"),
                }
                for name in names
            ],
        },
    }
