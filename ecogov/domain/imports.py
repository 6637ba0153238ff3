"""What an import is asked to do and what it answers: the request and the receipt."""

import dataclasses
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from ecogov.domain.production import SourceFormat

REPORTED_GAPS: Final = (
    "vendor",
    "queue",
    "locale",
    "annotator_id",
    "submitted_at",
    "handle_seconds",
    "label",
    "review_result",
    "is_gold",
)
"""Canonical fields whose absence from a whole file a person should hear about."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a person says about a file that the file does not say itself.

    ``vendor``, ``queue`` and ``locale`` fill rows that name none. ``undated_on`` is the day on
    which rows without any stamp are counted. ``instance`` tells two servers of one tool apart.
    """

    vendor: str | None = None
    queue: str | None = None
    locale: str | None = None
    timezone: str = "UTC"
    format: SourceFormat | None = None
    label_field: str | None = None
    instance: str = ""
    undated_on: date | None = None
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not imported; its sentence stands in the catalogs under its code."""

    row: int
    field: str
    code: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: ``rows_read`` is the sum of the five counts after it."""

    import_id: int | None
    format: str
    file: str
    sha256: str
    rows_read: int
    accepted: int
    updated: int
    duplicate: int
    skipped: int
    rejected: int
    annotators: int
    items: int
    first_submitted_at: datetime | None
    last_submitted_at: datetime | None
    handle_seconds: Mapping[str, float]
    overlapped_rows: int
    missing: tuple[str, ...]
    new_vendors: tuple[str, ...] = ()
    new_queues: tuple[str, ...] = ()
    rejections: tuple[RejectedRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, stamps as ISO 8601 in UTC; rejections stay codes."""
        told = asdict(self)
        for name in ("first_submitted_at", "last_submitted_at"):
            stamp = told[name]
            told[name] = stamp.isoformat() if stamp else None
        told["missing"] = list(self.missing)
        told["new_vendors"] = list(self.new_vendors)
        told["new_queues"] = list(self.new_queues)
        told["rejections"] = [asdict(row) for row in self.rejections]
        return told
