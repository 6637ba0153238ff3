"""What the cost of the risks comes to, worked out once per revision, language and theme."""

from dataclasses import dataclass, field
from math import nan
from typing import NamedTuple

import pandas as pd
import streamlit as st

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.exceedance import exceedance_chart, exceedance_finding
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.risks.contributions import contributions
from ecogov.domain.risks.exposure import Drawn, Exposure, exposure
from ecogov.domain.risks.simulation import (
    RUNS,
    ContingencyOutlook,
    CostOutlook,
    Side,
    contingency_outlook,
    exceedance,
    simulate,
)
from ecogov.domain.risks.words import Nature
from ecogov.i18n import formats
from ecogov.services.log.risks import drawn_contingency
from ecogov.services.log.setups import log_setup
from ecogov.storage.database import Database
from ecogov.ui.kpis.view import LookKey, look_of
from ecogov.ui.log.columns import OPENS
from ecogov.ui.log.risks.reads import scored
from ecogov.ui.page import Page

_SIMULATED = [
    "id", "ref", "title", "project_code", "nature", "p", "cost", "cost_low", "cost_high",
    "expected_value", "null_reason",
]  # fmt: skip
_LARGEST = ["ref", "title", "nature", "p", "cost", "expected_value", "share", "p80_effect"]


class CostAsked(NamedTuple):
    """A cost: of the risks of which projects, and of which of them."""

    project_ids: tuple[int, ...]
    side: Side
    is_one_project: bool


class Figure(NamedTuple):
    """A figure of the cost, by the name that the catalogs know, as people read it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CostContent:
    """A cost as it is shown; without a specification there is none, and the finding says why."""

    finding: str
    subtitle: str = ""
    specification: Specification | None = None
    figures: tuple[Figure, ...] = ()
    has_contingency: bool = False
    drawn_note: str = ""
    unknown: tuple[tuple[str, int], ...] = ()
    first_unknown: tuple[str, str] | None = None
    largest: pd.DataFrame = field(default_factory=pd.DataFrame)
    records: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Simulated:
    """What the simulation comes to: curve, quantiles, contingency, the risks that weigh most."""

    curve: pd.DataFrame
    outlook: CostOutlook
    contingency: ContingencyOutlook | None
    largest: pd.DataFrame
    null_reason: str | None
    n_quantified: int
    n_risks: int


def cost_content(page: Page, asked: CostAsked, look_key: LookKey) -> CostContent:
    """Work out what the risks of some projects of one currency may cost."""
    return _content(page.db.key, page.db.revision(), asked, look_key, page.db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _content(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: CostAsked,
    look_key: LookKey,
    _db: Database,
) -> CostContent:
    look = look_of(look_key)
    rows = _rows(_db, asked)
    setup = log_setup(_db, asked.project_ids[0]) if asked.is_one_project else None
    given = setup.contingency if setup is not None else None
    drawn = drawn_contingency(_db, asked.project_ids[0]) if given is not None else None
    left = None if given is None or drawn is None else (given, drawn.amount)
    found = _simulated(rows[_SIMULATED].reset_index(drop=True), asked.side, left)
    finding = exceedance_finding(
        look, found.outlook, found.contingency, null_reason=found.null_reason
    )
    unknown = _of_side(rows, asked.side)
    unknown = unknown[unknown["null_reason"].notna()]
    first = _first(unknown)
    if found.null_reason is not None:
        return CostContent(finding, first_unknown=first)
    t = look.t
    subtitle = t(
        "risk.cost.subtitle",
        runs=formats.number(t, RUNS),
        n=formats.number(t, found.n_quantified),
        total=formats.number(t, found.n_risks),
    )
    reasons = unknown["null_reason"].value_counts()
    return CostContent(
        finding,
        subtitle,
        exceedance_chart(found.curve, found.outlook, look, found.contingency),
        _figures(look, exposure(rows), found, given),
        given is not None,
        _drawn_note(look, drawn),
        tuple((str(reason), int(n)) for reason, n in reasons.items()),
        first,
        _table(found.largest, look, is_one_project=asked.is_one_project),
        tuple(zip(found.largest["ref"], found.largest["project_code"], strict=True)),
    )


def _first(rows: pd.DataFrame) -> tuple[str, str] | None:
    named = zip(rows["ref"].astype(str), rows["project_code"].astype(str), strict=True)
    return next(named, None)


def _of_side(rows: pd.DataFrame, side: Side) -> pd.DataFrame:
    return rows[rows["nature"] == Nature.THREAT] if side is Side.THREATS else rows


def _rows(db: Database, asked: CostAsked) -> pd.DataFrame:
    only = asked.project_ids[0] if asked.is_one_project else None
    rows = scored(db, LogFilter(project_id=only, is_open=True))
    return rows[rows["project_id"].isin(asked.project_ids)]


# Keyed by the risks themselves: what is typed into other fields simulates nothing anew.
@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _simulated(rows: pd.DataFrame, side: Side, left: tuple[float, float] | None) -> _Simulated:
    mine = _of_side(rows, side)
    whole = simulate(mine)
    cost = whole.cost(side)
    outlook = None if left is None else contingency_outlook(cost, left[0], spent=left[1])
    return _Simulated(
        exceedance(cost),
        CostOutlook.of(cost),
        outlook,
        contributions(mine, whole, side),
        whole.null_reason,
        whole.n_quantified,
        whole.n_risks,
    )


def _figures(
    look: Look, expected: Exposure, found: _Simulated, given: float | None
) -> tuple[Figure, ...]:
    amounts = {
        "threats": expected.threats,
        "opportunities": expected.opportunities,
        "net": expected.net,
        "p50": found.outlook.p50,
        "p80": found.outlook.p80,
        "p90": found.outlook.p90,
    }
    outlook = found.contingency
    if outlook is not None:
        amounts |= {"given": nan if given is None else given, "left": outlook.left}
    told = [
        Figure(name, formats.short_money(look.t, amount, look.currency))
        for name, amount in amounts.items()
    ]
    if outlook is not None:
        spare = formats.short_money(look.t, outlook.spare_at_p80, look.currency)
        told += [
            Figure("suffices", formats.percent(look.t, outlook.suffices, digits=0)),
            Figure("spare", spare),
        ]
    return tuple(told)


def _drawn_note(look: Look, drawn: Drawn | None) -> str:
    """Say what the contingency was spent on, as far as anybody wrote it down."""
    if drawn is None or not drawn.n_realised:
        return ""
    t = look.t
    amount = formats.short_money(t, drawn.amount, look.currency)
    said = t("log.risks.drawn", count=drawn.n_realised, amount=amount)
    return said + (t("log.risks.drawn_unknown", count=drawn.n_unknown) if drawn.n_unknown else "")


def _table(largest: pd.DataFrame, look: Look, *, is_one_project: bool) -> pd.DataFrame:
    t = look.t
    named = largest.assign(
        ref=OPENS + largest["ref"].astype("string"),
        nature=[t(f"risk.nature.{nature}") for nature in largest["nature"]],
    )
    rounded = named.round({"cost": 0, "expected_value": 0, "p80_effect": 0, "p": 3, "share": 3})
    columns = list(_LARGEST)
    if not is_one_project:
        columns.insert(1, "project_code")
    return rounded[columns].reset_index(drop=True)
