"""Projects, vendors, queues, days: what may be entered about them, and what is read back.

Pure: nothing here knows whether a record exists already; services check that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ecogov.domain.places import known_country, known_currency, known_locale, known_timezone

_PROJECT_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,39}")
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither every database nor every file format can hold (XML 1.0, section 2.2)."""


class ContentDomain(StrEnum):
    """What kind of content a project judges."""

    SAFETY = "safety"
    NON_SAFETY = "non_safety"
    SEARCH = "search"
    MODEL_EVALUATION = "model_evaluation"


class AcceptanceBasis(StrEnum):
    """When a unit counts as accepted: once submitted and not rejected, or only once reviewed."""

    SUBMISSION = "submission"
    REVIEW = "review"


class ChangeKind(StrEnum):
    """What was changed on purpose on a day that trends mark."""

    GUIDELINE = "guideline"
    TRAINING = "training"
    STAFFING = "staffing"
    TOOL = "tool"
    MODEL = "model"
    PROCESS = "process"
    OTHER = "other"


def _well_formed(code: str) -> str:
    if not _PROJECT_CODE.fullmatch(code):
        raise PydanticCustomError("project.code", "project.code")
    return code


def _distinct(locales: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(locales))


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Upper = BeforeValidator(_upper)
ProjectCode = Annotated[str, Upper, AfterValidator(_well_formed)]
Words80 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Words120 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Words160 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160)]
VendorCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
QueueCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Timezone = Annotated[str, AfterValidator(known_timezone)]
Country = Annotated[str, Upper, AfterValidator(known_country)]
Currency = Annotated[str, Upper, AfterValidator(known_currency)]
LocaleTag = Annotated[str, AfterValidator(known_locale)]


def in_both_languages(data: object, english: str, chinese: str) -> object:
    """Fill the missing one of two texts from the other, before anything else is checked.

    Raises
    ------
    PydanticCustomError
        ``record.no_name`` when neither was given.
    """
    if not isinstance(data, Mapping):
        return data
    texts = [_filled(data.get(english)), _filled(data.get(chinese))]
    first = texts[0] or texts[1]
    if not first:
        raise PydanticCustomError("record.no_name", "record.no_name")
    return {**data, english: first, chinese: texts[1] or first}


def _filled(text: object) -> object:
    return text.strip() if isinstance(text, str) else text


def is_storable(text: str) -> bool:
    """Tell whether databases and files keep a text as it is: no control characters, no halves."""
    return not _UNSTORABLE.search(text)


def check_storable(value: object) -> None:
    """Refuse text that no database, or no file taken away from it, keeps as it is.

    Raises
    ------
    PydanticCustomError
        ``text.unstorable``.
    """
    if isinstance(value, str) and not is_storable(value):
        raise PydanticCustomError("text.unstorable", "text.unstorable")


class Draft(BaseModel):
    """What a person typed in, checked for itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, data: object) -> object:
        if isinstance(data, Mapping):
            for value in data.values():
                check_storable(value)
        return data


class NamedDraft(Draft):
    """A draft whose name is given in English, in Chinese or in both."""

    name_en: Words120 = ""
    name_zh: Words120 = ""

    @model_validator(mode="before")
    @classmethod
    def _name(cls, data: object) -> object:
        return in_both_languages(data, "name_en", "name_zh")


class ProjectDraft(NamedDraft):
    """What a project manager enters about a delivery.

    ``currency`` is that of all costs of the project, empty while costs are not followed;
    ``country`` decides the public holidays, empty means that there are none.
    """

    code: ProjectCode
    programme: Words80 = ""
    requester: Words120 = ""
    content_domain: ContentDomain = ContentDomain.NON_SAFETY
    task_type: Words80 = ""
    locales: Annotated[tuple[LocaleTag, ...], AfterValidator(_distinct)] = ()
    timezone: Timezone = "UTC"
    country: Country = ""
    start_on: date | None = None
    due_on: date | None = None
    target_units: Annotated[int, Field(gt=0, le=10**15)] | None = None
    unit_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    currency: Currency = ""
    pm: Words120 = ""
    acceptance_basis: AcceptanceBasis = AcceptanceBasis.SUBMISSION

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start_on and self.due_on and self.start_on > self.due_on:
            raise PydanticCustomError(
                "project.dates",
                "project.dates",
                {"start_on": self.start_on, "due_on": self.due_on},
            )
        return self


class VendorDraft(NamedDraft):
    """What is entered about a supplier or an in-house team; exports name it by `code`."""

    code: VendorCode
    is_inhouse: bool = False


class QueueDraft(NamedDraft):
    """What is entered about a stream of work; exports name it by `code`."""

    name_en: Words160 = ""
    name_zh: Words160 = ""
    project_id: int
    code: QueueCode


class DayOffDraft(Draft):
    """A day that the project treats otherwise than its country: off, or worked after all."""

    project_id: int
    day: date
    is_working: bool = False
    name: Words120 = ""


class ChangeMarkDraft(Draft):
    """A change made on purpose; trends show its day, in words of either language or both."""

    project_id: int
    day: date
    kind: ChangeKind
    title_en: Words160 = ""
    title_zh: Words160 = ""

    @model_validator(mode="before")
    @classmethod
    def _title(cls, data: object) -> object:
        return in_both_languages(data, "title_en", "title_zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A stored project, as read at one moment."""

    id: int
    version: int
    code: str
    name_en: str
    name_zh: str
    programme: str
    requester: str
    content_domain: ContentDomain
    task_type: str
    locales: tuple[str, ...]
    timezone: str
    country: str
    start_on: date | None
    due_on: date | None
    target_units: int | None
    unit_name: str
    currency: str
    pm: str
    acceptance_basis: AcceptanceBasis
    created_at: datetime
    archived_at: datetime | None

    @property
    def is_archived(self) -> bool:
        """Whether the project was put away."""
        return self.archived_at is not None
