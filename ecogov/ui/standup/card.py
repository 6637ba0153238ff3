"""The open card: what changed in words and as a picture, why, and what people did and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.charts.anomalies.card import card_chart
from ecogov.charts.looks import Look, Specification
from ecogov.domain.anomalies.triage import AnomalyStatus
from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n import formats
from ecogov.i18n.anomaly_cards import explained, headline, known_event, since, weighed
from ecogov.i18n.log.values import day_of
from ecogov.services.anomalies.naming import Names
from ecogov.services.anomalies.reading import Anomaly
from ecogov.services.anomalies.summing import BEFORE_DAYS
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.place import record_query
from ecogov.ui.log.questions import today
from ecogov.ui.milestones.look import LookKey, look_key
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.conversation import conversation
from ecogov.ui.standup.place import open_card
from ecogov.ui.standup.reader import reader_of
from ecogov.ui.standup.verbs import Turn, turning, verbs

_BADGES: Final = {
    AnomalyStatus.NEW: "orange",
    AnomalyStatus.ACKNOWLEDGED: "blue",
    AnomalyStatus.ASSIGNED: "blue",
    AnomalyStatus.SNOOZED: "gray",
    AnomalyStatus.DISMISSED: "gray",
    AnomalyStatus.PLANNED: "gray",
    AnomalyStatus.CONVERTED: "green",
    AnomalyStatus.CLOSED: "gray",
}


@dataclass(frozen=True, slots=True)
class _Content:
    """A card as it is told to one reader."""

    headline: str
    since: str
    explained: str
    weighed: tuple[tuple[str, str], ...]
    known: tuple[str, ...]
    specification: Specification | None


def card(page: Page, found: Anomaly, names: Names, turn: Turn) -> None:
    """Draw a card with its buttons."""
    told, t = found.card, page.t
    reader = reader_of(page, names, told)
    content = _content(
        reads.key_of(page.db), (int(told["id"]), today(page)), look_key(page), (page, reader)
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _status(page, told)
        st.space("stretch")
        turning(page, turn)
    st.header(literal(content.headline), anchor=False)
    st.caption(literal(content.since))
    verbs(page, told, turn)
    if content.specification is not None:
        alt = t("standup.chart.alt", finding=content.headline)
        st.vega_lite_chart(
            spec=content.specification, theme=None, key=f"standup.chart.{told['id']}", alt=alt
        )
        st.caption(t("standup.chart.drawn"))
    with st.grid(2, min_column_width=280, gap="small"):
        with st.container():
            _why(page, told, content)
        with st.container():
            _around(page, found, content)
    conversation(page, found)
    _all_days(page, found)


def _status(page: Page, told: Mapping[str, Any]) -> None:
    t, status = page.t, AnomalyStatus(told["status"])
    codes = page.projects.set_index("id")["code"]
    st.markdown(f"**{codes.get(told['project_id'], '')} AN-{told['number']}**", width="content")
    st.badge(t(f"anomaly.status.{status.value}"), color=_BADGES[status])  # type: ignore[arg-type]  # one of its colours
    details = []
    if told["reason"]:
        details.append(t(f"anomaly.reason.{told['reason']}"))
    if told["owner"]:
        details.append(literal(told["owner"]))
    if told["snoozed_until"] and status is AnomalyStatus.SNOOZED:
        details.append(t("standup.until", day=formats.day(t, told["snoozed_until"])))
    if details:
        st.caption(" · ".join(details), width="content")


@st.cache_data(max_entries=256, ttl="1h", show_spinner=False)
def _content(
    key: reads.Key,  # noqa: ARG001 - database, person and revision
    asked: tuple[int, date],
    reader_key: LookKey,
    _of: tuple[Page, Any],
) -> _Content:
    page, reader = _of
    found, _ = reads.card(page.db, *asked)
    look, told = reader_key.look, found.card
    t = look.t
    marks = tuple(
        (day_of(event["day"]), known_event(t, event))
        for event in told["context"]
        if event["kind"] == "mark"
    )
    drawn = None
    if told["picture"].get("day"):
        wide = Look(t, look.theme, reader.currency)
        drawn = card_chart(told["picture"], told["lead"]["metric"], wide, marks)
    shares = ((words, formats.percent(t, share, digits=0)) for words, share in weighed(t, told))
    return _Content(
        headline=headline(reader, told),
        since=since(t, told),
        explained=explained(reader, told),
        weighed=tuple(shares),
        known=tuple(known_event(t, event) for event in told["context"]),
        specification=drawn,
    )


def _why(page: Page, told: Mapping[str, Any], content: _Content) -> None:
    """Say which slice explains the change, and lead on to the page that splits it up."""
    t = page.t
    st.subheader(t("standup.explained"), anchor=False)
    st.markdown(literal(content.explained or t("standup.explains_itself")))
    if is_listed("rootcause"):
        since, until = day_of(told["lead"]["since"]), day_of(told["lead"]["until"])
        before = (since - timedelta(days=BEFORE_DAYS), since - timedelta(days=1))
        codes = page.projects.set_index("id")["code"]
        query = {
            "metric": str(told["metric"]),
            "project": str(codes.get(told["project_id"], "")),
            "before": f"{before[0]}..{before[1]}",
            "after": f"{since}..{until}",
        }
        link_to("rootcause", t("standup.rootcause"), icon=":material/account_tree:", **query)
    if content.weighed:
        st.subheader(t("standup.weighed"), anchor=False)
        st.markdown("\n".join(f"- {words}: {share}" for words, share in content.weighed))


def _around(page: Page, found: Anomaly, content: _Content) -> None:
    """Tell what was known to happen, what came out of the card, and cases like it."""
    t = page.t
    if content.known:
        st.subheader(t("standup.known"), anchor=False)
        st.markdown("\n".join(f"- {literal(event)}" for event in content.known))
    _records(page, found)
    st.subheader(t("standup.similar"), anchor=False)
    if found.similar.empty:
        st.caption(t("standup.no_similar"))
    with st.container(key="standup-similar"):
        for row in found.similar.to_dict("records"):
            _similar(page, {str(name): value for name, value in row.items()})


def _records(page: Page, found: Anomaly) -> None:
    t = page.t
    made = found.links[found.links["ref"].notna()]
    if made.empty:
        return
    st.subheader(t("standup.records"), anchor=False)
    for row in made.to_dict("records"):
        kind = RecordKind(row["kind"])
        status = t(f"{kind.value}.status.{row['status']}")
        label = f"{row['ref']} {literal(row['title'])} · {status}"
        query = record_query(row["ref"], row["project_code"])
        link_to("log", label, icon=KIND_ICONS[kind], **query)


def _similar(page: Page, row: Mapping[str, Any]) -> None:
    t = page.t
    outcome = f"anomaly.reason.{row['reason']}" if row["reason"] else None
    told = t(outcome) if outcome else t(f"anomaly.status.{row['status']}")
    days = formats.days(t, row["first_day"], row["last_day"])
    st.button(
        f"{row['project_code']} AN-{row['number']}, {days}: {told}",
        key=f"standup.similar.{row['id']}",
        type="tertiary",
        on_click=partial(open_card, int(row["id"])),
    )
    for _, ref, title in row["helped"]:
        st.markdown(f"- {t('standup.helped', ref=ref, title=literal(title))}")


def _all_days(page: Page, found: Anomaly) -> None:
    """List every flagged day of every series, for those who see no chart."""
    t = page.t
    with st.expander(t("standup.days", count=len(found.days))):
        columns = ["series", "day", "value", "numerator", "denominator", "expected_low",
                   "expected_high", "p_value", "finding"]  # fmt: skip
        shown = found.days[columns].assign(
            finding=[t(f"anomaly.finding.{one}") for one in found.days["finding"]]
        )
        st.dataframe(
            shown,
            hide_index=True,
            column_config={name: t(f"standup.days.{name}") for name in columns},
            alt=t("standup.days", count=len(found.days)),
            key=f"standup.days.{found.card['id']}",
        )
