"""What the pictures of milestones say in words: slips, states, findings, subtitles, alt texts."""

from datetime import date
from typing import Final

import pandas as pd

from ecogov.charts.theme import Palette
from ecogov.domain.schedule.slips import MilestoneState
from ecogov.domain.schedule.velocity import TrendPoint
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip
from ecogov.i18n.translator import Translator

_LAST_ASCII: Final = 0x7F
_LINE_WIDTH: Final = 96
_MOST_NAMED: Final = 3

# Of open milestones; what slides is told by its slip.
_LATE: Final = frozenset({MilestoneState.LATE_UNFORECAST, MilestoneState.LATE_REFORECAST})
_AMBER: Final = frozenset(
    {MilestoneState.SLIDING, MilestoneState.DONE_LATE, MilestoneState.UNFORECAST}
)
_GREEN: Final = frozenset(
    {MilestoneState.DONE_ON_TIME, MilestoneState.EARLY, MilestoneState.ON_PLAN}
)
OPEN_STATES: Final = frozenset(MilestoneState) - {
    MilestoneState.CANCELLED,
    MilestoneState.DONE_UNDATED,
    MilestoneState.DONE_ON_TIME,
    MilestoneState.DONE_LATE,
}


def state_colour(state: str, colours: Palette) -> str:
    """Give the status colour of a state; the word always stands beside it."""
    if state in _LATE or state == MilestoneState.STALE_FORECAST:
        return colours.bad
    if state in _AMBER:
        return colours.warning
    return colours.good if state in _GREEN else colours.unknown


def shortened(text: str, width: int) -> str:
    """Cut a text to a width in letters; a Chinese character takes the room of two."""
    used = 0
    for index, letter in enumerate(text):
        used += 1 if ord(letter) <= _LAST_ASCII else 2
        if used > width:
            return text[:index].rstrip() + "…"
    return text


def timeline_finding(t: Translator, milestones: pd.DataFrame) -> str:
    """Say what a timeline shows: how many open milestones are late, which most, what is stale.

    Parameters
    ----------
    t : Translator
        The reader's language.
    milestones : DataFrame, shape (n_milestones, >= 4)
        Columns ``ref``, ``title``, ``state`` and ``slip_now_days``. Not modified.
    """
    if milestones.empty:
        return t("schedule.finding.nothing")
    live = milestones[milestones["state"].isin(OPEN_STATES)]
    if live.empty:
        return t("schedule.finding.all_done", count=len(milestones))
    slips = live["slip_now_days"].fillna(0)
    late = live[(slips > 0) | live["state"].isin(_LATE)]
    parts = [t("schedule.finding.none_late", count=len(live))]
    if not late.empty:
        parts = [t("schedule.finding.late", count=len(late), open=formats.number(t, len(live)))]
    if slips.max() > 0:
        worst = live.assign(slip=slips).nlargest(1, "slip").iloc[0]
        name, most = f"{worst['ref']} {worst['title']}", slip(t, slips.max())
        key = "schedule.finding.only" if len(late) == 1 else "schedule.finding.most"
        parts.append(t(key, name=name, slip=most))
    stale = int((live["state"] == MilestoneState.STALE_FORECAST).sum())
    if stale:
        parts.append(t("schedule.finding.stale", count=stale))
    return t("schedule.finding.separator").join(parts)


def timeline_subtitle(t: Translator, count: int, drawn: int, as_of: date) -> str:
    """Say what a timeline draws, sign by sign, and of which day it is."""
    parts = ["forecast", "done", "baseline", "original", "slip", "critical", "days_off"]
    said = [t(f"schedule.drawn.{part}") for part in parts]
    if drawn < count:
        said.append(t("schedule.drawn.first", drawn=drawn, count=count))
    said.append(t("schedule.drawn.as_of", day=formats.day(t, as_of)))
    return t("schedule.drawn.separator").join(said)


def timeline_alt(t: Translator, milestones: pd.DataFrame, as_of: date) -> str:
    """Describe a timeline to those who do not see it; arguments as for the finding."""
    finding = timeline_finding(t, milestones)
    count = len(milestones)
    return t("schedule.timeline_alt", finding=finding, count=count, day=formats.day(t, as_of))


def trend_finding(t: Translator, milestones: pd.DataFrame, points: pd.DataFrame) -> str:
    """Say what a milestone trend analysis shows: who slides day for day, what moved, what is stale.

    Parameters
    ----------
    t : Translator
        The reader's language.
    milestones : DataFrame, shape (n_milestones, >= 4)
        Columns ``id``, ``ref``, ``title`` and ``is_day_for_day``. Not modified.
    points : DataFrame
        As `trend_points` returns, of these milestones. Not modified.
    """
    if points.empty:
        return t("schedule.trend.nothing")
    moved = moved_days(points)
    named = milestones[milestones["id"].isin(moved.index)].set_index("id")
    count = len(named)
    achieved = points.loc[points["kind"] == TrendPoint.ACHIEVED, "milestone_id"]
    slides = named["is_day_for_day"].fillna(value=False).astype("bool")
    sliding = named[slides & ~named.index.isin(achieved)]
    later = moved[moved > 0]
    if not sliding.empty:
        refs = t("value.list_separator").join(sliding["ref"].head(_MOST_NAMED))
        key = "schedule.trend.sliding" if len(sliding) <= _MOST_NAMED else "schedule.trend.many"
        parts = [t(key, count=len(sliding), all=count, names=refs)]
    elif not later.empty:
        worst = named.assign(moved=later).nlargest(1, "moved").iloc[0]
        name, days = f"{worst['ref']} {worst['title']}", int(worst["moved"])
        parts = [t("schedule.trend.later", count=len(later), all=count, name=name, days=days)]
    else:
        parts = [t("schedule.trend.steady", count=count)]
    stale = int(points.drop_duplicates("milestone_id", keep="last")["is_stale"].sum())
    if stale:
        parts.append(t("schedule.finding.stale", count=stale))
    return t("schedule.finding.separator").join(parts)


def trend_subtitle(t: Translator, count: int, drawn: int, as_of: date) -> str:
    """Say how a milestone trend analysis is read, and of which day it is."""
    said = [t(f"schedule.trend.drawn.{part}") for part in ("line", "diagonal", "held")]
    if drawn < count:
        said.append(t("schedule.trend.drawn.first", drawn=drawn, count=count))
    said.append(t("schedule.drawn.as_of", day=formats.day(t, as_of)))
    return t("schedule.drawn.separator").join(said)


def trend_alt(t: Translator, milestones: pd.DataFrame, points: pd.DataFrame) -> str:
    """Describe a milestone trend analysis; arguments as for `trend_finding`."""
    return t("schedule.trend_alt", finding=trend_finding(t, milestones, points))


def moved_days(points: pd.DataFrame) -> "pd.Series[int]":
    """Tell by how many days each milestone's forecast moved since its first report."""
    by_milestone = points.groupby("milestone_id")["forecast"]
    return (by_milestone.last() - by_milestone.first()).dt.days


def _lines(text: str) -> list[str]:
    """Break a text into lines that fit above a chart: at blanks, in Chinese anywhere."""
    lines, rest = [], text
    while (line := shortened(rest, _LINE_WIDTH)) != rest:
        end = len(line) - 1
        blank = rest.rfind(" ", 0, end + 1)
        end = blank if blank > end // 2 else end
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, rest]
