"""Frames as files that people open in a spreadsheet."""

import re
from typing import Final

import pandas as pd

# The wide forms too: Excel in East Asian settings takes them for the narrow ones.
_FORMULA: Final = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV that Excel reads in the right encoding and runs nothing of.

    A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay.

    References
    ----------
    .. [1] OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    defused = frame.map(_defused)
    return defused.rename(columns=_defused).to_csv(index=False).encode("utf-8-sig")


def _defused(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
