"""Values of the fields of the log in words, as forms, tables and histories show them."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.default_scale import DEFAULT_SCALE
from ecogov.domain.risks.scales import Scale
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_DIGITS: Final = 6
LEVELS: Final = (1, 2, 3, 4, 5)


def log_value(
    t: Translator,
    field: tuple[RecordKind, str],
    value: Any,  # noqa: ANN401 - what a field of any shape may hold
    *,
    currency: str = "",
    scale: Scale = DEFAULT_SCALE,
) -> str | None:
    """Show what a field holds, days perhaps as the trail keeps them.

    None where the shape of the field asks for nothing special; `value` is not empty. `scale` is
    the one of the project: it names levels.
    """
    kind, name = field
    shape = next((spec.shape for spec in KINDS[kind].fields if spec.name == name), None)
    if shape is Shape.MONEY:
        return formats.money(t, value, currency)
    if shape is Shape.LEVEL:
        return level_name(t, name, value, scale)
    return None if shape is None or shape not in _SHOWN else _SHOWN[shape](t, value)


def level_name(t: Translator, name: str, level: int, scale: Scale = DEFAULT_SCALE) -> str:
    """Name a level of probability or impact by a scale: ``4 · Likely``."""
    levels = scale.impact if name.endswith("impact") else scale.probability
    return t("risk.level.shown", level=level, name=levels[level - 1].name(t.language))


def plain_number(t: Translator, value: float) -> str:
    """Show a number with no more decimals than it has."""
    decimals = f"{value:.{_DIGITS}f}".rstrip("0").partition(".")[2]
    return formats.number(t, value, digits=len(decimals))


def day_of(value: date | str) -> date:
    """Read a day that the trail keeps as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _share(t: Translator, value: float) -> str:
    return plain_number(t, value * 100) + "%"


def _effects(t: Translator, effects: list[Mapping[str, Any]]) -> str:
    return t("value.list_separator").join(_effect(t, effect) for effect in effects)


def _effect(t: Translator, effect: Mapping[str, Any]) -> str:
    to = effect["to"]
    shown = plain_number(t, to) if isinstance(to, int | float) else formats.day(t, day_of(to))
    return t("effect.told", what=t(f"effect.{effect['what']}"), to=shown)


_SHOWN: Final = MappingProxyType[Shape, Callable[[Translator, Any], str]](
    {
        Shape.DAY: lambda t, value: formats.day(t, day_of(value)),
        Shape.SHARE: _share,
        Shape.DAYS: formats.whole_days,
        Shape.EFFECTS: _effects,
    }
)
