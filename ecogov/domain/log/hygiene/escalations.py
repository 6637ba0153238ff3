"""Rules for escalations: word is promised, clocks are kept, they stand where they should."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from ecogov.domain.escalations.clocks import Clock, EscalationState
from ecogov.domain.escalations.ladder import LEVELS, Level
from ecogov.domain.log.hygiene.findings import Found, Rule, Severity, days, is_missing, is_open
from ecogov.domain.log.kinds import RecordKind

_ESCALATION: Final = (RecordKind.ESCALATION.value,)
_HEIGHTS: Final = {level.value: level.height for level in LEVELS}


def with_clocks(escalations: pd.DataFrame, states: Mapping[int, EscalationState]) -> pd.DataFrame:
    """Put beside every escalation what its clocks say.

    Parameters
    ----------
    escalations : DataFrame, shape (n_escalations, >= 1)
        Column ``id``. Not modified.
    states : Mapping[int, EscalationState]
        By id; those without one have no breach.

    Returns
    -------
    DataFrame, shape (n_escalations, n_columns + 3)
        With ``breached_clock`` (`ClockKind` value of the clock that ran out first and is still
        waited for, else None), ``breached_on`` (day, UTC) and ``wanted_level`` (`Level` value).
    """
    read = [states.get(int(one)) for one in escalations["id"]]
    breached = [None if state is None else _first_breach(state) for state in read]
    clocks = [None if clock is None else clock.kind.value for clock in breached]
    due = [None if clock is None else clock.due_at.date() for clock in breached]
    levels = [None if state is None else state.standing.level.value for state in read]
    index = escalations.index
    return escalations.assign(
        breached_clock=pd.Series(clocks, index=index, dtype=object),
        breached_on=pd.Series(due, index=index, dtype=object),
        wanted_level=pd.Series(levels, index=index, dtype=object),
    )


def _first_breach(state: EscalationState) -> Clock | None:
    clocks = (state.acknowledge, state.next_update, state.resolve)
    waiting = [clock for clock in clocks if clock.is_breached and clock.done_at is None]
    return min(waiting, key=lambda clock: clock.due_at) if waiting else None


def _no_next_update(frame: pd.DataFrame, _as_of: date) -> Found:
    where = is_open(frame) & is_missing(frame, "next_update_at")
    return Found(where, days(frame, "created_on"))


def _clock_breached(frame: pd.DataFrame, _as_of: date) -> Found:
    where = is_open(frame) & ~is_missing(frame, "breached_clock")
    told = {"clock": frame["breached_clock"].to_numpy(dtype=object)}
    return Found(where, days(frame, "breached_on"), told=told)


def _level_low(frame: pd.DataFrame, _as_of: date) -> Found:
    wanted = frame["wanted_level"].to_numpy(dtype=object)
    lowest = _HEIGHTS[Level.L1.value]
    should = np.array([_HEIGHTS.get(level, lowest) for level in wanted])
    stands = frame["level"].map(_HEIGHTS).to_numpy()
    told = {"level": frame["level"].to_numpy(dtype=object), "wanted": wanted}
    return Found(is_open(frame) & (stands < should), told=told)


ESCALATION_RULES: Final = (
    Rule("escalation_no_update", _ESCALATION, Severity.WARNING, "next_update_at", _no_next_update),
    Rule("escalation_breached", _ESCALATION, Severity.ERROR, "status", _clock_breached),
    Rule("escalation_level_low", _ESCALATION, Severity.ERROR, "level", _level_low),
)
