"""A change along one dimension: as a waterfall, as a Pareto, as a table to take away."""

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from ecogov.charts.rootcause.pareto import pareto_chart
from ecogov.charts.rootcause.waterfall import MOST_STEPS, Ends, waterfall_chart
from ecogov.domain.kpi.intervals import floats
from ecogov.domain.rootcause.noise import SURE
from ecogov.domain.rootcause.parts import Kind, vital_few
from ecogov.services.rootcause.explaining import Explained
from ecogov.ui.kpis.tables import Download, downloads, table
from ecogov.ui.rootcause.choices import ALONG, SHOW, SHOWN, picker
from ecogov.ui.rootcause.view import Case

_EFFECTS: Final = ("rate_effect", "mix_effect", "contribution")
_RATES: Final = ("before", "after", "expected")
_SHARES: Final = ("share_before", "share_after")


def along(case: Case, found: Explained) -> None:
    """Draw the slices of the dimension that is looked at."""
    t = case.page.t
    by = _dimension(case, found)
    slices = named_slices(case, found, by)
    few = vital_few(floats(slices["contribution"]), found.change)
    counts: dict[str, str | int] = {
        "few": few,
        "count": len(slices),
        "dimension": t(f"kpi.dimension.{by}"),
    }
    st.header(t("rootcause.along.finding" if few else "rootcause.along.none", **counts),
              anchor=False)  # fmt: skip
    _pickers(case, found, by)
    download = _table(case, found, slices, by)
    if case.asked.show == "table":
        alt = t("rootcause.table_alt", dimension=t(f"kpi.dimension.{by}"))
        table(download.frame, download.percents, key="rootcause.table", alt=alt)
    elif case.asked.show == "pareto":
        _pareto(case, found, slices)
    else:
        _waterfall(case, found, slices)
    downloads(download, t, key="rootcause")


def _dimension(case: Case, found: Explained) -> str:
    """Choose what is looked along: as asked, else what the strongest cause is cut along."""
    if case.asked.along in found.cuts:
        return str(case.asked.along)
    first = next((name for cause in found.causes for name in cause.slice), None)
    several = (name for name in found.cuts if len(found.slices[name]) > 1)
    return first or next(several, found.cuts[0])


def _pickers(case: Case, found: Explained, by: str) -> None:
    t = case.page.t
    with st.container(key="rootcause-along-bar", horizontal=True, gap="small"):
        st.session_state["rootcause.along"] = by
        st.segmented_control(
            t("rootcause.along"),
            found.cuts,
            format_func=lambda name: t(f"dimension.{name}"),
            key="rootcause.along",
            required=True,
            label_visibility="collapsed",
            on_change=picker(ALONG),
        )
        st.space("stretch")
        st.session_state["rootcause.show"] = case.asked.show
        st.segmented_control(
            t("rootcause.show"),
            SHOWN,
            format_func=lambda name: t(f"rootcause.show.{name}"),
            key="rootcause.show",
            required=True,
            label_visibility="collapsed",
            on_change=picker(SHOW),
        )


def named_slices(case: Case, found: Explained, by: str) -> pd.DataFrame:
    """Give the slices of a dimension with their names, told apart where two are called alike."""
    slices = found.slices[by]
    names = pd.Series([case.reader.value(by, str(code)) for code in slices["code"]], dtype="object")
    shared = names.duplicated(keep=False)
    told = [
        f"{name} ({code})" if twice else name
        for name, code, twice in zip(names, slices["code"], shared, strict=True)
    ]
    texts = [case.reader.signed(float(one)) for one in slices["contribution"]]
    return slices.assign(name=told, text=texts)


def _waterfall(case: Case, found: Explained, slices: pd.DataFrame) -> None:
    t, reader = case.page.t, case.reader
    ends = Ends(
        found.before, found.after, reader.figure(found.before), reader.figure(found.after),
        found.unit,
    )  # fmt: skip
    steps = _steps(case, slices)
    st.caption(t("rootcause.waterfall.drawn" if found.kind is not Kind.AMOUNT
                 else "rootcause.waterfall.drawn_amount"))  # fmt: skip
    st.vega_lite_chart(
        spec=waterfall_chart(steps, ends, case.look),
        theme=None,
        key="rootcause.waterfall",
        alt=t(
            "rootcause.waterfall.alt",
            before=ends.before_text,
            after=ends.after_text,
            slices=_enumerated(case, steps),
        ),
    )


def _steps(case: Case, slices: pd.DataFrame) -> pd.DataFrame:
    """Keep the steps that move the whole most; the others make one step together."""
    if len(slices) <= MOST_STEPS:
        return slices
    sizes = slices["contribution"].abs()
    kept = slices[sizes.rank(ascending=False, method="first") < MOST_STEPS]
    rest = slices.drop(index=kept.index)[["rate_effect", "mix_effect", "contribution"]].sum()
    t = case.page.t
    others: dict[str, Any] = {
        **{str(name): value for name, value in rest.items()},
        "name": t("rootcause.others", count=len(slices) - len(kept)),
        "text": case.reader.signed(float(rest["contribution"])),
    }
    return pd.concat([kept, pd.DataFrame([others])], ignore_index=True)


def _enumerated(case: Case, steps: pd.DataFrame) -> str:
    parts = [f"{name} {text}" for name, text in zip(steps["name"], steps["text"], strict=True)]
    return case.page.t("value.list_separator").join(parts)


def _pareto(case: Case, found: Explained, slices: pd.DataFrame) -> None:
    t = case.page.t
    way = -1.0 if found.change < 0 else 1.0
    moved = floats(slices["contribution"]) * way
    total = float(moved[moved > 0].sum())
    if total <= 0:
        st.info(t("rootcause.along.none"))
        return
    rows = slices.assign(share=moved / total, reached=np.cumsum(moved) / total)
    st.caption(t("rootcause.pareto.drawn"))
    st.vega_lite_chart(
        spec=pareto_chart(rows, case.look),
        theme=None,
        key="rootcause.pareto",
        alt=t("rootcause.pareto.alt", slices=_enumerated(case, rows.head(MOST_STEPS))),
    )


def _table(case: Case, found: Explained, slices: pd.DataFrame, by: str) -> Download:
    t = case.page.t
    shown: dict[str, Any] = {t(f"dimension.{by}"): slices["name"]}
    names = [*_RATES, *_EFFECTS]
    if found.kind is Kind.AMOUNT:
        names = [name for name in names if name not in {"rate_effect", "mix_effect"}]
    else:
        names += [*_SHARES, "volume_before", "volume_after"]
    shown |= {t(f"rootcause.column.{name}"): slices[name] for name in names}
    if slices["p_value"].notna().any():
        shown[t("rootcause.column.beyond_chance")] = [
            "" if np.isnan(p) else t("value.yes" if p < SURE else "value.no")
            for p in slices["p_value"]
        ]
    percents = [name for name in names if name in _SHARES]
    if found.kind is Kind.RATE:
        percents += [name for name in names if name in {*_RATES, *_EFFECTS}]
    headings = tuple(t(f"rootcause.column.{name}") for name in percents)
    metric = found.question.metric
    title = t(f"metric.{metric}")
    return Download(pd.DataFrame(shown), f"{metric}-change-{by}", title, headings)
