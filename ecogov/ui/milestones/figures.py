"""The figures of a plan as tiles; the definition of each is one click away."""

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Final, NamedTuple

import streamlit as st

from ecogov.domain.schedule.figures import PlanFigures, Standing
from ecogov.domain.schedule.slips import OnTime
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip
from ecogov.i18n.translator import Translator
from ecogov.ui.kpis.style import tile_style
from ecogov.ui.log.place import ask
from ecogov.ui.milestones import cached
from ecogov.ui.milestones.cached import Chosen
from ecogov.ui.milestones.choices import STATE
from ecogov.ui.page import Page


class _Told(NamedTuple):
    """What a tile says: the figure, the lines below it."""

    value: str
    lines: tuple[str, ...] = ()


_PICKS: Final = MappingProxyType({"late": Standing.LATE, "stale": Standing.STALE})
"""Tiles that filter the page, by what they count."""


def figure_tiles(page: Page, chosen: Chosen) -> None:
    """Draw the figures of the whole plan, whatever is filtered."""
    t = page.t
    found = cached.figures(page.db, chosen.asked)
    name = "" if found.largest is None else cached.title_of(
        page.db, chosen.asked, found.largest.id
    )  # fmt: skip
    standing = chosen.wanted.standing
    picked = next((code for code, which in _PICKS.items() if which is standing), "none")
    st.html(tile_style(page.theme, picked))
    with st.container(key="kpi-tiles"):
        for code, tell in _TILES.items():
            told = tell(t, found)
            lines = (*told.lines, name) if code == "largest" and name else told.lines
            with st.container(key=f"kpi-tile-{code}", gap=None):
                st.html(_html(t, code, told._replace(lines=lines)))
                if code in _PICKS:
                    _pick(t, code, is_picked=code == picked)


def _pick(t: Translator, code: str, *, is_picked: bool) -> None:
    st.button(
        t(f"plan.pick.{code}"),
        key=f"kpi-pick-{code}",
        on_click=ask,
        args=(STATE, () if is_picked else (_PICKS[code].value,)),
        width="stretch",
    )


def _html(t: Translator, code: str, told: _Told) -> str:
    name = escape(t(f"plan.figure.{code}"))
    about = escape(t("kpi.define", metric=t(f"plan.figure.{code}")))
    definition = escape(t(f"plan.figure.{code}.definition"))
    lines = "".join(f'<div class="kt-line">{escape(line)}</div>' for line in told.lines)
    return (
        f'<div class="kt"><div class="kt-head"><span class="kt-name">{name}</span>'
        f'<button class="kt-info" type="button" popovertarget="kd-{code}" '
        f'aria-label="{about}" title="{about}">i</button>'
        f'<div class="kt-definition" popover id="kd-{code}"><strong>{name}</strong>'
        f'<p>{definition}</p></div></div><div class="kt-value">{escape(told.value)}</div>'
        f"{lines}</div>"
    )


def _on_time(t: Translator, share: OnTime) -> _Told:
    if share.null_reason is not None:
        return _Told(formats.NOTHING, (t(f"schedule.null.{share.null_reason.value}"),))
    numbers = {"done": share.numerator, "due": share.denominator}
    lines = [t("plan.figure.on_time_basis", **numbers)]
    if share.cancelled:
        lines.append(t("plan.figure.cancelled", count=len(share.cancelled)))
    return _Told(formats.percent(t, share.value, digits=0), tuple(lines))


def _late(t: Translator, found: PlanFigures) -> _Told:
    counts = found.counts
    lines = (
        t("plan.figure.of_open", count=counts[Standing.OPEN]),
        t("plan.figure.sliding", count=counts[Standing.SLIDING]),
    )
    return _Told(formats.number(t, counts[Standing.LATE]), lines)


def _stale(t: Translator, found: PlanFigures) -> _Told:
    lines = (t("plan.figure.of_open", count=found.counts[Standing.OPEN]),)
    return _Told(formats.number(t, found.counts[Standing.STALE]), lines)


def _largest(t: Translator, found: PlanFigures) -> _Told:
    if found.largest is None:
        return _Told(formats.NOTHING, (t("plan.figure.no_slip"),))
    return _Told(slip(t, found.largest.days))


def _absorbed(t: Translator, found: PlanFigures) -> _Told:
    days = formats.whole_days(t, found.absorbed_days)
    return _Told(days, (t("plan.figure.moved", count=found.absorbed_count),))


_TILES: Final[Mapping[str, Callable[[Translator, PlanFigures], _Told]]] = MappingProxyType(
    {
        "on_time": lambda t, found: _on_time(t, found.now),
        "on_time_first": lambda t, found: _on_time(t, found.first),
        "late": _late,
        "stale": _stale,
        "largest": _largest,
        "absorbed": _absorbed,
    }
)
