"""How the unit of a figure is drawn on an axis: divisor, number format, title."""

from dataclasses import dataclass
from typing import Final

from ecogov.domain.kpi.metrics import Unit
from ecogov.i18n.translator import Translator

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_FROM_MINUTES: Final = 3 * _MINUTE
_FROM_HOURS: Final = 3 * _HOUR
_NARROW_SHARES: Final = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """Axis of a unit.

    Parameters
    ----------
    divisor : float
        What values are divided by before they are drawn.
    number : str
        D3 format of the labels.
    title : str
        Unit in the reader's language; empty where the labels say it.
    starts_at_zero : bool
        Whether the length of a bar means something.
    """

    divisor: float
    number: str
    title: str
    starts_at_zero: bool


def scale_of(t: Translator, unit: str, span: tuple[float, float], *, currency: str = "") -> Scale:
    """Choose the axis for values of a unit from one end of `span` to the other."""
    low, high = span
    if unit == Unit.SHARE:
        return Scale(1, ".1%" if high - low < _NARROW_SHARES else ".0%", "", starts_at_zero=False)
    if unit == Unit.SECONDS:
        divisor, name = _duration(high)
        return Scale(divisor, "~r", t(f"kpi.axis.{name}"), starts_at_zero=False)
    if unit == Unit.COEFFICIENT:
        return Scale(1, ".2f", "", starts_at_zero=False)
    title = currency if unit == Unit.CURRENCY else t(f"kpi.unit.{unit}")
    return Scale(1, ",~r", title, starts_at_zero=unit != Unit.CURRENCY)


def _duration(high: float) -> tuple[float, str]:
    if high >= _FROM_HOURS:
        return _HOUR, "hours"
    if high >= _FROM_MINUTES:
        return _MINUTE, "minutes"
    return 1.0, "seconds"
