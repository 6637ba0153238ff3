"""What a receipt says besides the counts: dates, people, time, what was new, what is missing."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from ecogov.domain.imports import Receipt
from ecogov.domain.production import SourceFormat
from ecogov.domain.scope import custom_period
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.ui.imports.wording import escaped, format_name, listed, seconds_by_basis

_NO_SHEET_TELLS: Final = frozenset({"annotator_id", "label", "review_result", "is_gold"})


def coverage(t: Translator, receipt: Receipt, timezone: str) -> str:
    """Say in one line which days, people and items a file covers."""
    told = [_days(t, receipt, timezone)]
    told += [t("import.people", count=receipt.annotators)] if receipt.annotators else []
    told += [t("import.items", count=receipt.items)] if receipt.items else []
    return escaped(" · ".join(told))


def facts_of(t: Translator, receipt: Receipt, timezone: str) -> dict[str, str]:
    """Put a receipt into words, by translated name; plain text, times on the project's clock."""
    told = {
        "format": format_name(t, receipt.format),
        "days": _days(t, receipt, timezone),
        "people": formats.number(t, receipt.annotators or None),
        "items": formats.number(t, receipt.items or None),
        "seconds": seconds_by_basis(t, _seconds(receipt)),
    }
    if receipt.overlapped_rows:
        told["overlap"] = overlap_of(t, receipt)
    if receipt.new_vendors:
        told["new_vendors"] = listed(t, receipt.new_vendors)
    if receipt.new_queues:
        told["new_queues"] = listed(t, receipt.new_queues)
    return {t(f"import.fact.{name}"): value for name, value in told.items()}


def facts_table(facts: dict[str, str]) -> None:
    """Draw facts as a table of two columns that a screen reader can read."""
    shown = pd.DataFrame(
        {
            "name": [f"**{name}**" for name in facts],
            "value": [escaped(text) for text in facts.values()],
        }
    )
    st.table(shown, border="horizontal", hide_index=True, hide_header=True, width="content")


def period_of(receipt: Receipt, timezone: str) -> str | None:
    """Give the code of the period that the rows cover; None where no row is dated."""
    first = _day(receipt.first_submitted_at, timezone)
    last = _day(receipt.last_submitted_at, timezone)
    return custom_period(first, last) if first and last else None


def overlap_of(t: Translator, receipt: Receipt) -> str:
    """Say how much of the work time was counted at the same time as other work."""
    stored = receipt.accepted + receipt.updated + receipt.duplicate
    share = receipt.overlapped_rows / stored if stored else None
    return t(
        "import.overlap",
        share=formats.percent(t, share),
        rows=formats.number(t, receipt.overlapped_rows),
    )


def gaps_of(t: Translator, receipt: Receipt, asked: Collection[str] = ()) -> str:
    """Say what figures will miss because the file does not tell it; nothing missing is empty.

    A daily sheet is not blamed for what no sheet tells; `asked` is what is asked elsewhere.
    """
    is_sheet = receipt.format == SourceFormat.PRODUCTION_SHEET
    estimated = ("handle_seconds",) if receipt.handle_seconds else ()
    silent = {*asked, *estimated, *(_NO_SHEET_TELLS if is_sheet else ())}
    gaps = [t(f"import.gap.{name}") for name in receipt.missing if name not in silent]
    gaps += [t("import.gap.totals")] if is_sheet else []
    return t("import.gaps", gaps=" ".join(gaps)) if gaps else ""


def _seconds(receipt: Receipt) -> Mapping[str, float]:
    if receipt.format != SourceFormat.PRODUCTION_SHEET:
        return receipt.handle_seconds
    return {"reported": sum(receipt.handle_seconds.values())} if receipt.handle_seconds else {}


def _days(t: Translator, receipt: Receipt, timezone: str) -> str:
    first, last = receipt.first_submitted_at, receipt.last_submitted_at
    return formats.days(t, _day(first, timezone), _day(last, timezone))


def _day(stamp: datetime | None, timezone: str) -> date | None:
    return stamp.astimezone(ZoneInfo(timezone)).date() if stamp else None
