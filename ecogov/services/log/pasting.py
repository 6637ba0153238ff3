"""Rows of a spreadsheet as records: what each would become, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.fields import FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.log.words import choice_words, field_words, flag_of, simplified
from ecogov.readers.pasted import cells_of, day_of, number_of, share_of, text_of

MOST_ROWS: Final = 500
_TITLE: Final = "title"
_NUMBERS: Final = frozenset({Shape.LEVEL, Shape.MONEY, Shape.DAYS, Shape.COUNT})


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row of what was pasted.

    Parameters
    ----------
    number : int
        Which row it is, the headings not counted.
    cells : tuple of str
        As it was pasted.
    draft : LogDraft or None
        What would be logged; None where something is wrong.
    refused : Mapping[str, DomainError]
        Fields whose cell cannot be read.
    invalid : ValidationError or None
        Why the cells together would not do.
    """

    number: int
    cells: tuple[str, ...]
    draft: LogDraft | None
    refused: Mapping[str, DomainError]
    invalid: ValidationError | None = None


@dataclass(frozen=True, slots=True)
class Paste:
    """What was pasted, understood.

    Parameters
    ----------
    fields : tuple of (str or None)
        Field of each column; None where it has none.
    headings : tuple of str or None
        The row of headings; None where the first row is a record already.
    rows : tuple of PastedRow
        All records, good and bad.
    delimiter : str or None
        What stands between cells; None where every line is one title.
    """

    fields: tuple[str | None, ...]
    headings: tuple[str, ...] | None
    rows: tuple[PastedRow, ...]
    delimiter: str | None

    @property
    def drafts(self) -> list[LogDraft]:
        """What would be logged."""
        return [row.draft for row in self.rows if row.draft is not None]

    @property
    def bad(self) -> tuple[PastedRow, ...]:
        """The rows that have to be mended first."""
        return tuple(row for row in self.rows if row.draft is None)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headings, or numbers where there are none, of columns that mean nothing here."""
        named = self.headings or tuple(str(n + 1) for n in range(len(self.fields)))
        return tuple(
            name for name, field in zip(named, self.fields, strict=False) if field is None and name
        )

    def text_of_bad(self) -> str:
        """Write the bad rows as they were pasted, so that they can be mended and pasted again."""
        rows = [list(row.cells) for row in self.bad]
        if rows and self.headings is not None:
            rows.insert(0, list(self.headings))
        return text_of(rows, self.delimiter)


def read_paste(
    kind: RecordKind, text: str, *, project_id: int, vendors: Mapping[str, int]
) -> Paste:
    """Understand rows that were copied from a spreadsheet, a CSV file, or a list of titles.

    Columns are found by their headings, in any language of the program; without headings the
    first column holds the titles.

    Parameters
    ----------
    kind : RecordKind
        What the rows are to become.
    text : str
        As it was pasted.
    project_id : int
        Where they are to be logged.
    vendors : Mapping[str, int]
        Ids of the vendors at work by code.

    Raises
    ------
    DomainError
        ``paste.long`` when there are more than `MOST_ROWS` rows.
    """
    delimiter, rows = _split(kind, text)
    has_headings = bool(rows) and _are_headings(kind, rows[0])
    headings = tuple(rows.pop(0)) if has_headings else None
    if len(rows) > MOST_ROWS:
        raise DomainError("paste.long", count=len(rows), most=MOST_ROWS)
    width = max((len(row) for row in rows), default=1)
    fields = _fields(kind, headings, width)
    codes = {simplified(code): vendor for code, vendor in vendors.items()}
    read = [
        _row(kind, (number, cells), fields, project_id=project_id, vendors=codes)
        for number, cells in enumerate(rows, 1)
    ]
    return Paste(fields, headings, tuple(read), delimiter)


def _split(kind: RecordKind, text: str) -> tuple[str | None, list[list[str]]]:
    if "\t" in text:
        return "\t", cells_of(text, "\t")
    for delimiter in (",", ";"):
        rows = cells_of(text, delimiter)
        if rows and len(rows[0]) > 1 and _are_headings(kind, rows[0]):
            return delimiter, rows
    return None, cells_of(text, None)


def _are_headings(kind: RecordKind, cells: Sequence[str]) -> bool:
    """Tell headings from a record: the title is among them, or two columns are known."""
    found = [field_words(kind).get(simplified(cell)) for cell in cells]
    return _TITLE in found or len({name for name in found if name}) > 1


def _fields(kind: RecordKind, headings: Sequence[str] | None, width: int) -> tuple[str | None, ...]:
    if headings is None:
        return (_TITLE, *(None,) * (width - 1))
    found: list[str | None] = []
    for heading in headings:
        name = field_words(kind).get(simplified(heading))
        found.append(None if name in found else name)
    return (*found, *(None,) * (width - len(found)))


def _row(
    kind: RecordKind,
    numbered: tuple[int, Sequence[str]],
    fields: Sequence[str | None],
    *,
    project_id: int,
    vendors: Mapping[str, int],
) -> PastedRow:
    number, cells = numbered
    values: dict[str, Any] = {}
    refused: dict[str, DomainError] = {}
    for name, cell in zip(fields, cells, strict=False):
        if name is None or not cell:
            continue
        try:
            values[name] = _value(kind, KINDS[kind].field(name), cell, vendors)
        except DomainError as error:
            refused[name] = error
    told = {_TITLE: "", **values, "project_id": project_id}
    try:
        draft = KINDS[kind].draft(**told)
    except ValidationError as error:
        return PastedRow(number, tuple(cells), None, refused, error)
    return PastedRow(number, tuple(cells), None if refused else draft, refused)


def _value(kind: RecordKind, spec: FieldSpec, cell: str, vendors: Mapping[str, int]) -> object:
    match spec.shape:
        case Shape.DAY:
            return day_of(cell)
        case Shape.SHARE:
            return share_of(cell)
        case Shape.CHOICE:
            return _choice(kind, spec, cell)
        case Shape.FLAG:
            return _flag(cell)
        case Shape.VENDOR:
            return _vendor(cell, vendors)
    return number_of(cell) if spec.shape in _NUMBERS else cell


def _choice(kind: RecordKind, spec: FieldSpec, cell: str) -> str:
    code = choice_words(kind, spec.name).get(simplified(cell))
    if code is None:
        words = tuple(f"{kind.value}.{spec.name}.{choice}" for choice in spec.choices)
        raise DomainError("paste.choice", text=cell, choices=words)
    return code


def _flag(cell: str) -> bool:
    flag = flag_of(cell)
    if flag is None:
        raise DomainError("paste.flag", text=cell)
    return flag


def _vendor(cell: str, vendors: Mapping[str, int]) -> int:
    vendor_id = vendors.get(simplified(cell))
    if vendor_id is None:
        raise DomainError("paste.vendor", text=cell)
    return vendor_id
