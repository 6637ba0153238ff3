"""What a card of the anomaly desk says: the change with its counts, what explains it, what weighed.

Names of places are handed in, because the database holds them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Final

from ecogov.domain.anomalies.watched import BACKLOG, COUNT, MEAN, RATIO, SEPARATOR, WHOLE
from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.i18n import formats
from ecogov.i18n.anomalies import cause, chance
from ecogov.i18n.figures import figure
from ecogov.i18n.log.values import day_of
from ecogov.i18n.translator import Translator

PLACES: Final = {
    "vendor": "vendor_id",
    "queue": "queue_id",
    "locale": "locale",
    "annotator": "annotator_id",
}
"""Column of a card for each dimension of a place."""

_SPREAD: Final = "spread"
_WEIGHED: Final = ("shift_evidence", "spread_evidence", "shared_evidence")
_NUMBERS: Final = (
    "contribution", "rate_effect", "mix_effect", "before", "after", "expected", "share_before",
    "share_after", "volume", "numerator",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Whom a card speaks to.

    Parameters
    ----------
    t : Translator
        The reader's language.
    named : callable
        Gives the name of a place by its dimension and id, in that language.
    currency : str
        Of the card's project.
    """

    t: Translator
    named: Callable[[str, object], str]
    currency: str = ""

    def value(self, metric: str, value: float | None) -> str:
        """Show a value of a watched metric in its unit."""
        unit = METRICS[metric].unit if metric in METRICS else Unit.UNITS
        return figure(self.t, nan if value is None else value, unit, self.currency)

    def place(self, places: Mapping[str, Any]) -> str:
        """Name a slice by its values, without saying what each of them is."""
        if str(places.get("vendor")) == str(WHOLE.vendor_id):
            return self.t("anomaly.card.whole")
        told = [self.named(name, key) for name, key in places.items() if key not in {0, "", "0"}]
        separator = self.t("anomaly.card.place_separator")
        return separator.join(told) if told else self.t("anomaly.card.nowhere")


def place(to: Reader, card: Mapping[str, Any]) -> str:
    """Name where a card was found: vendor, queue, locale, person."""
    return to.place({name: card[column] for name, column in PLACES.items()})


def headline(to: Reader, card: Mapping[str, Any]) -> str:
    """Say what changed, where, from what to what, with the counts and what chance explains."""
    t, lead = to.t, card["lead"]
    metric, measure = lead["metric"], lead["measure"]
    values = {
        "metric": t(f"metric.{metric}"),
        "place": place(to, card),
        "before": to.value(metric, lead["before"]),
        "after": to.value(metric, lead["after"]),
        "days": formats.whole_days(t, int(lead["n_days"])),
    }
    if lead["finding"] == _SPREAD:
        told = t("anomaly.card.swings", metric=values["metric"], place=values["place"])
        return t("anomaly.card.with", told=told, proof=_on_its_day(to, lead))
    way = "fell" if lead["direction"] == "down" else "rose"
    kind = "per_day" if measure == COUNT else "level" if measure == BACKLOG else "rate"
    told = t(f"anomaly.card.{kind}.{way}", **values)
    parts = [*_counts(t, lead), _limit(to, lead)]
    return t("anomaly.card.with", told=told, proof=t("anomaly.separator").join(parts))


def title(to: Reader, card: Mapping[str, Any]) -> str:
    """Name a record that comes out of a card: what moved which way, where, since when."""
    lead = card["lead"]
    way = "swings" if lead["finding"] == _SPREAD else lead["direction"]
    return to.t(
        f"anomaly.card.title.{way}",
        metric=to.t(f"metric.{lead['metric']}"),
        place=place(to, card),
        day=formats.day(to.t, day_of(lead["since"])),
    )


def short(to: Reader, card: Mapping[str, Any]) -> str:
    """Name a card in a list: what moved which way, and where."""
    lead = card["lead"]
    way = "swings" if lead["finding"] == _SPREAD else lead["direction"]
    return to.t(
        f"anomaly.card.short.{way}",
        metric=to.t(f"metric.{lead['metric']}"),
        place=place(to, card),
    )


def _counts(t: Translator, lead: Mapping[str, Any]) -> list[str]:
    units = f"anomaly.units.{lead['metric']}"
    if lead["measure"] == RATIO and lead["numerator"] is not None:
        counts = {name: formats.number(t, lead[name]) for name in ("numerator", "denominator")}
        return [t("anomaly.card.of", **counts, units=t(units))]
    if lead["measure"] == MEAN and lead["denominator"] is not None:
        volume = formats.number(t, lead["denominator"])
        return [t("anomaly.card.over", denominator=volume, units=t(units))]
    return []


