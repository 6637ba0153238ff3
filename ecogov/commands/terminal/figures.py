"""A KPI's value in words of the reader's language, with its unit."""

import math
from typing import Final

from ecogov.domain.kpi.metrics import Unit, metric_of
from ecogov.i18n.formats import duration, money, number, percent
from ecogov.i18n.translator import Translator

_LONG_SECONDS: Final = 600
_VERY_LONG_SECONDS: Final = 36_000


def figure(t: Translator, metric: str, value: float | None, currency: str = "") -> str:
    """Show a value of a KPI; a dash where there is none."""
    unit = metric_of(metric).unit
    if unit is Unit.SHARE:
        return percent(t, value)
    if unit is Unit.COEFFICIENT:
        return number(t, value, digits=3)
    if unit is Unit.CURRENCY:
        return money(t, value, currency)
    if unit is Unit.SECONDS:
        return _seconds(t, value)
    return number(t, value, digits=0 if unit is Unit.UNITS else 1)


def _seconds(t: Translator, value: float | None) -> str:
    """Keep the decimals of a short time, and sum up long ones in hours, as work is paid."""
    if value is None or math.isnan(value):
        return number(t, None)
    if value < _LONG_SECONDS:
        return t("value.seconds", seconds=number(t, value, digits=1))
    if value < _VERY_LONG_SECONDS:
        return duration(t, value)
    return t("value.hours", hours=number(t, value / 3600))
