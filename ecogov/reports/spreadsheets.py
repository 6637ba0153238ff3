"""Tables as files that open in a spreadsheet and cannot run anything there."""

import io
from collections.abc import Mapping
from typing import Final

import pandas as pd

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST: Final = 80
_SHEET_NAME_CHARACTERS: Final = 31


def csv_file(table: pd.DataFrame) -> bytes:
    """Write a table as UTF-8 with a byte order mark, which spreadsheets need to know it by.

    Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers stay
    numbers. `table` is not modified.
    """
    return table.map(_defused).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx_file(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Write tables as the sheets of a workbook; texts are stored as texts, never as formulas."""
    import xlsxwriter  # noqa: PLC0415 - a page that offers a download does not need it yet

    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name[:_SHEET_NAME_CHARACTERS])
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [str(heading) for heading in table.columns], bold)
            for place, heading in enumerate(table.columns):
                cells = table[heading].tolist()
                sheet.write_column(1, place, [_cell(cell) for cell in cells])
                widest = max(map(len, map(str, [heading, *cells])), default=0)
                sheet.set_column(place, place, min(widest + 2, _WIDEST), wrapped)
    return stream.getvalue()


def _defused(value: object) -> object:
    if isinstance(value, str) and value.startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def _cell(value: object) -> object:
    return None if value is None or value is pd.NaT or value != value else value  # noqa: PLR0124 - NaN differs from itself