def _limit(to: Reader, lead: Mapping[str, Any]) -> str:
    """Say where chance ends, if the value lies beyond it; else how rarely chance does this."""
    t, metric, after = to.t, lead["metric"], lead["after"]
    low, high = lead["expected_low"], lead["expected_high"]
    if low is not None and lead["direction"] == "down" and after < low:
        return t("anomaly.card.stays_above", bound=to.value(metric, low))
    if high is not None and lead["direction"] == "up" and after > high:
        return t("anomaly.card.stays_below", bound=to.value(metric, high))
    return t("anomaly.chance", chance=chance(t, lead["p_value"]))


def _on_its_day(to: Reader, lead: Mapping[str, Any]) -> str:
    t, metric = to.t, lead["metric"]
    return t(
        "anomaly.card.on_day",
        value=to.value(metric, lead["value"]),
        day=formats.day(t, day_of(lead["day"])),
        low=to.value(metric, lead["expected_low"]),
        high=to.value(metric, lead["expected_high"]),
    )


def since(t: Translator, card: Mapping[str, Any]) -> str:
    """Say from when until when, what kind of change it is, and how sure."""
    lead = card["lead"]
    return t(
        "anomaly.card.since",
        days=formats.days(t, day_of(lead["since"]), day_of(lead["until"])),
        finding=t(f"anomaly.finding.{lead['finding']}"),
        chance=chance(t, lead["p_value"]),
    )


def explained(to: Reader, card: Mapping[str, Any]) -> str:
    """Say which slice explains the change; empty where the card itself is all that is known."""
    t = to.t
    causes: Sequence[Mapping[str, Any]] = card["cause"] or ()
    if not causes:
        return ""
    first = causes[0]
    if first.get("is_shared"):
        if card["series_count"] < 2 or not first["slice"]:  # noqa: PLR2004 - one is the card itself
            return ""
        name = to.place(first["slice"])
        return t("anomaly.card.shared", slice=name, count=card["series_count"])
    if first.get("is_mean"):
        return _mean_cause(to, card["lead"]["metric"], first)
    places = {
        t(f"kpi.dimension.{name}"): to.named(name, key) for name, key in first["slice"].items()
    }
    known = {name: nan if first[name] is None else first[name] for name in _NUMBERS}
    return cause(t, {**first, **known, "slice": places})


def _mean_cause(to: Reader, metric: str, told: Mapping[str, Any]) -> str:
    return to.t(
        "anomaly.card.mean",
        slice=to.place(told["slice"]),
        before=to.value(metric, told["before"]),
        after=to.value(metric, told["after"]),
        volume=formats.number(to.t, told["volume"]),
        contribution=("−" if told["contribution"] < 0 else "+")
        + to.value(metric, abs(told["contribution"])),
    )


def weighed(t: Translator, card: Mapping[str, Any]) -> list[tuple[str, float]]:
    """List what spoke for an anomaly, the weightiest first: words, and the share of the evidence.

    Evidence is a logarithm of a likelihood ratio: below zero it spoke against, and counts as none.
    """
    evidence = card["lead"]["evidence"]
    told = {name: max(float(evidence.get(name) or 0.0), 0.0) for name in _WEIGHED}
    total = sum(told.values())
    if total <= 0:
        return []
    ranked = sorted(told.items(), key=lambda one: -one[1])
    return [(t(f"anomaly.weight.{name}"), value / total) for name, value in ranked if value > 0]


def known_event(t: Translator, event: Mapping[str, Any]) -> str:
    """Name a change mark or a holiday near an anomaly."""
    first, second = ("zh", "en") if t.language == "zh-Hans" else ("en", "zh")
    name = event[first] or event[second] or t("anomaly.card.day_off")
    day = formats.day(t, day_of(event["day"]))
    return t(f"anomaly.card.event.{event['kind']}", name=name, day=day)


def series_words(to: Reader, series: str) -> str:
    """Name a series by metric and place."""
    metric, *keys = series.split(SEPARATOR)
    places = dict(zip(PLACES, keys, strict=True))
    return to.t("anomaly.card.series", metric=to.t(f"metric.{metric}"), place=to.place(places))
