"""The log of the sample programme: brought in with its past, and taken back.

Records go the way of everybody's: through their drafts, the rules of their kind, and the audit
trail, which says truly who loaded them and when. The past of a record is content, as in any log
that comes from another tool: when it was logged, how its forecasts and scores moved, what was
said about it. Only here is it told rather than stamped with the present moment, one transaction
for each project.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.people import Right
from ecogov.sample.programme import AS_OF
from ecogov.services import editing
from ecogov.services.log.rules import Act, completed
from ecogov.services.log.values import stored_values
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.log import forgetting, histories, setups
from ecogov.storage.log.hanging import LINKS, NOTES
from ecogov.storage.log.registers import REGISTERS, next_number
from ecogov.storage.log.setups import APPETITES, MILESTONE_LINKS, SETUPS
from ecogov.storage.registers import Register, Session

if TYPE_CHECKING:
    from ecogov.sample.log.facts import Entry, ProjectLog

_PREFIX: Final = "sample-"
"""Begins the external key of every record of the sample."""


def load_log(
    db: Database, code: str, project_id: int, vendor_ids: Mapping[str, int], *, actor: str
) -> None:
    """Bring the log of a project in, all of it or nothing; one that stands stays as it is."""
    require(db, Right.ADMINISTER)
    with db.read() as session:
        if _is_loaded(session, project_id):
            return
    from ecogov.sample.log.book import project_log  # noqa: PLC0415 - pages start without it

    with db.write(actor) as session:
        project = editing.open_project(session, project_id)
        if not _is_loaded(session, project_id):
            zone = ZoneInfo(project["timezone"])
            _Writer(session, project_id, zone, vendor_ids).write(project_log(code))


def remove_log(db: Database, project_id: int, *, actor: str) -> None:
    """Forget the log of a project of the sample, and all that hangs on it.

    The project runs its log as the program comes again. What somebody logged beside it stays; the
    audit trail keeps what was.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        if not _is_loaded(session, project_id):
            return
    with db.write(actor) as session:
        for kind in KINDS:
            ids = forgetting.ids_by_prefix(session, kind, project_id, _PREFIX)
            _remove(session, LINKS, forgetting.link_ids(session, kind, ids))
            _remove(session, NOTES, forgetting.note_ids(session, kind, ids))
            forgetting.let_go(session, kind, ids)
            _remove(session, REGISTERS[kind], ids)
        _remove(session, APPETITES, setups.appetites_frame(session, project_id)["id"].tolist())
        setup = setups.setup(session, project_id)
        _remove(session, SETUPS, [] if setup is None else [setup["id"]])


def _is_loaded(session: Session, project_id: int) -> bool:
    return any(forgetting.ids_by_prefix(session, kind, project_id, _PREFIX) for kind in KINDS)


