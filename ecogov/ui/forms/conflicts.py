"""Somebody else was faster: what a form was opened with, and how it differs from what is stored."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ecogov.ui.forms.change_words import value_in_words
from ecogov.ui.page import Page

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A stored record as it was when its form was opened; later versions do not touch the form."""

    values: Values
    version: int


def differences(page: Page, kind: str, stored: Values, values: Values) -> None:
    """Draw what is stored now beside what the form holds, for each field of `values`."""
    t = page.t
    rows = [
        (
            t(f"{kind}.{name}"),
            value_in_words(page, kind, name, stored[name], beside=stored),
            value_in_words(page, kind, name, values[name], beside=stored),
        )
        for name in values
    ]
    if rows:
        columns = [t("settings.field"), t("settings.stored_now"), t("settings.in_your_form")]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, height="content")


def bring_into_view(key: str) -> None:
    """Scroll to what was refused: Enter in the first field of a long form leaves it below."""
    # The number makes the script a new one, otherwise a second refusal would not run it again.
    script = f"document.querySelector('.st-key-{key}')?.scrollIntoView({{block: 'nearest'}})"
    st.html(
        f"<script>{script} // {time.monotonic_ns()}</script>",
        unsafe_allow_javascript=True,
        width="content",
    )
