"""Slips of milestones in words, and where a milestone stands."""

from typing import Final

import pandas as pd

from ecogov.domain.schedule.slips import MilestoneState
from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_TOLD_BY_SLIP: Final = frozenset(
    {MilestoneState.LATE_REFORECAST, MilestoneState.SLIDING, MilestoneState.EARLY}
)


def slip(t: Translator, days: float | None) -> str:
    """Say a slip: ``5 d late``, ``2 d early``, ``on the day``; a dash where it is not defined."""
    if days is None or pd.isna(days):
        return formats.NOTHING
    if days == 0:
        return t("schedule.slip.none")
    return t("schedule.slip.late" if days > 0 else "schedule.slip.early", days=abs(int(days)))


def standing(t: Translator, state: str, now: float | None, total: float | None) -> str:
    """Say where a milestone stands, with the total slip beside where a baseline hides some."""
    said = slip(t, now) if state in _TOLD_BY_SLIP else t(f"schedule.state.{state}")
    if state == MilestoneState.DONE_LATE:
        said = t("schedule.done", slip=slip(t, now))
    is_same = pd.isna(total) or (not pd.isna(now) and total == now)
    return said if is_same else t("schedule.in_total", said=said, total=slip(t, total))
