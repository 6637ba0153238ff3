"""How a CSV is written, told from its first rows: delimiter and quoting, not encoding."""

import csv
import io
from typing import Final

DELIMITERS: Final = (",", "\t", ";", "|")

_FIELD_CHARACTERS: Final = 1 << 24


def delimiter_of(text: str) -> str:
    """Find the delimiter that cuts the first rows of `text` into the same number of cells."""
    return max(DELIMITERS, key=lambda mark: _evenness(text, mark))


def first_rows(text: str, delimiter: str, count: int) -> list[list[str]]:
    """Cut the first `count` rows out of the start of a CSV."""
    csv.field_size_limit(_FIELD_CHARACTERS)
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if any(cell.strip() for cell in row):
            rows.append(row)
        if len(rows) == count:
            break
    return rows


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    widths = [len(row) for row in first_rows(text, delimiter, 6)]
    # The last row of a head may be cut in the middle.
    settled = widths[:-1] or widths
    if not settled or settled[0] == 1:
        return (0, 0)
    return (sum(width == settled[0] for width in settled), settled[0])
