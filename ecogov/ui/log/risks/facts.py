"""Beside the map: how much of the register is scored, how the threats stand to the appetite."""

import streamlit as st

from ecogov.domain.risks.appetite import AppetiteStanding
from ecogov.i18n import formats
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.place import open_record
from ecogov.ui.log.risks.choices import pick_unscored
from ecogov.ui.log.risks.map_content import MapAsked, MapContent
from ecogov.ui.log.risks.standing import LOOKS
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page


def facts(page: Page, asked: MapAsked, content: MapContent) -> None:
    """Draw what the map itself cannot show."""
    _coverage(page, asked, content)
    if any(content.standings.values()):
        _appetite(page, content)
    st.caption(page.t("log.risks.arrows_chosen" if asked.moving else "log.risks.arrows"))
    if asked.wanted.is_open is not True:
        st.caption(page.t("log.risks.live_only"))


def _coverage(page: Page, asked: MapAsked, content: MapContent) -> None:
    t = page.t
    covered = content.coverage
    st.subheader(t(f"log.risks.coverage.{asked.stage.value}"), anchor=False)
    if covered.null_reason is not None:
        st.markdown(t("log.risks.no_risks"))
        return
    share = formats.percent(t, covered.share, digits=0)
    n, total = (formats.number(t, count) for count in (covered.numerator, covered.denominator))
    st.markdown(t("log.risks.covered", share=share, n=n, total=total))
    if content.n_unscored:
        st.button(
            t(f"log.risks.unscored.{asked.stage.value}", count=content.n_unscored),
            key="log.risks.unscored",
            icon=":material/rule:",
            on_click=pick_unscored,
        )


def _appetite(page: Page, content: MapContent) -> None:
    t = page.t
    st.subheader(t("log.risks.appetite"), anchor=False)
    for standing, look in LOOKS.items():
        count = content.standings[standing]
        if count:
            word = t(f"risk.appetite.{standing.value}")
            n = formats.number(t, count)
            st.markdown(f":{look.colour}[{look.icon} {word}]: **{n}**")
        if standing is AppetiteStanding.OUTSIDE_TOLERANCE and content.outside:
            _outside(content)
    is_unset = bool(content.standings[AppetiteStanding.NOT_SET])
    if is_unset and page.scope.project is not None and is_listed("settings"):
        link_to("settings", t("log.risks.set_appetite"), icon=":material/tune:", section="log")


def _outside(content: MapContent) -> None:
    with st.container(key="log-risks-outside", horizontal=True, gap="xsmall"):
        for named in content.outside:
            st.button(
                named.ref,
                key=f"log.risks.outside.{named.project_code}.{named.ref}",
                type="tertiary",
                help=literal(named.title),
                on_click=open_record,
                args=(named.ref, named.project_code),
            )
