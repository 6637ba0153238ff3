"""Entries of the audit trail in words: what was done, to what, which field from what to what."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n import formats
from ecogov.i18n.log.values import log_value
from ecogov.i18n.places import locale_name
from ecogov.i18n.targets import metric_value
from ecogov.i18n.translator import Translator
from ecogov.ui import cached
from ecogov.ui.page import Page

_DAYS: Final = frozenset({"start_on", "due_on", "day", "effective_from"})
_MOMENTS: Final = frozenset(
    {"archived_at", "created_at", "raised_at", "next_update_at", "resolved_at", "decided_at"}
)
_KINDS: Final = frozenset(RecordKind)
_REFERENCES: Final = {"vendor_id": "vendor", "queue_id": "queue", "project_id": "project"}
_LEFT_OUT: Final = frozenset(
    {"version", "created_at", "created_by_import", "project_id", "scale_id", "baseline_original_on"}
)
_EMPTY: Final[tuple[object, ...]] = (None, "", [], ())


class Change(NamedTuple):
    """A field that an entry of the trail touched, in the reader's words."""

    field: str
    was: str
    now: str


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


def changes_in_words(
    page: Page,
    record_type: str,
    before_after: tuple[object, object],
    record: Mapping[str, Any] | None = None,
) -> list[Change]:
    """Say every field that an entry touched; `record` is how the record stands today."""
    old, new = (told if isinstance(told, Mapping) else {} for told in before_after)
    beside = {**(record or {}), **old, **new}
    names = [name for name in dict.fromkeys([*old, *new]) if name not in _LEFT_OUT]
    changes = [
        Change(
            _label(page.t, record_type, name),
            *(
                value_in_words(page, record_type, name, side.get(name), beside=beside)
                for side in (old, new)
            ),
        )
        for name in names
    ]
    return [change for change in changes if change.was != change.now]


def value_in_words(
    page: Page,
    record_type: str,
    name: str,
    value: object,
    *,
    beside: Mapping[str, Any] | None = None,
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
    told = _by_kind(page, (record_type, name), value, beside or {})
    if told is not None:
        return told
    if isinstance(value, Mapping):
        value = [f"{key} = {part}" for key, part in value.items()]
    if isinstance(value, list | tuple):
        return t("value.list_separator").join(str(part) for part in value)
    return _shown(page, _dated(name, value))


def _by_kind(
    page: Page, field: tuple[str, str], value: object, beside: Mapping[str, Any]
) -> str | None:
    record_type, name = field
    if record_type in _KINDS:
        return log_value(
            page.t,
            (RecordKind(record_type), name),
            value,
            currency=_currency(page, beside),
            scale=cached.scale(page.db, beside.get("project_id")),
        )
    if record_type == "target" and name not in _MOMENTS:
        return _target_value(page.t, name, value, beside)
    return None


def _currency(page: Page, beside: Mapping[str, Any]) -> str:
    projects = page.projects
    found = projects.loc[projects["id"] == beside.get("project_id"), "currency"]
    return "" if found.empty else str(found.iloc[0])


def _shown(page: Page, value: object) -> str:
    if isinstance(value, datetime):
        return formats.moment(page.t, value, page.timezone)
    return formats.shown(page.t, value)


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


def _label(t: Translator, record_type: str, name: str) -> str:
    keys = (f"{record_type}.{name}", f"trail.field.{name}")
    return next((t(key) for key in keys if t.has(key)), name)
