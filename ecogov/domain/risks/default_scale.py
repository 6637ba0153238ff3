"""The scale that a new database starts with; projects change it to their own."""

from typing import Final

from ecogov.domain.risks.scales import BandDraft, LevelDraft, ProbabilityLevelDraft, ScaleDraft
from ecogov.domain.risks.words import Severity

_PROBABILITY: Final = (
    ("Very unlikely", "极低", 0.0, 0.1),
    ("Unlikely", "较低", 0.1, 0.3),
    ("Possible", "中等", 0.3, 0.5),
    ("Likely", "较高", 0.5, 0.7),
    ("Very likely", "极高", 0.7, 1.0),
)
_IMPACT: Final = (
    ("Minor", "轻微", "Absorbed within the slack", "可在余量内消化"),
    ("Small", "较小", "Up to a week late, or 2% of the budget", "延期不超过一周，或超预算 2% 以内"),
    ("Moderate", "中等", "One to two weeks late, or 2–5%", "延期一至两周，或超预算 2%–5%"),
    ("Major", "严重", "Two to four weeks late, or 5–10%", "延期两至四周，或超预算 5%–10%"),
    (
        "Severe",
        "重大",
        "Over four weeks late, over 10%, or the contract at stake",
        "延期四周以上，超预算 10% 以上，或危及合同",
    ),
)
_BANDS: Final = (
    (Severity.LOW, "Low", "低", 1, 4),
    (Severity.MODERATE, "Moderate", "中", 5, 9),
    (Severity.HIGH, "High", "高", 10, 15),
    (Severity.CRITICAL, "Critical", "极高", 16, 25),
)


DEFAULT_DRAFT: Final = ScaleDraft(
    probability=tuple(
        ProbabilityLevelDraft(name_en=en, name_zh=zh, chance_low=low, chance_high=high)
        for en, zh, low, high in _PROBABILITY
    ),
    impact=tuple(
        LevelDraft(name_en=en, name_zh=zh, meaning_en=meaning_en, meaning_zh=meaning_zh)
        for en, zh, meaning_en, meaning_zh in _IMPACT
    ),
    bands=tuple(
        BandDraft(severity=severity, name_en=en, name_zh=zh, lowest=low, highest=high)
        for severity, en, zh, low, high in _BANDS
    ),
)
"""Bands as they are common on a 5 x 5 matrix; the bounds of the chances are ours."""

DEFAULT_SCALE: Final = DEFAULT_DRAFT.scale(version=1)
