"""Whether to trust the detectors: how often they were right, and what verdicts taught them."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.i18n.anomaly_cards import Reader, series_words
from ecogov.services.anomalies.learning import GROUPS, take_back_shift
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page
from ecogov.ui.standup import reads

_SLOT: Final = "standup.trust"
_NAMES: Final = {"finding": "anomaly.finding", "metric": "metric"}


def trust(page: Page) -> None:
    """Draw the precision as a whole, by detector, metric or month, and the shifts of budgets."""
    t, scope = page.t, project_id(page)
    whole = reads.precision(page.db, (), scope).iloc[0]
    verdicts = int(whole["confirmed"] + whole["noise"])
    if verdicts:
        st.header(
            t(
                "standup.trust.finding",
                count=verdicts,
                confirmed=formats.number(t, whole["confirmed"]),
                share=formats.percent(t, whole["precision"], digits=0),
                low=formats.percent(t, whole["low"], digits=0),
                high=formats.percent(t, whole["high"], digits=0),
            ),
            anchor=False,
        )
    else:
        st.header(t("standup.trust.none"), anchor=False)
    st.caption(t("standup.trust.meaning"))
    if int(whole["found"]):
        _table(page, scope)
    _shifts(page, scope)


def _table(page: Page, scope: int | None) -> None:
    t = page.t
    by = st.segmented_control(
        t("standup.trust.by"),
        GROUPS,
        default=GROUPS[0],
        required=True,
        format_func=lambda name: t(f"standup.trust.by.{name}"),
        key="standup.trust.by",
        label_visibility="collapsed",
    )
    told = reads.precision(page.db, (str(by),), scope)
    st.dataframe(
        _shown(page, told, str(by)),
        hide_index=True,
        placeholder=formats.NOTHING,
        column_config={
            str(by): t(f"standup.trust.by.{by}"),
            **{name: t(f"standup.trust.{name}") for name in ("found", "confirmed", "noise")},
            "precision": st.column_config.ProgressColumn(
                t("standup.trust.precision"), format="percent", min_value=0, max_value=1
            ),
            "interval": t("standup.trust.interval"),
        },
        alt=t("standup.trust.alt"),
        key="standup.trust.table",
    )


def _shown(page: Page, told: pd.DataFrame, by: str) -> pd.DataFrame:
    t = page.t
    prefix = _NAMES.get(by)
    named = [t(f"{prefix}.{code}") if prefix else str(code) for code in told[by]]
    between = [
        formats.NOTHING
        if pd.isna(row["precision"])
        else t(
            "standup.chart.band",
            low=formats.percent(t, row["low"], digits=0),
            high=formats.percent(t, row["high"], digits=0),
        )
        for row in told.to_dict("records")
    ]
    shown = told.assign(**{by: named, "interval": between})
    return shown[[by, "found", "confirmed", "noise", "precision", "interval"]]


def _shifts(page: Page, scope: int | None) -> None:
    """List which detectors grew stricter or more lenient on which series, with the way back."""
    t = page.t
    st.header(t("standup.shifts"), anchor=False)
    st.caption(t("standup.shifts.meaning"))
    refusal_at(t, _SLOT)
    told = reads.shifts(page.db, scope)
    told = told[told["step"] != 0]
    if told.empty:
        st.markdown(t("standup.shifts.none"))
        return
    names, language = reads.shift_names(page.db, scope), t.language
    reader = Reader(t, lambda dimension, key: names.name(dimension, key, language))
    for row in told.to_dict("records"):
        _shift(page, reader, {str(name): value for name, value in row.items()})


def _shift(page: Page, reader: Reader, row: dict[str, Any]) -> None:
    t = page.t
    key = "standup.shift.stricter" if row["factor"] < 1 else "standup.shift.lenient"
    times = formats.number(t, max(row["factor"], 1 / row["factor"]))
    words = t(
        key,
        series=literal(series_words(reader, row["series"])),
        finding=t(f"anomaly.finding.{row['finding']}"),
        times=times,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{row['project_code']} · {words}", width="content")
        st.button(
            t("standup.shift.take_back"),
            key=f"standup.shift.{row['entries'][0]}",
            icon=":material/undo:",
            type="tertiary",
            disabled=not page.may(Right.TRIAGE, int(row["project_id"])),
            on_click=_take_back,
            args=(page, row["entries"]),
        )


def _take_back(page: Page, entries: list[int]) -> None:
    attempted(_SLOT, lambda: take_back_shift(page.db, entries, actor=page.actor))
