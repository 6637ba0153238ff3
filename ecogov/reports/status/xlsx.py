"""A status report as a workbook: the data behind every figure, in cells with types."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Cell, Content, Grid, Picture, Section, Series
from ecogov.reports.tables import sheet_name

_WIDEST: Final = 60
_NARROWEST: Final = 9
_CHINESE: Final = 0x2E80
_OPTIONS: Final[Mapping[str, bool | str]] = {
    # Words of people are never run as formulas, nor taken for links or numbers.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


def xlsx(_t: Translator, content: Content) -> bytes:
    """Write a report as a workbook with one sheet for each section and each picture."""
    import xlsxwriter  # noqa: PLC0415 - only downloads need it

    target = BytesIO()
    with xlsxwriter.Workbook(target, dict(_OPTIONS)) as book:
        book.set_properties(
            {
                "title": content.title,
                "created": datetime(content.as_of.year, content.as_of.month, content.as_of.day),  # noqa: DTZ001 - a day
            }
        )
        writer = _Writer(book)
        writer.cover(content)
        for section in content.sections:
            writer.section(section)
            for place, picture in enumerate(section.pictures, 1):
                writer.picture(section, picture, place)
    return target.getvalue()


class _Writer:
    """A workbook in the making; sheets of one name are told apart by a number."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library is imported late
        self._book = book
        self._names: set[str] = set()
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._bold = book.add_format({"bold": True, "font_size": 13})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._number = book.add_format({"num_format": "#,##0.###", "valign": "top"})
        self._share = book.add_format({"num_format": "0.0%", "valign": "top"})

    def cover(self, content: Content) -> None:
        sheet = self._sheet(content.code)
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, content.title, self._bold)
        told = (content.light_word, content.verdict, content.note, *content.facts, *content.marks)
        for row, text in enumerate((one for one in told if one), 1):
            sheet.write_string(row, 0, text, self._wrap)

    def section(self, section: Section) -> None:
        sheet = self._sheet(section.title)
        row = 0
        if section.grid is not None and section.has_rows:
            row = self._grid(sheet, section.grid) + 1
        elif section.empty:
            sheet.write_string(0, 0, section.empty)
            row = 2
        for line in section.lines:
            sheet.write_string(row, 0, line)
            row += 1

    def picture(self, section: Section, picture: Picture, place: int) -> None:
        """Write the points of a picture, one column for each line."""
        sheet = self._sheet(f"{section.title} {place}")
        sheet.write_string(0, 0, picture.finding, self._bold)
        days = sorted({day for line in picture.series for day, _ in line.points})
        sheet.set_column(0, len(picture.series), 14)
        for column, line in enumerate(picture.series, 1):
            sheet.write_string(2, column, line.name, self._head)
        for row, day in enumerate(days, 3):
            sheet.write_datetime(row, 0, day, self._day)
            for column, line in enumerate(picture.series, 1):
                self._point(sheet, (row, column), line, day)

    def _point(self, sheet: Any, at: tuple[int, int], line: Series, day: date) -> None:  # noqa: ANN401
        value = dict(line.points).get(day)
        if isinstance(value, date):
            sheet.write_datetime(*at, value, self._day)
        elif value is not None:
            sheet.write_number(*at, value, self._number)

    def _grid(self, sheet: Any, grid: Grid) -> int:  # noqa: ANN401 - the library is imported late
        for column, name in enumerate(grid.columns):
            sheet.write_string(0, column, name, self._head)
            said = [name, *(row[column].said for row in grid.rows)]
            width = max(_letters(text) for text in said)
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        for row, cells in enumerate(grid.rows, 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, (row, column), cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(grid.rows), len(grid.columns) - 1)
        return len(grid.rows) + 1

    def _cell(self, sheet: Any, at: tuple[int, int], cell: Cell) -> None:  # noqa: ANN401 - as above
        value = cell.value
        if isinstance(value, date):
            sheet.write_datetime(*at, value, self._day)
        elif isinstance(value, int | float):
            form = self._share if cell.is_share else self._number
            sheet.write_number(*at, value, form)
        elif value is not None:
            sheet.write_string(*at, cell.said, self._wrap)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401 - the library is imported late
        told, count = sheet_name(name), 1
        while told.lower() in self._names:
            count += 1
            told = sheet_name(f"{count} {name}")
        self._names.add(told.lower())
        sheet = self._book.add_worksheet(told)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet


def _letters(text: str) -> int:
    """Count letters; a Chinese character takes the room of two."""
    return sum(2 if ord(letter) >= _CHINESE else 1 for letter in text)
