"""The filters above the KPIs; what is picked stands in the link."""

import streamlit as st

from ecogov.i18n.translator import Translator
from ecogov.ui.kpis.choices import Choices, clear_filters, picker
from ecogov.ui.kpis.options import FILTERS, Options


def filter_bar(t: Translator, options: Options, choices: Choices) -> None:
    """Draw one filter for each dimension that has more than one member."""
    picked = dict(zip(FILTERS, (choices.vendors, choices.queues, choices.locales), strict=True))
    offered = [name for name in FILTERS if len(options[name]) > 1 or picked[name]]
    if not offered:
        return
    with st.container(key="kpi-filters", horizontal=True, gap="xsmall"):
        for name in offered:
            _filter(t, name, options, list(picked[name]))
        if choices.has_filters:
            st.button(
                t("kpi.clear_filters"),
                key="kpi.clear",
                type="tertiary",
                icon=":material/filter_alt_off:",
                on_click=clear_filters,
            )


def _filter(t: Translator, name: str, options: Options, picked: list[str]) -> None:
    st.session_state[f"kpi.{name}"] = picked
    known = options[name]
    st.multiselect(
        t(f"dimension.{name}"),
        list(known),
        format_func=lambda code: known[code].name,
        key=f"kpi.{name}",
        placeholder=t(f"kpi.every.{name}"),
        label_visibility="collapsed",
        on_change=picker(name),
        width=230,
    )