def _remove(session: Session, register: Register, ids: Iterable[int]) -> None:
    for record_id in ids:
        editing.remove(session, register, record_id)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the log of one project inside a transaction; knows the ids of what it wrote."""

    session: Session
    project_id: int
    zone: ZoneInfo
    vendor_ids: Mapping[str, int]
    stored: dict[str, tuple[RecordKind, int]] = field(default_factory=dict)

    def write(self, log: "ProjectLog") -> None:
        self._write_setup(log)
        numbers = {kind: next_number(self.session, kind, self.project_id) for kind in KINDS}
        # Change requests name milestones, so these come first whenever they were logged.
        for entry in sorted(log.entries, key=lambda one: one.kind is not RecordKind.MILESTONE):
            self._write_entry(entry, numbers[entry.kind])
            numbers[entry.kind] += 1
        self._write_risks(log)
        self._write_milestones(log)
        self._write_happenings(log)
        self._write_notes(log)
        self._write_ties(log)

    def _write_setup(self, log: "ProjectLog") -> None:
        if setups.setup(self.session, self.project_id) is None:
            told = log.setup
            values = {"contingency": told.contingency, "ladder": None, "version": 1}
            hours = {"day_start": told.day_start, "day_end": told.day_end}
            self._add(SETUPS, {**values, **hours})
        held = set(setups.appetites_frame(self.session, self.project_id)["category"])
        for draft in log.setup.appetites:
            if draft.category not in held:
                self._add(APPETITES, {"version": 1, **draft.model_dump()})

    def _write_entry(self, entry: "Entry", number: int) -> None:
        told: dict[str, Any] = {**entry.told, "project_id": self.project_id}
        vendor = told.pop("vendor", None)
        if vendor is not None:
            told["vendor_id"] = self.vendor_ids[vendor]
        if "effects" in told:
            told["effects"] = [self._effect(effect) for effect in told["effects"]]
        draft = KINDS[entry.kind].draft(**told)
        act = Act(self.session, entry.kind, None, AS_OF)
        kept = {name: self._utc(value) for name, value in entry.kept.items()}
        by = {"created_at": self._utc(entry.at), "created_by": entry.owner}
        values = completed(act, stored_values(draft)) | kept | by
        record_id = self._add(REGISTERS[entry.kind], {**values, "version": 1, "number": number})
        self.stored[entry.key] = (entry.kind, record_id)

    def _effect(self, effect: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(effect)
        milestone = told.pop("milestone", None)
        return told if milestone is None else {**told, "milestone_id": self._id(milestone)}

    def _write_risks(self, log: "ProjectLog") -> None:
        scale_id = setups.scale_in_force(self.session, self.project_id)
        for score in log.scores:
            levels = {"probability": score.probability, "impact": score.impact}
            when = {"risk_id": self._id(score.key), "stage": score.stage.value, "day": score.day}
            histories.keep_score(self.session, {**when, **levels, "scale_id": scale_id})
        for standing in log.standings:
            risk_id = self._id(standing.key)
            histories.keep_status(self.session, risk_id, standing.day, standing.status)

    def _write_milestones(self, log: "ProjectLog") -> None:
        for one in log.forecasts:
            histories.keep_forecast(self.session, self._id(one.key), one.day, one.forecast)
        for promise in log.promises:
            promised = {"milestone_id": self._id(promise.key), "baseline_on": promise.day}
            change_id = None if promise.change is None else self._id(promise.change)
            told = {"change_id": change_id, "reason": promise.reason, "set_by": promise.by}
            at = {"set_at": self._utc(promise.at)}
            histories.add_baseline(self.session, {**promised, **told, **at})
        for wait in log.waits:
            ends = {
                "predecessor_id": self._id(wait.predecessor),
                "successor_id": self._id(wait.successor),
            }
            values = {**ends, "type": wait.kind.value, "lag_days": wait.lag_days}
            self._add(MILESTONE_LINKS, values)

    def _write_happenings(self, log: "ProjectLog") -> None:
        for one in log.happenings:
            what = {"escalation_id": self._id(one.key), "event": one.kind.value}
            when = {"at": self._utc(one.at), "next_update_at": self._utc(one.next_update_at)}
            level = None if one.level is None else one.level.value
            told = {"actor": one.actor, "level": level, "note": one.note}
            histories.add_event(self.session, {**what, **when, **told})

    def _write_notes(self, log: "ProjectLog") -> None:
        for note in log.notes:
            kind, record_id = self.stored[note.key]
            said = {"text": note.text, "url": note.url, "actor": note.actor}
            where = {"kind": kind.value, "record_id": record_id}
            self._add(NOTES, {**where, **said, "at": self._utc(note.at)})

    def _write_ties(self, log: "ProjectLog") -> None:
        for tie in log.ties:
            kind, record_id = self.stored[tie.source]
            if tie.outside is None:
                to_kind, to_id = self.stored[tie.target]
                target = {"to_kind": to_kind.value, "to_id": str(to_id)}
            else:
                target = {"to_kind": tie.outside.value, "to_id": tie.target}
            source = {"from_kind": kind.value, "from_id": record_id}
            by = {"created_at": self._utc(tie.at), "created_by": tie.by}
            self._add(LINKS, {**source, "relation": tie.relation.value, **target, **by})

    def _add(self, register: Register, values: Mapping[str, Any]) -> int:
        return editing.add(self.session, register, {"project_id": self.project_id, **values})

    def _id(self, key: str) -> int:
        return self.stored[key][1]

    def _utc(self, value: Any) -> Any:  # noqa: ANN401 - columns hold any type
        """Give a moment of the project's clock in UTC; what is no moment stays as it is."""
        if not isinstance(value, datetime):
            return value
        return value.replace(tzinfo=self.zone).astimezone(UTC)
