"""What a card says of itself: the numbers of the series that leads it, and its picture."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import isfinite, nan
from typing import Any, Final

import pandas as pd

from ecogov.domain.anomalies.watched import BACKLOG, COUNT

PICTURE_DAYS: Final = 91
PICTURE_AFTER_DAYS: Final = 28
"""Days after the last strange one for which a picture goes on."""

BEFORE_DAYS: Final = 28
"""Days before the change that it is compared with."""

_PICTURED: Final = ("value", "num", "den", "expected", "low", "high")
_DIGITS: Final = 12


def lead_of(days: pd.DataFrame) -> dict[str, Any]:
    """Choose the flagged day that leads a card: the strangest, else the first.

    `days` are the flagged days of one card as `ecogov.storage.anomalies.cards.days_frame` reads
    them; not modified.
    """
    ordered = days.sort_values(["p_value", "day", "series"])
    return {str(name): value for name, value in ordered.iloc[0].items()}


def summary(days: pd.DataFrame) -> dict[str, Any]:
    """Give the columns of a card that follow from its flagged days alone."""
    lead = lead_of(days)
    same = ("metric", "finding", "direction", "vendor_id", "queue_id", "locale", "annotator_id")
    return {
        **{name: _plain(lead[name]) for name in same},
        "p_value": float(lead["p_value"]),
        "score": float(lead["score"]),
        "first_day": min(days["day"]),
        "last_day": max(days["day"]),
        "series_count": int(days["series"].nunique()),
    }


def window(days: pd.DataFrame, lead: Mapping[str, Any]) -> tuple[date, date]:
    """Tell from when until when the leading series was strange."""
    mine = days[days["series"] == lead["series"]]
    return min(lead["since"], *mine["day"]), max(mine["day"])


def told(days: pd.DataFrame, band: pd.DataFrame | None) -> dict[str, Any]:
    """Put the numbers of the leading series together, for the words of the card.

    Returns
    -------
    dict
        What is stored of the leading day, and of the days ``since`` to ``until``: ``before``,
        ``after`` (of ratios and means over all units, of counts per day), ``numerator``,
        ``denominator``, ``n_days``.
    """
    lead = lead_of(days)
    since, until = window(days, lead)
    kept = (
        "series", "metric", "measure", "finding", "direction", "value", "expected", "expected_low",
        "expected_high", "p_value", "siblings", "siblings_alike", "evidence",
    )  # fmt: skip
    numbers = {name: _plain(lead[name]) for name in kept}
    numbers |= {"day": lead["day"].isoformat(), "since": since.isoformat(),
                "until": until.isoformat()}  # fmt: skip
    known = _compared(band, lead["measure"], (since, until)) if band is not None else {}
    plain = {
        "before": lead["expected"], "after": lead["value"], "numerator": lead["numerator"],
        "denominator": lead["denominator"], "n_days": 1,
    }  # fmt: skip
    if known and (known["after"] > known["before"]) != (lead["direction"] == "up"):
        # Against what was expected it moved the other way than against the weeks before.
        known["before"] = lead["expected"]
    return {**numbers, **{name: _plain(value) for name, value in {**plain, **known}.items()}}


def _compared(band: pd.DataFrame, measure: str, days: tuple[date, date]) -> dict[str, Any]:
    seen = band[band["value"].notna()]
    first = pd.Timestamp(days[0])
    inside = seen[(seen["day"] >= first) & (seen["day"] <= pd.Timestamp(days[1]))]
    earliest = first - pd.Timedelta(days=BEFORE_DAYS)
    before = seen[(seen["day"] >= earliest) & (seen["day"] < first)]
    if inside.empty or before.empty:
        return {}
    if measure in (COUNT, BACKLOG):
        weekdays = before["day"].dt.day_of_week.isin(set(inside["day"].dt.day_of_week))
        alike = before[weekdays] if weekdays.any() else before
        rates = {"before": alike["value"].mean(), "after": inside["value"].mean()}
        return {**rates, "numerator": nan, "denominator": nan, "n_days": len(inside)}
    return {
        "before": before["num"].sum() / before["den"].sum(),
        "after": inside["num"].sum() / inside["den"].sum(),
        "numerator": inside["num"].sum(),
        "denominator": inside["den"].sum(),
        "n_days": len(inside),
    }


def picture(days: pd.DataFrame, band: pd.DataFrame, as_of: date) -> dict[str, Any]:
    """Keep what the chart of a card draws: the leading series, what was expected, days off."""
    lead = lead_of(days)
    _, until = window(days, lead)
    last = min(as_of, until + timedelta(days=PICTURE_AFTER_DAYS))
    first = until - timedelta(days=PICTURE_DAYS - 1)
    part = band[(band["day"] >= pd.Timestamp(first)) & (band["day"] <= pd.Timestamp(last))]
    mine = days[days["series"] == lead["series"]]
    return {
        "day": [day.date().isoformat() for day in part["day"]],
        **{name: [_rounded(value) for value in part[name]] for name in _PICTURED},
        "off": [day.date().isoformat() for day in part.loc[part["is_off"], "day"]],
        "flagged": sorted(day.isoformat() for day in mine["day"]),
    }


def _rounded(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") if isfinite(value) else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - one value of a row of any kind
    """Turn a value of a frame into one that JSON holds; what is unknown is None."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if hasattr(value, "item"):
        value = value.item()
    return _rounded(value) if isinstance(value, float) else value


def plain(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn rows into what JSON holds."""
    return [_plain(one) for one in values]
