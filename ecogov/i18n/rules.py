"""Rules and their alarms in words: "gold failed: 3 of the last 10 wrong, vendor ATLAS"."""

from collections.abc import Mapping
from typing import Any, Final

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.production_rules.rules import RuleAlarm, RuleKind
from ecogov.i18n import formats
from ecogov.i18n.figures import figure
from ecogov.i18n.translator import Translator

_SCOPES: Final = (("vendor", "vendor_code"), ("queue", "queue_code"), ("locale", "locale"))


def rule_sentence(t: Translator, rule: Mapping[str, Any]) -> str:
    """Say a rule in one line, as `ecogov.services.production_rules.rules.list_rules` tells it."""
    limits = {
        "count": formats.number(t, _known(rule["count"])),
        "among": formats.number(t, _known(rule["among"])),
        "days": formats.whole_days(t, _known(rule["days"])),
        "share": formats.percent(t, _known(rule["share"]), digits=0),
        "seconds": formats.duration(t, _known(rule["seconds"])),
        "metric": t(f"metric.{rule['metric']}") if rule["metric"] in METRICS else "",
    }
    said = t(f"rule.sentence.{rule['kind']}", **limits)
    scope = [
        t(f"target.words.{name}", code=str(rule[column]))
        for name, column in _SCOPES
        if _known(rule[column])
    ]
    return t("target.words.separator").join([said, *scope])


def alarm_sentence(t: Translator, alarm: RuleAlarm, currency: str = "") -> str:
    """Say what a rule found: who, how much, where the limit is."""
    said = found_in_words(t, alarm, currency)
    return t("rule.alarm.of", who=slice_in_words(t, alarm.slice), said=said)


def found_in_words(t: Translator, alarm: RuleAlarm, currency: str = "") -> str:
    """Say what a rule found, where it stands beside whom it is about."""
    told = alarm.evidence
    values = {
        "count": formats.number(t, alarm.value),
        "share": formats.percent(t, alarm.value),
        "limit": formats.percent(t, alarm.limit, digits=0),
        "units": formats.number(t, told.get("units")),
        "fast": formats.number(t, told.get("fast_units")),
        "among": formats.number(t, told.get("among")),
        "answer": str(told.get("answer", "")),
        "days": formats.whole_days(t, alarm.value),
    }
    if alarm.kind is RuleKind.TARGET_MISSED:
        metric = METRICS[str(told["metric"])]
        values |= {
            "metric": t(f"metric.{metric.code}"),
            "value": figure(t, alarm.value, metric.unit, currency),
            "target": figure(t, alarm.limit, metric.unit, currency),
        }
    return t(f"rule.alarm.{alarm.kind}", **values)


def slice_in_words(t: Translator, chosen: Mapping[str, str]) -> str:
    """Name what broke a rule; nothing stands for the whole project."""
    parts = [
        t("rootcause.place", dimension=t(f"dimension.{name}"), value=code)
        for name, code in sorted(chosen.items())
    ]
    return t("rootcause.and").join(parts) or t("rule.whole_project")


def _known(value: Any) -> Any:  # noqa: ANN401 - a value of a frame
    # pandas.NA has no truth value; NaN differs from itself.
    return None if value is None or str(value) in {"nan", "<NA>"} else value
