"""Bands of scores in pictures: their names and their colours.

The colours are calm, ordered by lightness, so that colour-blind eyes see the order.
Threats run from blue over sand to red; opportunities keep to one hue, because more is better.
"""

from dataclasses import dataclass
from typing import Final

from ecogov.charts.theme import Theme
from ecogov.domain.risks.scales import Band
from ecogov.domain.risks.words import Nature, Severity
from ecogov.i18n.translator import Translator


@dataclass(frozen=True, slots=True)
class Tone:
    """Fill of a band, and the ink that can be read on it."""

    fill: str
    ink: str


_DARK_INK: Final = "#15181c"
_LIGHT_INK: Final = "#ffffff"

TONES: Final[dict[tuple[Theme, Nature], dict[Severity, Tone]]] = {
    ("light", Nature.THREAT): {
        Severity.NEGLIGIBLE: Tone("#edf1f3", _DARK_INK),
        Severity.LOW: Tone("#cbdfea", _DARK_INK),
        Severity.MODERATE: Tone("#eccf86", _DARK_INK),
        Severity.HIGH: Tone("#dc8f4e", _DARK_INK),
        Severity.CRITICAL: Tone("#a93226", _LIGHT_INK),
    },
    ("dark", Nature.THREAT): {
        Severity.NEGLIGIBLE: Tone("#1c2429", _LIGHT_INK),
        Severity.LOW: Tone("#21404f", _LIGHT_INK),
        Severity.MODERATE: Tone("#6d5a1f", _LIGHT_INK),
        Severity.HIGH: Tone("#bd7434", _DARK_INK),
        Severity.CRITICAL: Tone("#f08a7c", _DARK_INK),
    },
    ("light", Nature.OPPORTUNITY): {
        Severity.NEGLIGIBLE: Tone("#edf3f4", _DARK_INK),
        Severity.LOW: Tone("#bfdbe0", _DARK_INK),
        Severity.MODERATE: Tone("#86bfc8", _DARK_INK),
        Severity.HIGH: Tone("#4795a2", _DARK_INK),
        Severity.CRITICAL: Tone("#0b6574", _LIGHT_INK),
    },
    ("dark", Nature.OPPORTUNITY): {
        Severity.NEGLIGIBLE: Tone("#1a2326", _LIGHT_INK),
        Severity.LOW: Tone("#16363d", _LIGHT_INK),
        Severity.MODERATE: Tone("#1d5560", _LIGHT_INK),
        Severity.HIGH: Tone("#3b95a4", _DARK_INK),
        Severity.CRITICAL: Tone("#84d6e3", _DARK_INK),
    },
}


def band_name(t: Translator, band: Band, nature: Nature) -> str:
    """Name a band; for opportunities by its scores, because nobody fears a critical one."""
    if nature is Nature.OPPORTUNITY:
        return t("risk.band.scores", low=band.lowest, high=band.highest)
    return band.name(t.language)


def band_with_scores(t: Translator, band: Band, nature: Nature) -> str:
    """Name a band together with its scores."""
    name = band_name(t, band, nature)
    if nature is Nature.OPPORTUNITY:
        return name
    return t("risk.band.named", band=name, low=band.lowest, high=band.highest)
