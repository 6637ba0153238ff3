"""Between what is typed in and what is stored: drafts into columns, and back."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.storage.registers import now

Stored = Mapping[str, Any]


def stored_values(draft: LogDraft) -> dict[str, Any]:
    """Give what a draft says, as columns hold it."""
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in draft.model_dump().items()
    } | _effects(draft)


def draft_of(kind: RecordKind, stored: Stored, changes: Mapping[str, object]) -> LogDraft:
    """Give a stored record as somebody would type it in, but for what is changed.

    Raises
    ------
    ValidationError
        Where the changed record would not do.
    """
    spec = KINDS[kind]
    told = {field.name: stored[field.name] for field in spec.fields}
    return spec.draft(**{**told, "project_id": stored["project_id"], **changes})


def today_of(project: Stored) -> date:
    """Tell which day it is where a project is."""
    return now().astimezone(ZoneInfo(project["timezone"])).date()


def _effects(draft: LogDraft) -> dict[str, Any]:
    spec = next(spec for spec in KINDS.values() if isinstance(draft, spec.draft))
    names = [field.name for field in spec.fields if field.shape is Shape.EFFECTS]
    return {
        name: [effect.model_dump(mode="json") for effect in getattr(draft, name)] for name in names
    }
