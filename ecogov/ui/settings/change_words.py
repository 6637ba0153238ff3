"""Entries of the audit trail in words: what was done, to what, which field from what to what."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from ecogov.i18n import formats
from ecogov.i18n.places import locale_name
from ecogov.i18n.targets import metric_value
from ecogov.i18n.translator import Translator
from ecogov.ui.page import Page
from ecogov.ui.settings import cached

_DAYS: Final = frozenset({"start_on", "due_on", "day", "effective_from"})
_MOMENTS: Final = frozenset({"archived_at", "created_at"})
_REFERENCES: Final = {"vendor_id": "vendor", "queue_id": "queue", "project_id": "project"}
_LEFT_OUT: Final = frozenset({"version", "created_at", "created_by_import", "project_id"})
_EMPTY: Final = (None, "", [], ())


def action_in_words(t: Translator, action: str) -> str:
    """Say what was done; an act that has no words yet keeps its code."""
    verb = action.rpartition(".")[2]
    if t.has(f"trail.action.{action}"):
        return t(f"trail.action.{action}")
    return t(f"trail.verb.{verb}") if t.has(f"trail.verb.{verb}") else action


def type_in_words(t: Translator, record_type: str) -> str:
    """Name a kind of record; one that has no name yet keeps its code."""
    key = f"trail.record.{record_type}"
    return t(key) if t.has(key) else record_type


def changes_in_words(page: Page, record_type: str, before: object, after: object) -> list[str]:
    """Say every field that an entry touched, old value first."""
    old = before if isinstance(before, Mapping) else {}
    new = after if isinstance(after, Mapping) else {}
    names = [name for name in dict.fromkeys([*old, *new]) if name not in _LEFT_OUT]
    lines = []
    for name in names:
        was = value_in_words(page, record_type, name, old.get(name), old | new)
        now = value_in_words(page, record_type, name, new.get(name), old | new)
        if name in old and name in new:
            lines.append(_line(page.t, record_type, name, t_key="trail.changed", was=was, now=now))
        elif old.get(name, new.get(name)) not in _EMPTY:
            told = was if name in old else now
            lines.append(_line(page.t, record_type, name, t_key="trail.told", value=told))
    return lines


def value_in_words(
    page: Page, record_type: str, name: str, value: object, beside: Mapping[str, Any] | None = None
) -> str:
    """Show a stored value as forms and tables do.

    `beside` holds the other fields of the record: the value of a target needs its KPI.
    """
    t = page.t
    if value in _EMPTY:
        return formats.NOTHING
    if isinstance(value, str) and t.has(f"{record_type}.{name}.{value}"):
        return t(f"{record_type}.{name}.{value}")
    if name in _REFERENCES:
        return cached.record_names(page.db).get((_REFERENCES[name], str(value)), str(value))
    if record_type == "target":
        return _target_value(t, name, value, beside or {})
    if isinstance(value, list | tuple):
        return t("value.list_separator").join(str(part) for part in value)
    return formats.shown(t, _dated(name, value))


def _target_value(t: Translator, name: str, value: object, beside: Mapping[str, Any]) -> str:
    if name == "metric":
        return t(f"metric.{value}")
    if name in {"kind", "window", "clock"}:
        return t(f"target.{name}.{value}")
    if name == "comparator":
        return t(f"comparator.{value}")
    if name == "locale":
        return locale_name(t, str(value))
    if name == "value" and isinstance(value, float | int) and "metric" in beside:
        return metric_value(t, str(beside["metric"]), value)
    return formats.shown(t, _dated(name, value))


def _dated(name: str, value: object) -> object:
    """Read a day or an instant that the trail keeps as text."""
    if isinstance(value, str) and name in _DAYS:
        return date.fromisoformat(value)
    if isinstance(value, str) and name in _MOMENTS:
        return datetime.fromisoformat(value)
    return value


def _line(t: Translator, record_type: str, name: str, *, t_key: str, **told: str) -> str:
    label = f"{record_type}.{name}"
    return t(t_key, field=t(label) if t.has(label) else name, **told)
