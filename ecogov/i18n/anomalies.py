"""What was found in words: strange days, and slices that explain a change."""

import math
from collections.abc import Mapping
from typing import Any, Final

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_SMALL: Final = 100
_TINY: Final = 1
_LEAST_CHANCE: Final = 1e-6


def anomaly(t: Translator, found: Mapping[str, Any]) -> str:
    """Say why a day was flagged, as a row of `detection.scanning.Scan.found` tells it."""
    is_rate = found["measure"] == "ratio"
    name = f"anomaly.{found['kind']}"
    values: dict[str, str | int] = {
        "value": size(t, found["value"], is_rate=is_rate),
        "low": size(t, found["expected_low"], is_rate=is_rate),
        "high": size(t, found["expected_high"], is_rate=is_rate),
        "since": formats.day(t, found["since"].date()),
        "days": formats.whole_days(t, int(found["days"])),
        "siblings": formats.number(t, found["siblings"]),
        "alike": formats.number(t, found["siblings_alike"]),
    }
    way = t(f"anomaly.{_side(found)}")
    parts = [
        t("anomaly.day", way=way, **{key: values[key] for key in ("value", "low", "high")}),
        t(name, **values),
    ]
    if not math.isnan(found["volume"]):
        parts.append(t("anomaly.volume", volume=formats.number(t, found["volume"])))
    if found["kind"] != "shared" and found["siblings_alike"] > 0:
        parts.append(t("anomaly.siblings", alike=values["alike"], siblings=values["siblings"]))
    parts.append(t("anomaly.chance", chance=chance(t, found["p_value"])))
    return t("anomaly.separator").join(parts) + t("anomaly.end")


def _side(found: Mapping[str, Any]) -> str:
    if found["value"] > found["expected_high"]:
        return "above"
    return "below" if found["value"] < found["expected_low"] else "within"


def cause(t: Translator, found: Mapping[str, Any]) -> str:
    """Say what a slice explains, with its counts and the chance that it is luck."""
    is_rate = bool(found["is_rate"])
    key = "mix" if found["is_mix"] else "rate" if is_rate else "amount"
    values: dict[str, str | int] = {
        "slice": t("value.list_separator").join(
            t("rootcause.place", dimension=name, value=str(value))
            for name, value in found["slice"].items()
        ),
        "before": size(t, found["before"], is_rate=is_rate),
        "after": size(t, found["after"], is_rate=is_rate),
        "expected": size(t, found["expected"], is_rate=is_rate),
        "share_before": formats.percent(t, found["share_before"]),
        "share_after": formats.percent(t, found["share_after"]),
        "numerator": formats.number(t, found["numerator"]),
        "volume": formats.number(t, found["volume"]),
        "contribution": signed(t, found["contribution"], is_rate=is_rate),
    }
    verdict = "named" if found["is_named"] else "suspect"
    luck = chance(t, 1 - found["confidence"])
    parts = [
        t(f"cause.{key}", **values),
        t(f"cause.{verdict}", luck=luck, looked_at=formats.number(t, found["looked_at"])),
    ]
    return t("anomaly.separator").join(parts) + t("anomaly.end")


def size(t: Translator, value: float, *, is_rate: bool) -> str:
    """Show a rate in percent, an amount with as many decimals as it deserves."""
    if is_rate:
        return formats.percent(t, value)
    is_small = abs(value) < _SMALL and not float(value).is_integer()
    digits = (2 if abs(value) < _TINY else 1) if is_small else 0
    return formats.number(t, value, digits=digits)


def signed(t: Translator, change: float, *, is_rate: bool) -> str:
    """Show a change with its sign, that of a rate in points."""
    sign = "−" if change < 0 else "+"
    if is_rate:
        return sign + t("kpi.points", points=formats.number(t, abs(change) * 100, digits=2))
    return sign + size(t, abs(change), is_rate=False)


def chance(t: Translator, p: float) -> str:
    """Show a chance in percent, a tiny one as less than something."""
    if p < _LEAST_CHANCE:
        return t("anomaly.one_in_a_million")
    digits = 1 if p >= 1e-2 else 2 if p >= 1e-3 else 4  # noqa: PLR2004  # decimals
    return formats.percent(t, p, digits=digits)
