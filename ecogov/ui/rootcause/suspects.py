"""What happened around a change: the KPI by day with numbered marks, and the list of them."""

import pandas as pd
import streamlit as st

from ecogov.charts.rootcause.timeline import Event, Shade, timeline_chart
from ecogov.domain.rootcause.questions import Period
from ecogov.domain.rootcause.suspects import Suspect
from ecogov.i18n import formats
from ecogov.i18n.rootcause import suspect_in_words, timing_in_words
from ecogov.services.rootcause.explaining import Explained
from ecogov.ui.rootcause import reads
from ecogov.ui.rootcause.view import Case


def suspects(case: Case, found: Explained) -> None:
    """Draw the days of both periods, and everything that may have to do with the change."""
    t = case.page.t
    known = reads.suspects(case.page, case.question)
    title = t("rootcause.suspects", count=len(known)) if known else t("rootcause.suspects.none")
    st.header(title, anchor=False)
    events = [
        Event(number, one.day, suspect_in_words(t, one)) for number, one in enumerate(known, 1)
    ]
    if found.trend["value"].notna().any():
        st.vega_lite_chart(
            spec=timeline_chart(found.trend, _shades(case, found), events, case.look),
            theme=None,
            key="rootcause.timeline",
            alt=t("rootcause.timeline_alt", metric=t(f"metric.{case.question.metric}")),
        )
    if known:
        st.caption(t("rootcause.suspects.caveat"))
        st.dataframe(
            _listed(case, found, known, events),
            hide_index=True,
            height="content",
            key="rootcause.suspects",
            alt=title,
        )


def _shades(case: Case, found: Explained) -> list[Shade]:
    t, question = case.page.t, case.question
    sides = (("before", question.before), ("after", question.after))
    return [
        Shade(period.first, period.last, t(f"rootcause.{name}"), _mean(found.trend, period))
        for name, period in sides
    ]


def _mean(trend: pd.DataFrame, period: Period) -> float:
    """Give the value of a whole period; of amounts the mean of its days."""
    rows = trend[[period.first <= day <= period.last for day in trend["day"]]]
    whole = float(rows["denominator"].sum())
    return float(rows["numerator"].sum()) / whole if whole > 0 else float(rows["value"].mean())


def _listed(
    case: Case, found: Explained, known: tuple[Suspect, ...], events: list[Event]
) -> pd.DataFrame:
    t = case.page.t
    shown = pd.DataFrame(
        {
            t("rootcause.suspect.number"): [str(event.number) for event in events],
            t("rootcause.suspect.day"): [formats.day(t, one.day) for one in known],
            t("rootcause.suspect.timing"): [timing_in_words(t, one.days_off) for one in known],
            t("rootcause.suspect.kind"): [t(f"rootcause.suspect.kind.{o.kind}") for o in known],
            t("rootcause.suspect.what"): [event.text for event in events],
        }
    )
    moved = [_moved(case, found, one) for one in known]
    return shown.assign(**{t("rootcause.column.contribution"): moved}) if any(moved) else shown


def _moved(case: Case, found: Explained, one: Suspect) -> str:
    """Say what people who came or went added to the change; "" where they were not cut along."""
    people = found.slices.get("annotator")
    if people is None or not one.codes:
        return ""
    mine = people[people["code"].isin(one.codes)]
    return case.reader.signed(float(mine["contribution"].sum()))
