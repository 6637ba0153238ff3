"""A change and what explains it, in words and in the unit of the KPI."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Final, Protocol

from ecogov.domain.kpi.metrics import Unit
from ecogov.domain.rootcause.suspects import ROSTER, Suspect, SuspectKind
from ecogov.i18n import formats
from ecogov.i18n.anomalies import chance
from ecogov.i18n.figures import figure
from ecogov.i18n.translator import Translator

_MOST_NAMES: Final = 3

Names = Mapping[str, Mapping[str, str]]
"""What codes are called, by dimension."""


class CauseLike(Protocol):
    """What is told of a slice that explains a change."""

    @property
    def slice(self) -> dict[str, str]: ...
    @property
    def before(self) -> float: ...
    @property
    def after(self) -> float: ...
    @property
    def expected(self) -> float: ...
    @property
    def contribution(self) -> float: ...
    @property
    def share_before(self) -> float: ...
    @property
    def share_after(self) -> float: ...
    @property
    def volume(self) -> float: ...
    @property
    def numerator(self) -> float: ...
    @property
    def confidence(self) -> float: ...
    @property
    def is_named(self) -> bool: ...
    @property
    def is_mix(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom figures of one KPI are told.

    Parameters
    ----------
    t : Translator
        Language.
    unit, currency : str
        Of the KPI.
    names : Names
        What codes are called; a code without a name is its own.
    """

    t: Translator
    unit: str
    currency: str
    names: Names

    def figure(self, value: float) -> str:
        """Show a value of the KPI."""
        return formats.NOTHING if isnan(value) else figure(self.t, value, self.unit, self.currency)

    def signed(self, change: float) -> str:
        """Show a change with its sign, that of a rate in points."""
        if isnan(change):
            return formats.NOTHING
        sign = "−" if change < 0 else "+"
        if self.unit == Unit.SHARE:
            points = abs(change) * 100
            digits = 1 if points >= 1 else 2
            return sign + self.t("kpi.points", points=formats.number(self.t, points, digits=digits))
        return sign + figure(self.t, abs(change), self.unit, self.currency)

    def value(self, dimension: str, code: str) -> str:
        """Name one value of a dimension."""
        if not code:
            return self.t(f"kpi.none.{dimension}")
        return self.names.get(dimension, {}).get(code) or code

    def slice(self, chosen: Mapping[str, str]) -> str:
        """Name a slice by all its values."""
        parts = [
            self.t(
                "rootcause.place",
                dimension=self.t(f"dimension.{name}"),
                value=self.value(name, code),
            )
            for name, code in chosen.items()
        ]
        return self.t("rootcause.and").join(parts)

    def cause(self, cause: CauseLike, looked_at: int, *, slice_: str = "") -> str:
        """Say what a slice explains, with its counts and the chance that it is luck."""
        t = self.t
        key = "mix" if cause.is_mix else "rate" if self.unit == Unit.SHARE else "mean"
        if self.unit == Unit.UNITS or (key == "mean" and not cause.volume):
            key = "amount"
        values: dict[str, str] = {
            "slice": slice_ or self.slice(cause.slice),
            **{name: self.figure(getattr(cause, name)) for name in ("before", "after", "expected")},
            "share_before": formats.percent(t, cause.share_before),
            "share_after": formats.percent(t, cause.share_after),
            "numerator": formats.number(t, cause.numerator),
            "volume": formats.number(t, cause.volume),
            "contribution": self.signed(cause.contribution),
        }
        verdict = "named" if cause.is_named else "suspect"
        luck = chance_in_words(t, 1 - cause.confidence)
        parts = [
            t(f"cause.{key}", **values),
            t(f"cause.{verdict}", luck=luck, looked_at=formats.number(t, looked_at)),
        ]
        return t("anomaly.separator").join(parts) + t("anomaly.end")


def chance_in_words(t: Translator, p: float) -> str:
    """Show a probability as finely as it deserves; one that is not known as a dash."""
    return formats.NOTHING if isnan(p) else chance(t, p)


def suspect_in_words(t: Translator, one: Suspect) -> str:
    """Say what happened near a change."""
    if one.kind is SuspectKind.MARK:
        titles = (one.title_zh, one.title_en) if t.language == "zh-Hans" else (one.title_en,)
        return next((title for title in titles if title), one.title_en)
    if one.kind in ROSTER:
        shown = t("value.list_separator").join(one.codes[:_MOST_NAMES])
        key = f"rootcause.suspect.{one.kind}"
        if len(one.codes) > _MOST_NAMES:
            shown = t("rootcause.suspect.people_more", names=shown)
        share = formats.percent(t, one.share)
        return t(key, count=len(one.codes), names=shown, share=share)
    return t(
        "rootcause.suspect.import",
        file=one.title_en,
        rows=formats.number(t, one.rows),
        updated=formats.number(t, one.updated),
        rejected=formats.number(t, one.rejected),
    )


def timing_in_words(t: Translator, days_off: int) -> str:
    """Say when something happened, from the day on which the later period begins."""
    if days_off == 0:
        return t("rootcause.timing.same")
    key = "rootcause.timing.after" if days_off > 0 else "rootcause.timing.before"
    return t(key, days=formats.whole_days(t, abs(days_off)))
