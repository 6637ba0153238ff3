"""What an open milestone can give, and what moves if it slips."""

from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import refusal
from ecogov.i18n.translator import Translator
from ecogov.ui.literal import literal
from ecogov.ui.log.record.acts import key_of
from ecogov.ui.log.record.head import today_of
from ecogov.ui.log.record.reads import Opened
from ecogov.ui.milestones import cached
from ecogov.ui.page import Page

_USUAL_DAYS: Final = 5
_MOST_DAYS: Final = 250
_MOST_SHOWN: Final = 20


def what_moves(page: Page, opened: Opened) -> None:
    """Draw float and critical path of a milestone at work, and what a slip of it would move."""
    if opened.is_archived or opened.stored["status"] != "planned":
        return
    t = page.t
    try:
        path = cached.path(page.db, opened.project_id, today_of(page, opened))
    except DomainError as error:
        st.warning(refusal(t, error), icon=":material/route:")
        return
    own = path[path["id"] == opened.id]
    if own.empty or pd.isna(own["total_float_days"].iloc[0]):
        st.caption(t("plan.path.unknown"))
        return
    st.subheader(t("plan.path.title"), anchor=False)
    st.markdown(_give(t, own))
    days = st.number_input(
        t("plan.path.if"),
        min_value=1,
        max_value=_MOST_DAYS,
        value=_USUAL_DAYS,
        step=1,
        key=f"{key_of(opened)}.slips",
        width=260,
    )
    moved = cached.moved(page.db, opened.id, int(days), today_of(page, opened))
    st.markdown(_moved(t, moved))


def _give(t: Translator, own: pd.DataFrame) -> str:
    total, free = (int(own[name].iloc[0]) for name in ("total_float_days", "free_float_days"))
    if own["is_critical"].iloc[0]:
        said = t("plan.path.short", count=-total) if total < 0 else t("plan.path.critical")
        return f":material/priority_high: **{said}**"
    return t("plan.path.float", count=total, free=free)


def _moved(t: Translator, moved: pd.DataFrame) -> str:
    if moved.empty:
        return t("plan.path.nothing")
    said = [
        "- "
        + t(
            "plan.path.moves",
            name=f"{literal(row['ref'])} {literal(row['title'])}",
            moved=t("effect.later", count=int(row["moved_days"])),
        )
        for row in moved.head(_MOST_SHOWN).to_dict("records")
    ]
    more = len(moved) - len(said)
    return "\n".join([*said, *([f"- {t('plan.path.more', count=more)}"] if more else [])])
