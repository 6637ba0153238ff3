"""Targets in words: "QA accuracy ≥ 95% per month, vendor ATLAS, from 1 Mar 2026"."""

from collections.abc import Mapping
from typing import Any, Final

from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_SCOPES: Final = (("vendor", "vendor_code"), ("queue", "queue_code"), ("locale", "locale"))
_MOST_DIGITS: Final = 4


def target_sentence(t: Translator, target: Mapping[str, Any], currency: str = "") -> str:
    """Say a target in one line.

    Parameters
    ----------
    t : Translator
        The reader's language.
    target : Mapping[str, Any]
        A row of `ecogov.services.targets.list_targets`.
    currency : str
        The project's.
    """
    scope = [
        t(f"target.words.{name}", code=str(target[column]))
        for name, column in _SCOPES
        if target[column]
    ]
    parts = [
        t(
            "target.words.promise",
            metric=_metric(t, target),
            sign=t(f"comparator.{target['comparator']}.sign"),
            value=metric_value(t, target["metric"], target["value"], currency),
            window=t(f"target.words.{target['window']}"),
        ),
        *scope,
        t("target.words.from", day=formats.day(t, target["effective_from"])),
    ]
    return t("target.words.separator").join(parts)


def metric_value(t: Translator, metric: str, value: float | None, currency: str = "") -> str:
    """Show a value in the unit of its KPI, with no more decimals than it has."""
    unit = METRICS[metric].unit if metric in METRICS else Unit.COEFFICIENT
    if value is None or unit is Unit.SECONDS:
        return formats.duration(t, value)
    if unit is Unit.SHARE:
        return formats.percent(t, value, digits=_digits(value * 100))
    if unit is Unit.CURRENCY:
        return formats.money(t, value, currency)
    shown = formats.number(t, value, digits=_digits(value))
    return shown if unit is Unit.COEFFICIENT else f"{shown} {t(f'metric.unit.{unit}.short')}"


def _metric(t: Translator, target: Mapping[str, Any]) -> str:
    name = t(f"metric.{target['metric']}")
    hours = target["hours"]
    if hours is None or hours != hours:  # noqa: PLR0124 - NaN stands for none
        return name
    told = formats.number(t, hours, digits=_digits(hours))
    return t(f"target.words.turnaround_{target['clock']}", metric=name, hours=told)


def _digits(value: float) -> int:
    decimals = f"{value:.{_MOST_DIGITS}f}".rstrip("0").partition(".")[2]
    return len(decimals)
