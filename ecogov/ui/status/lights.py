"""Lights set by hand, every rule with its value, and the thresholds of the programme."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.lights.overrides import LONGEST, OverrideDraft
from ecogov.domain.lights.thresholds import BOUNDED_RULES, Thresholds
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.people import Right
from ecogov.domain.status.report import StatusReport
from ecogov.i18n import formats
from ecogov.i18n.status import light_word, limits_text, reading_text
from ecogov.services.status.overrides import end_override, override_light, overrides_on
from ecogov.services.status.thresholds import Held, change_thresholds, light_thresholds
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.status import reads
from ecogov.ui.status.place import Whose, may_publish
from ecogov.ui.status.reads import Asked

_SLOT: Final = "status-override"
_BOUNDS: Final = "status-thresholds"
_SAVED: Final = "status.thresholds.done"
_SETTABLE: Final = (Light.AMBER.value, Light.RED.value, Light.GREEN.value)
_USUAL: Final = timedelta(days=14)
_SHARES: Final = frozenset({"confidence", "contingency", "scored", "pace", "staffing", "budget"})


def lights_section(page: Page, who: Whose) -> None:
    """Draw every rule, the overrides and the thresholds."""
    if who.project_id is None:
        return
    report = reads.draft(page.db, Asked(who.project_id, who.programme, who.as_of))
    _rules(page, report)
    _overrides(page, who)
    _thresholds(page, who)


def _rules(page: Page, report: StatusReport) -> None:
    t = page.t
    currency = report.subject.currency
    st.header(t("status.rules"), anchor=False)
    rows = [
        {
            t("status.dimension"): t(f"light_dimension.{part.dimension}"),
            t("status.light"): light_word(t, one.light),
            t("status.why"): reading_text(t, one, currency),
            t("status.rule_says"): limits_text(t, one, currency),
        }
        for part in report.lights
        for one in part.readings
    ]
    st.dataframe(rows, hide_index=True, height="content", alt=t("status.rules"), key="status.rules")


def _overrides(page: Page, who: Whose) -> None:
    t, project_id = page.t, who.project_id or 0
    with st.container(border=True, key="status-overrides"):
        st.header(t("status.overrides"), anchor=False)
        st.markdown(t("status.overrides.about"))
        held = overrides_on(reads.overrides_of(page.db, project_id), who.as_of)
        if not held:
            st.caption(t("status.overrides.none"))
        for dimension, one in held.items():
            told = t(
                "light_told.override",
                light=light_word(t, one.light),
                name=literal(one.set_by),
                day=formats.day(t, one.expires_on),
                reason=literal(one.reason),
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                name = t(f"light_dimension.{dimension}")
                st.markdown(f"**{name}**: {told}", width="content")
                if not may_publish(page, who):
                    continue
                st.button(
                    t("status.override.end"),
                    key=f"status.override.{one.id}.end",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_end,
                    args=(page, one.id),
                )
        if may_publish(page, who):
            _override_form(page, who)
        refusal_at(t, _SLOT, {"reason": t("status.override.reason")})


def _override_form(page: Page, who: Whose) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            t("status.dimension"),
            [one.value for one in Dimension],
            format_func=lambda code: t(f"light_dimension.{code}"),
            key="status.override.dimension",
            width=200,
        )
        st.selectbox(
            t("status.override.light"),
            _SETTABLE,
            format_func=lambda code: light_word(t, Light(code)),
            key="status.override.light",
            width=140,
        )
        st.text_input(t("status.override.reason"), key="status.override.reason", max_chars=500)
        st.date_input(
            t("status.override.expires"),
            value=who.as_of + _USUAL,
            min_value=who.as_of,
            max_value=who.as_of + LONGEST,
            key="status.override.expires",
            format="YYYY-MM-DD",
            width=160,
        )
        st.button(
            t("status.override.set"),
            key="status.override.set",
            icon=":material/traffic:",
            on_click=_set,
            args=(page, who),
        )


def _set(page: Page, who: Whose) -> None:
    state = st.session_state

    def act() -> None:
        draft = OverrideDraft(
            project_id=who.project_id or 0,
            dimension=Dimension(state["status.override.dimension"]),
            light=state["status.override.light"],
            reason=state["status.override.reason"],
            expires_on=state["status.override.expires"],
        )
        override_light(page.db, draft, actor=page.actor)

    if attempted(_SLOT, act):
        state["status.override.reason"] = ""


def _end(page: Page, override_id: int) -> None:
    attempted(_SLOT, partial(end_override, page.db, override_id, actor=page.actor))


def _thresholds(page: Page, who: Whose) -> None:
    t = page.t
    if not page.may(Right.SET_UP):
        return
    held = light_thresholds(page.db, who.programme)
    with st.expander(t("status.thresholds"), icon=":material/tune:"):
        about = "about" if who.programme else "about_all"
        values = {"programme": literal(who.programme)} if who.programme else {}
        st.markdown(t(f"status.thresholds.{about}", **values))
        edited = st.data_editor(
            _rows(page, held.thresholds),
            hide_index=True,
            num_rows="fixed",
            disabled=[t("status.thresholds.rule")],
            key=f"status.thresholds.{who.programme}.{held.version}",
        )
        st.number_input(
            t("status.thresholds.shortfall"),
            min_value=0.0,
            max_value=1.0,
            step=0.01,
            value=held.thresholds.shortfall,
            key="status.thresholds.shortfall",
            width=320,
        )
        st.multiselect(
            t("status.thresholds.left_out"),
            [one.value for one in Dimension],
            default=[one.value for one in held.thresholds.left_out],
            format_func=lambda code: t(f"light_dimension.{code}"),
            key="status.thresholds.left_out",
        )
        st.button(
            t("status.thresholds.save"),
            key="status.thresholds.save",
            icon=":material/save:",
            on_click=_save,
            args=(page, held, edited),
        )
        if st.session_state.pop(_SAVED, False):
            st.success(t("status.thresholds.saved"), icon=":material/task_alt:")
        refusal_at(t, _BOUNDS)


def _rows(page: Page, thresholds: Thresholds) -> list[dict[str, Any]]:
    t = page.t
    return [
        {
            t("status.thresholds.rule"): t(f"light_rule.{rule}"),
            t("status.thresholds.green"): thresholds.limits(rule).green,
            t("status.thresholds.amber"): thresholds.limits(rule).amber,
        }
        for rule in BOUNDED_RULES
    ]


def _save(page: Page, held: Held, edited: list[dict[str, Any]]) -> None:
    state = st.session_state
    told: dict[str, Any] = {
        "shortfall": state["status.thresholds.shortfall"],
        "left_out": tuple(state["status.thresholds.left_out"]),
    }
    for rule, row in zip(BOUNDED_RULES, edited, strict=True):
        _, green, amber = row.values()
        whole = rule not in _SHARES
        told[f"{rule}_green"] = int(green) if whole else green
        told[f"{rule}_amber"] = int(amber) if whole else amber

    def act() -> None:
        thresholds = Thresholds(**told)
        change_thresholds(
            page.db, held.programme, thresholds, version=held.version, actor=page.actor
        )

    if attempted(_BOUNDS, act):
        state[_SAVED] = True
