"""What every KPI chart is told about its reader."""

from dataclasses import dataclass
from typing import Any

from ecogov.charts.theme import Theme
from ecogov.i18n.translator import Translator

Specification = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a chart is drawn: language, colours, currency of the figures."""

    t: Translator
    theme: Theme
    currency: str = ""
