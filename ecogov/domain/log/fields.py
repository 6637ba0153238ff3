"""What a field of a record holds: forms, tables, files and searches all follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
LONGEST_NOTE: Final = 10_000
_MOST_MONEY: Final = 1e15
_LARGEST_NUMBER: Final = 10**9


class Shape(StrEnum):
    """How a field is typed in, stored, compared and shown."""

    LINE = "line"
    NOTE = "note"
    PERSON = "person"
    CHOICE = "choice"
    LEVEL = "level"
    DAY = "day"
    SHARE = "share"
    MONEY = "money"
    DAYS = "days"
    COUNT = "count"
    FLAG = "flag"
    VENDOR = "vendor"
    EFFECTS = "effects"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind of record.

    Parameters
    ----------
    name : str
        Name of the column; its label stands under ``<kind>.<name>``.
    shape : Shape
        What it holds.
    choices : tuple of str
        Codes of a choice, in order; named ``<kind>.<name>.<code>``. Empty for other shapes.
    is_required : bool
        Whether a record cannot do without it.
    """

    name: str
    shape: Shape
    choices: tuple[str, ...] = ()
    is_required: bool = False


def _in_calendar(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError(
            "day.range", "day.range", {"day": day, "first": FIRST_DAY, "last": LAST_DAY}
        )
    return day


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


def _unix_lines(text: object) -> object:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


_Blank = BeforeValidator(_none_if_blank)

Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200), BeforeValidator(_one_line), Shape.LINE
]
Line = Annotated[str, StringConstraints(max_length=200), BeforeValidator(_one_line), Shape.LINE]
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE),
    BeforeValidator(_unix_lines),
    Shape.NOTE,
]
Person = Annotated[str, StringConstraints(max_length=120), BeforeValidator(_one_line), Shape.PERSON]
Day = Annotated[Annotated[date, AfterValidator(_in_calendar)] | None, _Blank, Shape.DAY]
Level = Annotated[Annotated[int, Field(ge=1, le=5)] | None, _Blank, Shape.LEVEL]
Share = Annotated[
    Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] | None, _Blank, Shape.SHARE
]
Money = Annotated[
    Annotated[float, Field(ge=0.0, le=_MOST_MONEY, allow_inf_nan=False)] | None,
    _Blank,
    Shape.MONEY,
]
Days = Annotated[
    Annotated[float, Field(ge=0.0, le=10_000.0, allow_inf_nan=False)] | None, _Blank, Shape.DAYS
]
SignedMoney = Annotated[
    Annotated[float, Field(ge=-_MOST_MONEY, le=_MOST_MONEY, allow_inf_nan=False)] | None,
    _Blank,
    Shape.MONEY,
]
Count = Annotated[Annotated[int, Field(ge=0, le=_LARGEST_NUMBER)] | None, _Blank, Shape.COUNT]
SignedCount = Annotated[
    Annotated[int, Field(ge=-_LARGEST_NUMBER, le=_LARGEST_NUMBER)] | None, _Blank, Shape.COUNT
]
Flag = Annotated[bool, Shape.FLAG]
Vendor = Annotated[int | None, _Blank, Shape.VENDOR]
Choice = _Blank
"""Put beside ``SomeEnum | None`` so that an empty cell is no choice."""


def fields_of(draft: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """List the fields of a kind of record, in the order in which its draft declares them."""
    specs = (_spec(name, info) for name, info in draft.model_fields.items())
    return tuple(spec for spec in specs if spec is not None)


def _spec(name: str, info: FieldInfo) -> FieldSpec | None:
    shape = next((mark for mark in info.metadata if isinstance(mark, Shape)), None)
    codes = _codes(info.annotation)
    if codes:
        return FieldSpec(name, Shape.CHOICE, codes, info.is_required())
    return None if shape is None else FieldSpec(name, shape, (), info.is_required())


def _codes(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - any type that a field may have
    inner: Iterable[Any] = (
        get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    )
    kinds = (kind for kind in inner if isinstance(kind, type) and issubclass(kind, StrEnum))
    return tuple(member.value for kind in kinds for member in kind)
