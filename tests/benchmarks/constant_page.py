"""The floor of the platform: the widgets, texts and charts of the KPI page, from constants.

Run by Streamlit; ``ECOGOV_BENCH_PIECES`` names what `test_kpi_page` recorded of the real page.
"""

import json
import os
from pathlib import Path

import streamlit as st


@st.cache_data(max_entries=1, ttl="1h")
def pieces() -> dict[str, list[object]]:
    told: dict[str, list[object]] = json.loads(Path(os.environ["ECOGOV_BENCH_PIECES"]).read_text())
    return told


kept = pieces()
for number, options in enumerate(kept["choices"]):
    st.selectbox(f"choice {number}", options, key=f"choice{number}")
for number in range(int(str(kept["buttons"][0]))):
    st.button(f"button {number}", key=f"button{number}")
for body in kept["html"]:
    st.html(str(body))
for text in kept["texts"]:
    st.markdown(str(text))
for spec in kept["charts"]:
    st.vega_lite_chart(spec, theme=None)
