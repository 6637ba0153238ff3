"""The map of the risks above their list: a cell that is picked narrows the list."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from ecogov.charts.risks.heat_map import PICKED_CELL
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.words import Nature, Stage
from ecogov.i18n import formats
from ecogov.ui.kpis.view import LookKey
from ecogov.ui.log.editing import selected
from ecogov.ui.log.questions import cell
from ecogov.ui.log.risks.choices import NATURE, STAGE, nature, pick_cell, stage, switch
from ecogov.ui.log.risks.facts import facts
from ecogov.ui.log.risks.map_content import MapAsked, MapContent, map_content
from ecogov.ui.page import Page

_MAP_AND_FACTS: Final = (8, 4)
_ALL_CELLS: Final = ""
_WIDTH: Final = 300


def risk_map(page: Page, wanted: LogFilter) -> None:
    """Draw the map of the live risks that are wanted, whichever cell is picked."""
    asked = MapAsked(
        replace(wanted, equal=_but_nature(wanted), cell=None, unscored=None),
        stage(),
        nature(),
        _picked(),
        tuple(selected(RecordKind.RISK)),
    )
    look_key: LookKey = (page.t.language, page.t.locale, page.theme, "")
    content = map_content(page.db, asked, look_key)
    _choices(page, asked, content)
    drawn, told = st.columns(_MAP_AND_FACTS, gap="medium")
    with drawn:
        _drawn(page, asked, content)
    with told:
        facts(page, asked, content)


def _but_nature(wanted: LogFilter) -> tuple[tuple[str, tuple[str | int | None, ...]], ...]:
    return tuple((name, values) for name, values in wanted.equal if name != NATURE)


def _picked() -> tuple[int, int] | None:
    told = cell()
    return None if told is None or told.stage is not stage() else (told.probability, told.impact)


def _choices(page: Page, asked: MapAsked, content: MapContent) -> None:
    t = page.t
    with st.container(key="log-risks-choices", horizontal=True, gap="small"):
        stages = {one.value: t(f"risk.stage.{one.value}") for one in Stage}
        switch(t("log.risks.stage"), STAGE, stages, asked.stage)
        natures = {one.value: t(f"log.risks.nature.{one.value}") for one in Nature}
        switch(t("risk.nature"), NATURE, natures, asked.nature)
        _cell_picker(page, asked, content)


def _cell_picker(page: Page, asked: MapAsked, content: MapContent) -> None:
    """Offer the cells that hold risks: what a click on the map does, for keys and thumbs."""
    t, key = page.t, "log.risks.cell"
    names = {_ALL_CELLS: t("log.risks.all_cells")}
    names |= {f"{p}-{i}": name for (p, i), name in content.cells}
    now = _ALL_CELLS if asked.picked is None else f"{asked.picked[0]}-{asked.picked[1]}"
    if now not in names:
        names[now] = t("log.risks.empty_cell", p=now[0], i=now[-1])
    st.session_state[key] = now
    st.selectbox(
        t("log.risks.cell"),
        list(names),
        format_func=lambda code: names[code],
        key=key,
        label_visibility="collapsed",
        on_change=_cell_chosen,
        args=(key,),
        width=_WIDTH,
    )


def _drawn(page: Page, asked: MapAsked, content: MapContent) -> None:
    t = page.t
    st.header(content.finding, anchor=False)
    st.caption(content.subtitle)
    # The browser keeps what was picked as long as the key stays: the link has the say.
    key = f"log.risks.map.{asked.stage}.{asked.nature}.{asked.picked}"
    with st.container(key="log-risks-map"):
        st.vega_lite_chart(
            spec=content.specification,
            theme=None,
            key=key,
            on_select=lambda: _clicked(key),
            selection_mode=PICKED_CELL,
            alt=content.finding,
        )
    with st.expander(t("log.risks.map_table")):
        st.dataframe(
            content.table, height="content", alt=content.finding, key="log.risks.map_table"
        )
        st.caption(t("log.risks.map_table_text", n=formats.number(t, content.n_scored)))


def _clicked(key: str) -> None:
    state: Any = st.session_state[key]
    points = state["selection"].get(PICKED_CELL) or []
    pick_cell((int(points[0]["probability"]), int(points[0]["impact"])) if points else None)


def _cell_chosen(key: str) -> None:
    told = str(st.session_state[key])
    pick_cell(None if told == _ALL_CELLS else (int(told[0]), int(told[-1])))
