"""What storing a record of a kind brings with it: columns that nobody types, histories, events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.words import Stage
from ecogov.services.log.values import Stored
from ecogov.storage.log import histories, setups
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session, now
from ecogov.storage.targets import TARGETS

Values = dict[str, Any]

_LEVELS: Final = {
    Stage.INHERENT: ("probability", "impact"),
    Stage.CURRENT: ("residual_probability", "residual_impact"),
    Stage.TARGET: ("target_probability", "target_impact"),
}
_ENDED_ON: Final = {
    RecordKind.ISSUE: ("resolved_on", frozenset({"resolved", "closed"})),
    RecordKind.DEPENDENCY: ("met_on", frozenset({"met"})),
    RecordKind.DECISION: ("decided_on", frozenset({"decided", "superseded"})),
    RecordKind.ACTION: ("done_on", frozenset({"done"})),
}


@dataclass(frozen=True, slots=True)
class Act:
    """A record about to be stored.

    Parameters
    ----------
    session : Session
        Its transaction.
    kind : RecordKind
        What it is.
    before : Mapping or None
        How it stands; None for a new one.
    today : date
        The day where its project is.
    """

    session: Session
    kind: RecordKind
    before: Stored | None
    today: date

    @property
    def actor(self) -> str:
        """Who acts."""
        return str(self.session.info["actor"])


def completed(act: Act, values: Values) -> Values:
    """Give the values with the columns that follow from them.

    Raises
    ------
    DomainError
        ``milestone.baseline_locked``, ``milestone.future``, ``change_request.decided`` and
        ``change_request.effect`` where the kind does not allow it.
    """
    return _COMPLETE.get(act.kind, _ended)(act, values)


def follow(act: Act, record_id: int, values: Values) -> None:
    """Keep what the log keeps by itself, once the record is stored."""
    keep = _FOLLOW.get(act.kind)
    if keep is not None:
        keep(act, record_id, values)


def _ended(act: Act, values: Values) -> Values:
    """Date the end of a record that ends, unless somebody did; what goes on has no end."""
    if act.kind not in _ENDED_ON:
        return values
    column, ends = _ENDED_ON[act.kind]
    day = (values[column] or act.today) if values["status"] in ends else None
    return {**values, column: day}


def _risk(act: Act, values: Values) -> Values:
    names = [name for pair in _LEVELS.values() for name in pair]
    before = act.before
    if before is not None and all(values[name] == before[name] for name in names):
        return values
    return {**values, "scale_id": setups.scale_in_force(act.session, values["project_id"])}


def _keep_scores(act: Act, risk_id: int, values: Values) -> None:
    if act.before is None or act.before["status"] != values["status"]:
        histories.keep_status(act.session, risk_id, act.today, values["status"])
    for stage, (probability, impact) in _LEVELS.items():
        levels = (values[probability], values[impact])
        held = (act.before[probability], act.before[impact]) if act.before else (None, None)
        if levels != held:
            kept = {"risk_id": risk_id, "stage": stage.value, "day": act.today}
            said = {"probability": levels[0], "impact": levels[1], "scale_id": values["scale_id"]}
            histories.keep_score(act.session, {**kept, **said})


def _milestone(act: Act, values: Values) -> Values:
    if values["actual_on"] is not None and values["actual_on"] > act.today:
        raise DomainError("milestone.future", day=values["actual_on"], today=act.today)
    held = act.before["baseline_on"] if act.before else None
    if held is not None and values["baseline_on"] != held:
        raise DomainError("milestone.baseline_locked", baseline=held)
    original = act.before["baseline_original_on"] if act.before else None
    return {**values, "baseline_original_on": original or values["baseline_on"]}


def _keep_dates(act: Act, milestone_id: int, values: Values) -> None:
    before = act.before or {}
    if values["forecast_on"] != before.get("forecast_on"):
        histories.keep_forecast(act.session, milestone_id, act.today, values["forecast_on"])
    if values["baseline_on"] is not None and before.get("baseline_on") is None:
        promised = {"milestone_id": milestone_id, "baseline_on": values["baseline_on"]}
        histories.add_baseline(act.session, {**promised, "set_at": now(), "set_by": act.actor})


def _action(act: Act, values: Values) -> Values:
    values = _ended(act, values)
    if act.before is None:
        return {**values, "carried_over": 0}
    was, is_due = act.before["due_on"], values["due_on"]
    is_put_off = was is not None and is_due is not None and is_due > was
    return {**values, "carried_over": act.before["carried_over"] + is_put_off}


def _change(act: Act, values: Values) -> Values:
    if act.before is None:
        values = {**values, "status": "draft"}
    elif act.before["status"] not in {"draft", "submitted"}:
        raise DomainError("change_request.decided")
    for effect in values["effects"]:
        _check_effect(act, effect, values["project_id"])
    return values


def _check_effect(act: Act, effect: Stored, project_id: int) -> None:
    registers = {"milestone_id": REGISTERS[RecordKind.MILESTONE], "target_id": TARGETS}
    for name, register in registers.items():
        if name in effect:
            subject = register.get(act.session, effect[name])
            if subject["project_id"] != project_id or subject["archived_at"] is not None:
                raise DomainError("change_request.effect")


def _escalation(act: Act, values: Values) -> Values:
    return {**values, "status": "open", "raised_at": now()} if act.before is None else values


def _keep_events(act: Act, escalation_id: int, values: Values) -> None:
    if act.before is None:
        event = "raised"
    elif values["level"] != act.before["level"]:
        event = "raised_level"
    else:
        return
    told = {"escalation_id": escalation_id, "event": event, "level": values["level"]}
    at = values["raised_at"] if act.before is None else now()
    histories.add_event(act.session, {**told, "at": at, "actor": act.actor})


_COMPLETE: Final = MappingProxyType[RecordKind, Callable[[Act, Values], Values]](
    {
        RecordKind.RISK: _risk,
        RecordKind.MILESTONE: _milestone,
        RecordKind.ACTION: _action,
        RecordKind.CHANGE: _change,
        RecordKind.ESCALATION: _escalation,
    }
)
_FOLLOW: Final = MappingProxyType[RecordKind, Callable[[Act, int, Values], None]](
    {
        RecordKind.RISK: _keep_scores,
        RecordKind.MILESTONE: _keep_dates,
        RecordKind.ESCALATION: _keep_events,
    }
)
