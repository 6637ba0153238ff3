"""KPI figures in words: with their unit, and as the sentence that a chart's title says."""

from typing import Final

from ecogov.domain.kpi.cells import Cell, Change
from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.kpi.metrics import Unit
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_TINY_SHARE: Final = 0.001
_SMALL_NUMBER: Final = 100
_SMALL_PRICE: Final = 0.1
_IN_POINTS: Final = frozenset({Unit.SHARE})
_IN_OWN_UNIT: Final = frozenset({Unit.SECONDS, Unit.COEFFICIENT})


def figure(t: Translator, value: float, unit: str, currency: str = "") -> str:
    """Show a figure as exactly as it deserves: ``96.1%``, ``4 min 12 sec``, ``1,952``."""
    match unit:
        case Unit.SHARE:
            return formats.percent(t, value, digits=_share_digits(value))
        case Unit.SECONDS:
            return formats.duration(t, value)
        case Unit.COEFFICIENT:
            return formats.number(t, value, digits=2)
        case Unit.CURRENCY:
            if 0 < abs(value) < _SMALL_PRICE:
                return f"{formats.number(t, value, digits=4)} {currency}".strip()
            return formats.money(t, value, currency)
    is_round = abs(value) >= _SMALL_NUMBER or float(value).is_integer()
    return formats.number(t, value, digits=0 if is_round else 1)


def goal(t: Translator, cell: Cell, currency: str = "") -> str:
    """Show a target with its direction: ``≥ 95%``; no figure is rounded away from it."""
    sign = "≥" if cell.comparator == "ge" else "≤"
    if cell.unit == Unit.SHARE:
        percent = cell.target * 100
        digits = 0 if round(percent, 6).is_integer() else 2
        return f"{sign} {formats.percent(t, cell.target, digits=digits)}"
    return f"{sign} {figure(t, cell.target, cell.unit, currency)}"


def bounds(t: Translator, cell: Cell, currency: str = "") -> str:
    """Show an interval: ``95.5–96.6%``."""
    low = figure(t, cell.low, cell.unit, currency)
    high = figure(t, cell.high, cell.unit, currency)
    return low if low == high else t("kpi.bounds", low=low, high=high)


def missing(t: Translator, cell: Cell) -> str:
    """Say why there is no figure: ``—, because nothing was reviewed in this period``."""
    return t("kpi.because", reason=t(f"kpi.null.{cell.null_reason or 'no_units'}"))


def finding(
    t: Translator, cell: Cell, moved: Change | None, *, days: int, currency: str = ""
) -> str:
    """Say what a figure means: its value, its target, what changed since the days before."""
    name = t(f"metric.{cell.metric}")
    if not cell.is_known:
        return t("kpi.finding.unknown", metric=name, reason=missing(t, cell))
    value = figure(t, cell.value, cell.unit, currency)
    parts = [t("kpi.finding.value", metric=name, value=value)]
    if cell.evidence != Evidence.NONE:
        target = goal(t, cell, currency)
        parts.append(t(f"kpi.finding.{cell.evidence}", target=target))
    if moved is not None:
        parts.append(_moved(t, cell, moved, days))
    return t("kpi.finding.separator").join(parts)


def _moved(t: Translator, cell: Cell, moved: Change, days: int) -> str:
    if moved.is_real is False or moved.difference == 0:
        return t("kpi.finding.same", count=days)
    way = "up" if moved.difference > 0 else "down"
    return t(f"kpi.finding.{way}", difference=difference(t, cell, moved), count=days)


def difference(t: Translator, cell: Cell, moved: Change) -> str:
    """Show by how much a figure moved: points for rates, percent for amounts."""
    size = abs(moved.difference)
    if cell.unit in _IN_POINTS:
        points = formats.number(t, size * 100, digits=2 if size < _TINY_SHARE else 1)
        return t("kpi.points", points=points)
    if cell.unit in _IN_OWN_UNIT or moved.relative != moved.relative:
        return figure(t, size, cell.unit)
    return formats.percent(t, abs(moved.relative), digits=1)


def _share_digits(share: float) -> int:
    nearest = min(abs(share), abs(1 - share))
    return 3 if 0 < nearest < _TINY_SHARE else 1
