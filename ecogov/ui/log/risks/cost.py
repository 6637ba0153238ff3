"""What the risks may cost: expected value, simulated cost, and whether the contingency suffices."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ecogov.i18n import formats
from ecogov.ui.kpis.view import LookKey
from ecogov.ui.links import link_to
from ecogov.ui.log.place import open_record
from ecogov.ui.log.risks.choices import (
    CURRENCY,
    LIST,
    SIDE,
    SIDES,
    currency,
    look_at,
    side,
    switch,
)
from ecogov.ui.log.risks.cost_content import CostAsked, CostContent, cost_content
from ecogov.ui.log.split import beside_record
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page

_FIGURES_IN_A_ROW: Final = 6
_FIRST_COST: Final = "cost_likely"


def cost_view(page: Page) -> None:
    """Draw what the live risks may cost, in one currency."""
    with beside_record(page):
        _cost(page)


def _cost(page: Page) -> None:
    t = page.t
    by_currency = _projects_by_currency(page)
    code = currency(list(by_currency))
    with st.container(key="log-risks-choices", horizontal=True, gap="small"):
        sides = {one.value: t(f"log.risks.side.{one.value}") for one in SIDES}
        switch(t("log.risks.side"), SIDE, sides, side())
        if len(by_currency) > 1:
            names = {one: one or t("log.risks.no_currency") for one in by_currency}
            switch(t("project.currency"), CURRENCY, names, code)
    asked = CostAsked(by_currency[code], side(), is_one_project=page.scope.project is not None)
    look_key: LookKey = (t.language, t.locale, page.theme, code)
    content = cost_content(page, asked, look_key)
    st.header(content.finding, anchor=False)
    if page.scope.project is None:
        st.caption(
            t("log.risks.one_currency", count=len(asked.project_ids), currency=_named(page, code))
        )
    if content.specification is None:
        _nothing_known(page, content)
        return
    st.caption(content.subtitle)
    _figures(page, content, asked)
    st.vega_lite_chart(
        spec=content.specification, theme=None, key="log.risks.cost", alt=content.finding
    )
    _unknown(page, content)
    _contributions(page, content, code)


def _projects_by_currency(page: Page) -> Mapping[str, tuple[int, ...]]:
    """Group the projects that are looked at by currency, the most common one first."""
    projects = page.projects
    if page.scope.project is not None:
        projects = projects[projects["code"] == page.scope.project]
    groups = projects.groupby(projects["currency"].fillna(""))["id"].agg(list)
    pairs = sorted(groups.items(), key=lambda pair: (-len(pair[1]), str(pair[0])))
    return {str(code): tuple(int(one) for one in ids) for code, ids in pairs}


def _named(page: Page, code: str) -> str:
    return code or page.t("log.risks.no_currency")


def _figures(page: Page, content: CostContent, asked: CostAsked) -> None:
    t = page.t
    rows = (content.figures[:_FIGURES_IN_A_ROW], content.figures[_FIGURES_IN_A_ROW:])
    for row, figures in enumerate(rows):
        with st.container(key=f"log-risks-figures-{row}", horizontal=True, gap="small"):
            for figure in figures:
                st.metric(
                    t(f"log.risks.figure.{figure.name}"),
                    figure.value,
                    help=t(f"log.risks.figure.{figure.name}_tip"),
                    border=True,
                )
    if asked.is_one_project and not content.has_contingency and is_listed("settings"):
        link_to(
            "settings", t("log.risks.set_contingency"), icon=":material/savings:", section="log"
        )
    if content.drawn_note:
        st.caption(content.drawn_note)


def _nothing_known(page: Page, content: CostContent) -> None:
    """Say why there is no cost, and lead to where it is entered."""
    t = page.t
    first = content.first_unknown
    if first is None:
        st.button(t("log.risks.to_list"), key="log.risks.to_list", on_click=look_at, args=(LIST,))
        return
    st.markdown(t("log.risks.add_cost_text"))
    _add_cost(page, first)


def _add_cost(page: Page, record: tuple[str, str]) -> None:
    st.button(
        page.t("log.risks.add_cost", ref=record[0]),
        key="log.risks.add_cost",
        icon=":material/edit:",
        type="primary",
        on_click=open_record,
        args=(*record, _FIRST_COST),
    )


def _unknown(page: Page, content: CostContent) -> None:
    t = page.t
    if not content.unknown:
        return
    told = [
        t("log.risks.unknown_reason", n=formats.number(t, n), reason=t(f"risk.null.{reason}"))
        for reason, n in content.unknown
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        n = sum(n for _, n in content.unknown)
        said = t("log.risks.unknown", count=n, reasons=t("log.risks.reason_separator").join(told))
        st.caption(said, width="content")
        if content.first_unknown is not None:
            ref, project_code = content.first_unknown
            st.button(
                t("log.risks.add_cost", ref=ref),
                key="log.risks.add_cost",
                type="tertiary",
                on_click=open_record,
                args=(ref, project_code, _FIRST_COST),
            )


def _contributions(page: Page, content: CostContent, code: str) -> None:
    t = page.t
    st.subheader(t("log.risks.largest"), anchor=False)
    key = "log.risks.largest.open"
    opener = st.column_config.ButtonColumn(
        t("risk.ref"),
        type="tertiary",
        width=95,
        pinned=True,
        key=key,
        on_click=_clicked,
        args=(key, content.records),
    )
    columns = st.column_config
    st.dataframe(
        content.largest,
        column_config={
            "ref": opener,
            "title": columns.TextColumn(t("risk.title"), width=250),
            "project_code": columns.TextColumn(t("shell.project"), width=110),
            "nature": columns.TextColumn(t("risk.nature"), width=100),
            "p": columns.NumberColumn(
                t("risk.chance"), format="percent", width=90, help=t("log.risks.chance_tip")
            ),
            "cost": _amount(_money(page, "cost", code)),
            "expected_value": _amount(_money(page, "expected", code)),
            "share": columns.ProgressColumn(
                t("log.risks.share"), format="percent", min_value=0.0, max_value=1.0, width=120
            ),
            "p80_effect": _amount(
                _money(page, "p80_effect", code), note=t("log.risks.p80_effect_tip")
            ),
        },
        hide_index=True,
        height="content",
        alt=t("log.risks.largest"),
        key="log.risks.largest",
    )


def _amount(label: str, *, note: str | None = None) -> Any:  # noqa: ANN401 - Streamlit's own
    return st.column_config.NumberColumn(label, format="localized", width=135, help=note)


def _money(page: Page, name: str, code: str) -> str:
    label = page.t(f"log.risks.{name}")
    return page.t("record.field_in", field=label, unit=code) if code else label


def _clicked(key: str, records: tuple[tuple[str, str], ...]) -> None:
    open_record(*records[st.session_state[key].row])
