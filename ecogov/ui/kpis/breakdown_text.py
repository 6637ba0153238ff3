"""What a breakdown says in words: its finding, and how it is drawn."""

from typing import Any

import pandas as pd

from ecogov.charts.kpi_breakdown import MOST_BARS
from ecogov.charts.looks import Look
from ecogov.domain.kpi.evidence import Evidence
from ecogov.domain.kpi.metrics import metric_of
from ecogov.domain.kpi.standing import is_lowest_first
from ecogov.i18n.figures import figure
from ecogov.i18n.translator import Translator


def breakdown_finding(look: Look, rows: pd.DataFrame, metric: str, by: str) -> str:
    """Say what a breakdown shows: who keeps the target, else who differs beyond chance.

    `rows` are KPI cells with ``name`` and ``is_decided``, in the order of their standing.
    """
    t = look.t
    who = {"metric": t(f"metric.{metric}"), "dimension": t(f"kpi.dimension.{by}")}
    known = rows[rows["value"].notna()]
    if known.empty:
        reasons = [*rows["null_reason"].dropna(), "no_units"]
        return t("kpi.breakdown.unknown", **who, reason=t(f"kpi.null.{reasons[0]}"))
    states = known["evidence"].value_counts()
    counted = {state: int(states.get(state, 0)) for state in Evidence}
    judged = sum(counted.values()) - counted[Evidence.NONE]
    if judged and counted[Evidence.MET] == judged:
        return t("kpi.breakdown.all_met", **who, count=judged)
    if judged:
        told = {state.value: counted[state] for state in Evidence if state != Evidence.NONE}
        return t("kpi.breakdown.judged", **who, **told)
    return _standing(look, known, who)


def _standing(look: Look, known: pd.DataFrame, who: dict[str, str]) -> str:
    t = look.t
    if len(known) == 1:
        return t("kpi.breakdown.only", **who, first=_named(look, known.iloc[0]))
    if known["is_decided"].isna().all():
        return t("kpi.breakdown.most", **who, first=_named(look, known.iloc[0]))
    decided = known[known["is_decided"].isin([True])]
    if decided.empty:
        return t("kpi.breakdown.alike", **who)
    if len(decided) == 1:
        return t("kpi.breakdown.single", **who, first=_named(look, decided.iloc[0]))
    best, worst = (_named(look, decided.iloc[place]) for place in (0, -1))
    counts = {"count": len(decided), "all": len(known)}
    return t("kpi.breakdown.differ", **who, **counts, best=best, worst=worst)


def _named(look: Look, row: "pd.Series[Any]") -> str:
    value = figure(look.t, float(row["value"]), str(row["unit"]), look.currency)
    return look.t("kpi.named", name=str(row["name"]), value=value)


def breakdown_subtitle(t: Translator, known: pd.DataFrame, metric: str, by: str) -> str:
    """Say what is drawn and in which order, and that a click leads on."""
    has_intervals = known["low"].notna().any()
    is_rising = is_lowest_first(metric_of(metric))
    parts = [
        t("kpi.drawn.by", metric=t(f"metric.{metric}"), dimension=t(f"kpi.dimension.{by}")),
        t("kpi.drawn.order.lower" if is_rising else "kpi.drawn.order.higher"),
    ]
    if has_intervals:
        parts.append(t("kpi.drawn.interval_bar"))
    if any(state is False for state in known["is_decided"]):
        parts.append(t("kpi.drawn.undecided"))
    if len(known) > MOST_BARS:
        parts.append(t("kpi.drawn.first", count=MOST_BARS, all=len(known)))
    parts.append(t("kpi.drawn.click"))
    return " · ".join(parts)
