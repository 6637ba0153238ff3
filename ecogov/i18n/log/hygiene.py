"""Findings of the X-ray in words: why something is wrong, and what there is to mend."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_WORDS: Final = MappingProxyType[str, Callable[[Translator, Any], str]](
    {
        "metric": lambda t, code: t(f"metric.{code}"),
        "reason": lambda t, code: t(f"kpi.null.{code}"),
        "clock": lambda t, code: t(f"escalation.clock.{code}"),
        "level": lambda t, code: t(f"escalation.level.{code}"),
        "wanted": lambda t, code: t(f"escalation.level.{code}"),
    }
)


def reason(t: Translator, finding: Mapping[Any, Any]) -> str:
    """Say why a finding is one; `finding` is a row of `ecogov.domain.log.hygiene.rules.xray`."""
    told: dict[str, str | int] = {
        name: _WORDS[name](t, value) if name in _WORDS else formats.shown(t, value)
        for name, value in finding["parameters"].items()
    }
    since, days = finding["since"], finding["days"]
    if isinstance(since, date):
        told["day"] = formats.day(t, since)
    if formats.shown(t, days) != formats.NOTHING:
        told["count"] = int(days)
    key = f"xray.{finding['rule']}.reason"
    is_today = told.get("count") == 0 and t.has(f"{key}.today")
    return t(f"{key}.today" if is_today else key, **told)


def mend(t: Translator, kind: str, field: str) -> str:
    """Name what there is to mend: a field as forms call it, or something to do."""
    key = f"xray.mend.{field}"
    is_done_elsewhere = kind in {"project", "target"} or (kind == "escalation" and t.has(key))
    return t(key) if is_done_elsewhere else t(f"{kind}.{field}")


def subject(t: Translator, finding: Mapping[Any, Any]) -> str:
    """Give the title of what a finding is about; a target is called by its KPI."""
    title = str(finding["title"])
    return t(f"metric.{title}") if finding["kind"] == "target" else title
