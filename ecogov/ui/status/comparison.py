"""Two published reports side by side: lights, dates, figures, records."""

from datetime import date
from typing import Any

import streamlit as st

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.status.differences import Comparison, FigureChange
from ecogov.i18n import formats
from ecogov.i18n.figures import figure
from ecogov.i18n.log.slips import slip
from ecogov.i18n.status import chance, change_text, light_word
from ecogov.i18n.translator import Translator
from ecogov.services.status.publishing import Published
from ecogov.ui.page import Page
from ecogov.ui.status import reads


def comparison_view(page: Page, one: Published, other: Published) -> None:
    """Draw what two reports say, the older one first."""
    t = page.t
    first, second = sorted((one, other), key=lambda told: (told.report.as_of, told.number))
    found = reads.comparison(page.db, first.id, second.id)
    st.header(
        t(
            "status.compare.title",
            first=first.number,
            first_day=formats.day(t, first.report.as_of),
            second=second.number,
            second_day=formats.day(t, second.report.as_of),
        ),
        anchor=False,
    )
    names = (f"{first.number}", f"{second.number}")
    _table(t, "status.lights", _lights(t, found), names)
    _table(t, "status.figures", _figures(t, found), names)
    _records(t, found)


def _lights(t: Translator, found: Comparison) -> list[tuple[str, str, str, str]]:
    before, after = (light_word(t, light) for light in found.overall)
    rows = [(t("status.overall"), before, after, "" if before == after else "≠")]
    for one in found.lights:
        was, now = (
            formats.NOTHING if light is None else light_word(t, light)
            for light in (one.before, one.after)
        )
        mark = "≠" if one.has_changed else ""
        rows.append((t(f"light_dimension.{one.dimension}"), was, now, mark))
    return rows


def _figures(t: Translator, found: Comparison) -> list[tuple[str, str, str, str]]:
    currency = found.after.subject.currency
    return [
        (
            _name(t, one.name),
            _said(t, one, one.before, currency),
            _said(t, one, one.after, currency),
            _difference(t, one, currency),
        )
        for one in found.figures
    ]


def _name(t: Translator, name: str) -> str:
    return t(f"metric.{name}") if name in METRICS else t(f"status.{name}")


def _said(t: Translator, one: FigureChange, value: date | float | None, currency: str) -> str:
    if value is None:
        return formats.NOTHING
    if isinstance(value, date):
        return formats.day(t, value)
    if one.name in METRICS:
        return figure(t, value, METRICS[one.name].unit, currency)
    return chance(t, value) if one.name == "confidence" else formats.number(t, value)


def _difference(t: Translator, one: FigureChange, currency: str) -> str:
    moved = one.difference
    if not moved:
        return ""
    if isinstance(one.before, date):
        return slip(t, moved)
    sign = "+" if moved > 0 else "−"
    return sign + _said(t, one, abs(moved), currency)


def _records(t: Translator, found: Comparison) -> None:
    st.header(t("status.changes"), anchor=False)
    if not found.changes:
        st.caption(t("status.changes.none"))
        return
    rows = [
        {
            t("status.what"): t(f"status.change.{one.what}"),
            t("status.record"): one.ref,
            t("status.title"): one.title,
            t("status.difference"): change_text(t, one),
        }
        for one in found.changes
    ]
    _frame(rows, t("status.changes"), "status.compare.records")


def _table(
    t: Translator, key: str, rows: list[tuple[str, str, str, str]], names: tuple[str, str]
) -> None:
    st.header(t(key), anchor=False)
    columns = (
        t("status.figure"),
        f"{t('status.before')} ({names[0]})",
        f"{t('status.after')} ({names[1]})",
        t("status.difference"),
    )
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    _frame(told, t(key), f"status.compare.{key}")


def _frame(rows: list[dict[str, Any]], alt: str, key: str) -> None:
    st.dataframe(rows, hide_index=True, height="content", alt=alt, key=key)
