"""Rows of a list as a form wants them, and as people read them."""

from typing import Any

import pandas as pd

from ecogov.ui.page import Page


def stored_row(rows: pd.DataFrame, record_id: int) -> dict[str, Any]:
    """Give one row of a list by its id, with None for what is unknown."""
    row = rows.loc[rows["id"] == record_id].astype(object).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a list one by one."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def named(page: Page, rows: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """Add ``<prefix>name`` in the reader's language, in the other one where that is missing."""
    english, chinese = rows[f"{prefix}name_en"], rows[f"{prefix}name_zh"]
    first, second = (chinese, english) if page.t.language == "zh-Hans" else (english, chinese)
    return rows.assign(**{f"{prefix}name": first.where(first.fillna("") != "", second)})
