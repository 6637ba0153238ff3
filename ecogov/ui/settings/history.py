"""What was done to one record: when, by whom, from what to what."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.i18n import formats
from ecogov.services.trail import history
from ecogov.ui.forms.change_words import Change, action_in_words, changes_in_words
from ecogov.ui.page import Page

_READ: Final = ("at", "actor", "action", "before", "after")
_NO_FIELD: Final = Change(formats.NOTHING, formats.NOTHING, formats.NOTHING)


def history_table(page: Page, kind: str, stored: Mapping[str, Any]) -> None:
    """Draw the history of a record, newest first, one row for each field that was touched."""
    t = page.t
    entries = history(page.db, kind, stored["id"])
    rows = [
        (formats.moment(t, at, page.timezone), actor, action_in_words(t, action), *change)
        for at, actor, action, *told in zip(*(entries[name] for name in _READ), strict=True)
        for change in changes_in_words(page, kind, (told[0], told[1]), stored) or [_NO_FIELD]
    ]
    if not rows:
        st.caption(t("trail.no_history"))
        return
    columns = ["at", "actor", "action", "field", "was", "now"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        column_config={name: t(f"trail.{name}") for name in columns},
        hide_index=True,
        height="auto",
        alt=t("settings.history"),
        key=f"settings.{kind}.history.table",
    )
