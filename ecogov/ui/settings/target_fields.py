"""The inputs of a target. The KPI is chosen outside of the form: it decides what is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.kpi.metrics import METRICS, Better, Unit
from ecogov.domain.targets import TURNAROUND, TargetKind, TargetWindow, TurnaroundClock
from ecogov.i18n.places import locale_name
from ecogov.i18n.translator import Translator
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.forms.fields import Fields

_MIN_WIDTH: Final = 300
_FIRST: Final = "qa_accuracy"
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a target can be narrowed down to: names by id, and locales."""

    vendors: Mapping[int, str]
    queues: Mapping[int, str]
    locales: Sequence[str]

    @classmethod
    def of(cls, vendors: pd.DataFrame, queues: pd.DataFrame, locales: Sequence[str]) -> Self:
        """Take the names from the lists of vendors and queues; both have a column ``name``."""
        return cls(_named(vendors), _named(queues), locales)


def metric_picker(t: Translator, key_of: Callable[[Values], str], stored: Values) -> None:
    """Draw the choice of the KPI with its definition."""
    standing = stored.get("metric", _FIRST)
    codes = list(METRICS)
    picked = st.selectbox(
        t("target.metric"),
        codes,
        index=codes.index(standing),
        format_func=lambda code: (
            f"{t(f'metric.{code}')} · {t(f'metric.unit.{METRICS[code].unit}')}"
        ),
        key=key_of(stored),
    )
    st.caption(t(f"metric.{picked}.definition"))


def target_fields(
    fields: Fields, metric: str, scopes: Scopes, *, currency: str, first_day: date
) -> dict[str, Any]:
    """Draw the inputs and give what they hold, by field of `TargetDraft`; shares in percent."""
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        return {
            "metric": metric,
            "comparator": _comparator(fields, metric),
            "value": _value(fields, metric, currency),
            **(_turnaround(fields) if metric == TURNAROUND else {}),
            "window": fields.word("window", TargetWindow, default=TargetWindow.MONTH),
            "effective_from": fields.day("effective_from", first_day),
            "kind": fields.word("kind", TargetKind),
            "contract_clause": fields.text(
                "contract_clause", placeholder=fields.t("settings.target.clause_hint")
            ),
            **scope_fields(fields, scopes),
        }


def in_percent(stored: dict[str, Any]) -> dict[str, Any]:
    """Give a stored target as the form holds it: a share in percent."""
    if METRICS[stored["metric"]].unit is not Unit.SHARE:
        return stored
    return {**stored, "value": round(stored["value"] * 100, _DIGITS)}


def _comparator(fields: Fields, metric: str) -> Comparator:
    lower_is_better = METRICS[metric].better is Better.LOWER
    usual = Comparator.AT_MOST if lower_is_better else Comparator.AT_LEAST
    standing = Comparator(fields.stored.get("comparator", usual))
    options = list(Comparator)
    return st.selectbox(
        fields.label("comparator"),
        options,
        index=options.index(standing),
        format_func=lambda side: (
            f"{fields.t(f'comparator.{side}.sign')} {fields.t(f'comparator.{side}')}"
        ),
        key=f"{fields.key}.comparator.{metric}",
        help=fields.t(f"metric.better.{METRICS[metric].better}"),
    )


def _value(fields: Fields, metric: str, currency: str) -> float | None:
    t = fields.t
    unit = METRICS[metric].unit
    named = currency if unit is Unit.CURRENCY and currency else t(f"settings.unit.{unit}")
    standing = fields.stored.get("value") if fields.stored.get("metric") == metric else None
    return st.number_input(
        t("settings.target.value_in", unit=named),
        value=standing,
        step=None,
        format="%.10g",
        key=f"{fields.key}.value.{metric}",
        placeholder=t(f"settings.example.{unit}"),
    )


def _turnaround(fields: Fields) -> dict[str, Any]:
    hours = st.number_input(
        fields.label("hours"),
        value=fields.stored.get("hours"),
        format="%.10g",
        key=f"{fields.key}.hours",
        placeholder="24",
    )
    return {"hours": hours, "clock": fields.word("clock", TurnaroundClock)}


def scope_fields(fields: Fields, scopes: Scopes) -> dict[str, Any]:
    """Draw what narrows a record down to a vendor, a queue, a locale."""
    t = fields.t
    everything = {name: t(f"settings.target.all_{name}s") for name in ("vendor", "queue", "locale")}
    return {
        "vendor_id": fields.choice(
            "vendor_id",
            (None, *scopes.vendors),
            lambda record: scopes.vendors.get(record, everything["vendor"]),
        ),
        "queue_id": fields.choice(
            "queue_id",
            (None, *scopes.queues),
            lambda record: scopes.queues.get(record, everything["queue"]),
        ),
        "locale": fields.choice(
            "locale",
            (None, *scopes.locales),
            lambda tag: locale_name(t, tag) if tag else everything["locale"],
            note=t("settings.target.locale_tip"),
        ),
    }


def _named(rows: pd.DataFrame) -> dict[int, str]:
    pairs = zip(rows["id"], rows["code"], rows["name"], strict=True)
    return {int(record): f"{code} · {name}" if name else str(code) for record, code, name in pairs}
