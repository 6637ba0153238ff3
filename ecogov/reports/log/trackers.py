"""Records as the CSV of other trackers: Jira, Redmine, OpenProject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.interchange import ExchangeFormat
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.trackers import field_of, rank_of
from ecogov.i18n.translator import translator
from ecogov.reports.tables import csv_table

OWN_ID: Final = "EcoGov ID"
"""Column that carries the reference, by which the file finds its record when it comes back."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                  "Dec")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The headings of a tracker's own export, with what of a record goes there."""

    tool: str
    columns: Mapping[str, str]
    priorities: tuple[str, str, str]
    is_iso: bool = True


_SHEETS: Final = MappingProxyType(
    {
        ExchangeFormat.JIRA: _Sheet(
            "jira",
            {
                "Summary": "title", "Issue key": "key", "Issue Type": "kind", "Status": "status",
                "Priority": "priority", "Assignee": "owner", "Due date": "due",
                "Start date": "start", "Resolved": "ended", "Resolution": "resolution",
                "Labels": "label", "Description": "description", OWN_ID: "ref",
            },
            ("Highest", "High", "Medium"),
            is_iso=False,
        ),
        ExchangeFormat.REDMINE: _Sheet(
            "redmine",
            {
                "#": "key", "Project": "project", "Tracker": "kind", "Status": "status",
                "Priority": "priority", "Subject": "title", "Assignee": "owner",
                "Category": "label", "Start date": "start", "Due date": "due",
                "% Done": "percent", "Closed": "ended", "Resolution": "resolution",
                "Description": "description", OWN_ID: "ref",
            },
            ("Immediate", "High", "Normal"),
        ),
        ExchangeFormat.OPENPROJECT: _Sheet(
            "openproject",
            {
                "ID": "key", "Subject": "title", "Type": "kind", "Status": "status",
                "Assignee": "owner", "Priority": "priority", "Start date": "start",
                "Finish date": "due", "% Complete": "percent", "Category": "label",
                "Closed": "ended", "Resolution": "resolution", "Description": "description",
                "Project": "project", OWN_ID: "ref",
            },
            ("Immediate", "High", "Normal"),
        ),
    }
)  # fmt: skip


def tracker_csv(file_format: ExchangeFormat, sheets: Mapping[RecordKind, pd.DataFrame]) -> bytes:
    """Write records as another tracker exports its items; `sheets` as `exported` gives them.

    Types, states and labels are our words in English. Days are ISO 8601; for Jira they are as its
    importer reads them by default (``12/Mar/2026 12:00 AM``).
    """
    sheet = _SHEETS[file_format]
    rows = [
        [_cell(sheet, kind, role, row) for role in sheet.columns.values()]
        for kind, frame in sheets.items()
        for row in frame.to_dict("records")
    ]
    return csv_table(pd.DataFrame(rows, columns=list(sheet.columns), dtype=object))


def _cell(sheet: _Sheet, kind: RecordKind, role: str, row: Mapping[Any, Any]) -> str:
    words = translator("en")
    if role in {"key", "kind", "ref", "project"}:
        told = {
            "key": _key(sheet.tool, str(row["external_key"])),
            "kind": words(f"new.{kind.value}"),
            "ref": str(row["ref"]),
            "project": str(row["project_id"]),
        }
        return told[role]
    name = "status" if role == "status" else field_of(role, kind)
    value = row[name] if name else None
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return ""
    if role == "priority":
        return sheet.priorities[rank_of(kind, value)]
    if role in {"status", "label"}:
        return words(f"{kind.value}.{name}.{value}")
    if isinstance(value, date):
        return value.isoformat() if sheet.is_iso else _as_jira(value)
    return str(value)


def _key(tool: str, key: str) -> str:
    """Give the key that a record has in the very tool that the file is for."""
    source, _, told = key.partition(":")
    return told if source.split("@")[0] == tool else ""


def _as_jira(day: date) -> str:
    return f"{day.day:02}/{_MONTHS[day.month - 1]}/{day.year} 12:00 AM"
