"""Tables as CSV and XLSX, for spreadsheets: no cell of them is ever run as a formula."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import pandas as pd

# The wide forms too: Excel in East Asian settings takes them for the narrow ones.
# Apostrophes in front count along: one more is put there, so that taking one off gives it back.
_FORMULA: Final = re.compile(r"^'*(?:[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_LONGEST_SHEET_NAME: Final = 31
_FORBIDDEN_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST: Final = 48


def csv_table(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV in UTF-8 with the mark that Excel needs to see it.

    Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers stay.

    References
    ----------
    .. [1] OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    harmless = frame.rename(columns=_harmless)
    for place, name in enumerate(frame.columns):
        if not pd.api.types.is_numeric_dtype(frame[name]):
            harmless.isetitem(place, [_harmless(value) for value in frame[name]])
    return harmless.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(value: object) -> object:
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def xlsx_table(frame: pd.DataFrame, title: str, formats: Mapping[str, str]) -> bytes:
    """Write a frame as one sheet with typed cells, a frozen heading and a filter.

    Parameters
    ----------
    frame : DataFrame
        What is missing becomes an empty cell. Instants lose their zone: Excel knows none.
    title : str
        Name of the sheet.
    formats : mapping of str to str
        Number format of a column by its heading, such as ``0.0%``.
    """
    return xlsx_book({title: frame}, formats)


def xlsx_book(sheets: Mapping[str, pd.DataFrame], formats: Mapping[str, str]) -> bytes:
    """Write frames, by their titles, as the sheets of one file, each as `xlsx_table` does."""
    import xlsxwriter  # noqa: PLC0415 - only downloads need it

    target = BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "nan_inf_to_errors": False,
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        shapes = {name: book.add_format({"num_format": shape}) for name, shape in formats.items()}
        for title, frame in sheets.items():
            sheet = book.add_worksheet(sheet_name(title))
            for column, name in enumerate(frame.columns):
                is_moment = pd.api.types.is_datetime64_any_dtype(frame[name])
                shape = shapes.get(name)
                sheet.write_string(0, column, str(name), head)
                sheet.set_column(column, column, _width(frame[name], str(name)), shape)
                for row, value in enumerate(frame[name], 1):
                    if not pd.isna(value):
                        sheet.write(row, column, _cell(value), moment if is_moment else shape)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            if len(frame):
                sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    return target.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _width(values: "pd.Series[Any]", heading: str) -> float:
    longest = max((len(str(value)) for value in values.head(200)), default=0)
    return min(max(longest, len(heading)) + 2, _WIDEST)


def sheet_name(title: str) -> str:
    """Make a name that Excel takes for a sheet."""
    return title.translate(_FORBIDDEN_IN_SHEET_NAMES).strip()[:_LONGEST_SHEET_NAME] or "EcoGov"
