"""The axis of days that the pictures of milestones share."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.charts.looks import Look, Specification
from ecogov.charts.trend_layers import DAY_MILLISECONDS, moment

_MONTHS_FROM_DAYS: Final = 150
_MONTH_DAYS: Final = 30
_MOST_TICKS: Final = 12
_PADDING_SHARE: Final = 0.02
_LEAST_PADDING_DAYS: Final = 3


def place(day: object) -> int | None:
    """Place a day on the axis, in milliseconds; None where it is missing."""
    if day is None or pd.isna(day):  # type: ignore[call-overload]  # a cell of a frame
        return None
    return int(pd.Timestamp(day).timestamp() * 1000)  # type: ignore[arg-type]  # the same


def domain(places: Iterable[int | None], also: date) -> tuple[int, int]:
    """Span all places and one more day, with some room at both ends."""
    known = [at for at in (*places, place(also)) if at is not None]
    room = max((max(known) - min(known)) * _PADDING_SHARE, _LEAST_PADDING_DAYS * DAY_MILLISECONDS)
    return int(min(known) - room), int(max(known) + room)


def days_in(ends: tuple[int, int]) -> float:
    """Tell how many days a domain spans."""
    return (ends[1] - ends[0]) / DAY_MILLISECONDS


def scale(ends: tuple[int, int]) -> Specification:
    """Give the scale of a domain."""
    return {"type": "utc", "domain": [moment(end) for end in ends], "nice": False}


def axis(look: Look, ends: tuple[int, int], **told: Any) -> Specification:  # noqa: ANN401 - JSON
    """Give an axis in days, or in months where the span is long."""
    months = -(-int(days_in(ends)) // _MONTH_DAYS)
    is_long = days_in(ends) > _MONTHS_FROM_DAYS
    label = look.t("kpi.axis.month_format" if is_long else "kpi.axis.day_format")
    step: Specification = {"tickMinStep": DAY_MILLISECONDS, "tickCount": _MOST_TICKS // 2}
    if is_long:
        step = {"tickCount": {"interval": "month", "step": -(-months // _MOST_TICKS)}}
    return {"title": None, "format": label, "labelFlush": False, **step, **told}
