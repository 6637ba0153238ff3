"""An escalation on its way: its clocks, and the steps that its status allows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from ecogov.domain.escalations.clocks import Clock, EscalationState
from ecogov.domain.escalations.ladder import LEVELS, Level
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.log import escalations
from ecogov.ui.forms.refusals import refusal_at
from ecogov.ui.log.logged import Logged
from ecogov.ui.log.record.acts import act, key_of, slot_of
from ecogov.ui.log.record.reads import Opened, project_of
from ecogov.ui.page import Page

_SECTION: Final = "escalating"
_STEPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "open": ("acknowledge", "update", "hand_over", "raise", "resolve"),
        "acknowledged": ("update", "hand_over", "raise", "resolve"),
        "with_vendor": ("update", "take_over", "raise", "resolve"),
        "resolved": ("reopen",),
    }
)
"""Steps by status, the likeliest first."""


def escalating(page: Page, opened: Opened) -> None:
    """Draw the clocks, and one form for what is said and done next."""
    t = page.t
    st.subheader(t("escalation.clocks"), anchor=False)
    _clocks(page, opened)
    if not opened.is_archived:
        _next_step(page, opened)
    refusal_at(t, slot_of(opened, _SECTION))


def _clocks(page: Page, opened: Opened) -> None:
    t = page.t
    rows = pd.DataFrame([{"id": opened.id, "severity": opened.stored["severity"]}])
    now = datetime.now(UTC)
    state = escalations.clocks_of(page.db, opened.project_id, rows, at=now)[opened.id]
    clocks = (state.acknowledge, state.next_update, state.resolve)
    st.markdown("  \n".join(_clock(t, clock, page.timezone) for clock in clocks))
    told = [t("escalation.hours_ours", hours=_hours(t, state.our_hours))]
    if state.vendor_hours > 0:
        told.append(t("escalation.hours_vendor", hours=_hours(t, state.vendor_hours)))
    st.caption(" · ".join(told))
    _standing(page, opened, state)


def _clock(t: Translator, clock: Clock, timezone: str) -> str:
    name = t(f"escalation.clock.{clock.kind}")
    told = {"clock": name, "due": formats.moment(t, clock.due_at, timezone)}
    if clock.done_at is not None:
        icon = ":red[:material/error:]" if clock.is_breached else ":green[:material/check_circle:]"
        verdict = "done_late" if clock.is_breached else "done"
        done = formats.moment(t, clock.done_at, timezone)
        return f"{icon} {t(f'escalation.clock.{verdict}', clock=name, when=done)}"
    if clock.is_breached:
        over = _hours(t, -clock.left_hours)
        return f":red[:material/error: {t('escalation.clock.overdue', hours=over, **told)}]"
    if clock.is_paused:
        return f":material/pause_circle: {t('escalation.clock.paused', clock=name)}"
    left = _hours(t, clock.left_hours)
    return f":material/timer: {t('escalation.clock.left', hours=left, **told)}"


def _standing(page: Page, opened: Opened, state: EscalationState) -> None:
    t, standing = page.t, state.standing
    is_above = standing.level.height > Level(opened.stored["level"]).height
    if is_above and opened.stored["status"] != "resolved":
        level = t(f"escalation.level.{standing.level}")
        reason = t(f"escalation.reason.{standing.reason}")
        st.warning(
            t("escalation.should_stand", level=level, reason=reason), icon=":material/trending_up:"
        )


def _next_step(page: Page, opened: Opened) -> None:
    t, key = page.t, _key(opened)
    steps = [step for step in _STEPS[opened.stored["status"]] if step != "raise" or _next(opened)]
    with st.form(key):
        st.text_area(
            t("escalation.note"),
            key=f"{key}.note",
            height=68,
            placeholder=t("escalation.note_hint"),
        )
        if "update" in steps:
            st.datetime_input(
                t("escalation.promise"),
                None,
                key=f"{key}.promise",
                format="YYYY-MM-DD",
                help=t("escalation.promise_tip"),
            )
        with st.container(horizontal=True, gap="small"):
            for step in steps:
                st.form_submit_button(
                    _label(t, opened, step),
                    key=f"{key_of(opened)}.{step}",
                    type="primary" if step == steps[0] else "secondary",
                    on_click=_step,
                    args=(page, opened, step),
                )


def _label(t: Translator, opened: Opened, step: str) -> str:
    if step == "raise":
        return t("escalation.do.raise", level=str(_next(opened)))
    return t(f"escalation.do.{step}")


def _step(page: Page, opened: Opened, step: str) -> None:
    key = _key(opened)
    note = st.session_state.get(f"{key}.note") or ""
    promise = st.session_state.get(f"{key}.promise")
    do = partial(_done, page, opened, step, (note, _zoned(page, opened, promise)))
    act(page, opened, _SECTION, do, empties=(f"{key}.note", f"{key}.promise"))


def _done(page: Page, opened: Opened, step: str, said: tuple[str, datetime | None]) -> Logged:
    note, promise = said
    extra: dict[str, Any] = {"note": note}
    if step == "resolve":
        extra = {"resolution": note}
    elif step == "update":
        extra["next_update_at"] = promise
    elif step == "raise":
        extra["level"] = _next(opened)
    _VERBS[step](page.db, opened.id, version=opened.version, actor=page.actor, **extra)
    return Logged(f"escalation.done.{step}", {"ref": opened.ref})


def _next(opened: Opened) -> Level | None:
    """Give the level above the one on which it stands; None on the highest."""
    level = Level(opened.stored["level"])
    return None if level is LEVELS[-1] else level.raised()


def _zoned(page: Page, opened: Opened, moment: datetime | None) -> datetime | None:
    """Read what was typed on the clock of the project."""
    zone = str(project_of(page, opened).get("timezone", page.timezone))
    return None if moment is None else moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _hours(t: Translator, hours: float) -> str:
    return formats.number(t, hours, digits=1)


def _key(opened: Opened) -> str:
    return f"{key_of(opened)}.step.{opened.version}"


_VERBS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "acknowledge": escalations.acknowledge,
        "update": escalations.give_update,
        "hand_over": escalations.hand_to_vendor,
        "take_over": escalations.take_over,
        "raise": escalations.raise_level,
        "resolve": escalations.resolve,
        "reopen": escalations.reopen,
    }
)
