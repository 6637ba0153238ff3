"""How many false alarms people put up with, and when each project was last looked at."""

from typing import Final

import streamlit as st

from ecogov.domain.anomalies.triage import BudgetDraft, yearly_budget
from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.anomalies.budgets import AlarmBudget, set_budget
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.scanning import scan_button

_SLOT: Final = "standup.budget"


def alarms(page: Page) -> None:
    """Draw the budget of false alarms, and the receipts of the last scans."""
    t, scope = page.t, project_id(page)
    budget, scans = reads.budget(page.db, scope), reads.scans(page.db)
    series = int(scans["series"].sum())
    yearly = yearly_budget(budget.draft, series)
    st.header(_finding(t, series, yearly), anchor=False)
    st.caption(t("standup.budget.meaning"))
    refusal_at(t, _SLOT, _labels(t))
    _form(page, budget, scope)
    st.header(t("standup.scans"), anchor=False)
    if scans.empty:
        st.markdown(t("standup.never_scanned"))
    else:
        _receipts(page)
    scan_button(page)


def _finding(t: Translator, series: int, yearly: float) -> str:
    if not series:
        return t("standup.budget.none")
    weekly = yearly * series * 7 / 365.25
    digits = 0 if weekly >= 10 or weekly == round(weekly) else 1  # noqa: PLR2004 - a rough number
    return t(
        "standup.budget.finding", count=series, weekly=formats.number(t, weekly, digits=digits)
    )


def _form(page: Page, budget: AlarmBudget, scope: int | None) -> None:
    t, key = page.t, f"standup.budget.{scope}.{budget.version}"
    is_fixed = not page.may(Right.SET_UP, scope)
    with st.form(key, border=True):
        with st.container(horizontal=True, gap="medium"):
            st.number_input(
                t("alarm_budget.years_per_alarm"),
                min_value=0.1,
                max_value=20.0,
                value=budget.draft.years_per_alarm,
                step=0.5,
                format="%g",
                key=f"{key}.years",
                help=t("standup.budget.years.tip"),
                disabled=is_fixed,
            )
            st.number_input(
                t("alarm_budget.weekly_alarms"),
                min_value=0.1,
                max_value=1000.0,
                value=budget.draft.weekly_alarms,
                step=1.0,
                format="%g",
                key=f"{key}.weekly",
                help=t("standup.budget.weekly.tip"),
                disabled=not page.db.person.may(Right.SET_UP),
            )
        st.checkbox(
            t("alarm_budget.is_marked_planned"),
            value=budget.draft.is_marked_planned,
            key=f"{key}.planned",
            disabled=is_fixed,
        )
        st.form_submit_button(
            t("standup.budget.save"),
            key=f"{key}.save",
            disabled=is_fixed,
            on_click=_save,
            args=(page, budget, scope, key),
        )


def _labels(t: Translator) -> dict[str, str]:
    return {name: t(f"alarm_budget.{name}") for name in BudgetDraft.model_fields}


def _save(page: Page, budget: AlarmBudget, scope: int | None, key: str) -> None:
    read = st.session_state.get

    def store() -> None:
        draft = BudgetDraft(
            years_per_alarm=read(f"{key}.years", 0.0),
            weekly_alarms=read(f"{key}.weekly", 0.0),
            is_marked_planned=bool(read(f"{key}.planned")),
        )
        set_budget(page.db, scope, draft, version=budget.version, actor=page.actor)
        if scope is not None:
            _set_weekly(page, draft.weekly_alarms)

    if attempted(_SLOT, store):
        say(Logged("standup.budget.saved"))


def _set_weekly(page: Page, weekly: float) -> None:
    """Keep how many there may be a week, which is said once for all projects."""
    of_all = reads.budget(page.db, None)
    if weekly != of_all.draft.weekly_alarms:
        draft = of_all.draft.model_copy(update={"weekly_alarms": weekly})
        set_budget(page.db, None, draft, version=of_all.version, actor=page.actor)


def _receipts(page: Page) -> None:
    """List the last scans; what could not be looked at is said aloud above them."""
    t, scans = page.t, reads.scans(page.db)
    for row in scans.to_dict("records"):
        for failure in row["failures"]:
            reason = t(f"error.{failure['code']}")
            name = f"{row['project_code']} {failure['series'].partition('|')[0]}".strip()
            st.warning(
                t("command.scan.failed", series=name, reason=reason), icon=":material/report:"
            )
    names = ("project_code", "at", "as_of", "series", "days", "flagged", "seconds")
    st.dataframe(
        scans[list(names)],
        hide_index=True,
        column_config={
            **{name: t(f"standup.scans.{name}") for name in names},
            "at": st.column_config.DatetimeColumn(
                t("standup.scans.at"), format="YYYY-MM-DD HH:mm", timezone=page.timezone
            ),
            "seconds": st.column_config.NumberColumn(t("standup.scans.seconds"), format="%.1f"),
        },
        alt=t("standup.scans"),
        key="standup.scans",
    )
