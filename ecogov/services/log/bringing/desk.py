"""One row after another into the log: matched, compared, stored or refused by itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import (
    OWN_FORMATS,
    BringRequest,
    ExchangeFormat,
    Fate,
    Finding,
    FoundRow,
    RowFate,
    Wait,
)
from ecogov.domain.log.kinds import RecordKind, Reference, parsed_reference
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.template import folded
from ecogov.domain.log.trackers import DEFAULT_KIND, KIND_WORDS
from ecogov.services.log.bringing.cells import foreign_cells, own_cells
from ecogov.services.log.bringing.histories import kept_here, restore_histories
from ecogov.services.log.bringing.matching import HIGHEST_NUMBER, Known, Spot
from ecogov.services.log.bringing.rows import Work, is_same, told
from ecogov.services.log.bringing.values import OMITTED, Ground
from ecogov.services.log.bringing.waiting import Waiting, link_all
from ecogov.services.log.records import stored_amended, stored_new
from ecogov.services.log.values import Stored, draft_of, stored_values
from ecogov.storage import audit
from ecogov.storage.log.registers import REGISTERS
from ecogov.storage.registers import Session

_NEEDS_MORE: Final = frozenset(
    {"risk.acceptance", "decision.outcome_missing", "milestone.done_on_missing"}
)
"""What a status asks for that other tools do not know; then the status is left out."""


class Desk:
    """Takes the rows of one file into one project, within one transaction."""

    def __init__(
        self,
        session: Session,
        project: Stored,
        request: BringRequest,
        *,
        file_format: ExchangeFormat,
        ground: Ground,
    ) -> None:
        self._session = session
        self._project = project
        self._request = request
        self._is_own = file_format in OWN_FORMATS
        self._known = Known(session, project["id"])
        self._ground = replace(ground, milestones=self._known.milestones())
        self._keys: dict[str, Spot] = {}
        self._kinds = {folded(word): kind for word, kind in request.mapping.kinds.items()}

    def take(self, rows: tuple[FoundRow, ...]) -> tuple[RowFate, ...]:
        """Take rows in, those with references and those that others refer to first."""
        order = sorted(range(len(rows)), key=lambda at: _turn(rows[at]))
        works = {at: self._taken(rows[at]) for at in order}
        waiting = [one for work in works.values() if isinstance(work, Work)
                   for one in self._waiting(work)]  # fmt: skip
        self._link([work for work in works.values() if isinstance(work, Work)], waiting)
        return tuple(
            told(work) if isinstance(work, Work) else work
            for work in (works[at] for at in range(len(rows)))
        )

    def _taken(self, found: FoundRow) -> "Work | RowFate":
        title = next((told.text for told in found.told if told.name == "title"), "").strip()
        if found.is_skipped or found.refusals:
            fate = Fate.SKIPPED if found.is_skipped else Fate.REFUSED
            return RowFate(row=found.row, title=title, fate=fate, dropped=found.dropped,
                           refusals=found.refusals)  # fmt: skip
        try:
            kind, doubts = self._kind(found)
        except DomainError as error:
            refusal = Finding("", error.code, error.params)
            return RowFate(row=found.row, title=title, fate=Fate.REFUSED, refusals=(refusal,))
        work = self._read(replace(found, changed=(*found.changed, *doubts)), kind)
        if not work.cells.refusals:
            try:
                with audit.attempt(self._session):
                    self._store(work)
            except (DomainError, ValidationError) as error:
                work.fate, work.record_id = Fate.REFUSED, 0
                work.cells.refuse(error)
        return work

    def _kind(self, found: FoundRow) -> tuple[RecordKind, list[Finding]]:
        word = folded(found.kind)
        known = self._kinds.get(word) or self._ground.words.kinds.get(word)
        if known is not None:
            return known, []
        if self._is_own:
            if self._request.kind is None:
                raise DomainError("bring.kind_unknown")
            return self._request.kind, []
        kind = KIND_WORDS.get(word) or self._request.kind or DEFAULT_KIND
        if not word:
            return self._request.kind or DEFAULT_KIND, []
        params = {"value": found.kind, "meaning": (f"new.{kind.value}",)}
        return kind, [Finding(found.kind, "bring.read_as", params)]

    def _read(self, found: FoundRow, kind: RecordKind) -> Work:
        """Read the cells by what the record is here already, else by what the file calls it."""
        key, found = self._key(found)
        title = next((told.text for told in found.told if told.name == "title"), "")
        spot = self._known.spot(kind, found, key, title)
        kind = spot[0] if spot else kind
        read = own_cells if self._is_own else foreign_cells
        cells = read(self._ground, kind, found)
        if key and not cells.values.get("external_key"):
            cells.values["external_key"] = key
            if self._is_own:
                cells.changed.append(Finding("", "bring.key_given", {"key": key}))
        if spot and cells.values.get("title") == "":
            cells.values.pop("title")
        return Work(found, kind, cells, key, record_id=spot[1] if spot else 0)

    def _key(self, found: FoundRow) -> tuple[str, FoundRow]:
        """Give the key by which a row is known; references count in their own project only."""
        if not self._is_own:
            return found.key, found
        told = next((one.text for one in found.told if one.name == "external_key"), "").strip()
        project = found.project.strip()
        if not found.ref or not project or project.upper() == self._project["code"]:
            return told, found
        return told or f"ecogov:{project}/{found.ref}", replace(found, ref="", project=found.ref)

    def _store(self, work: Work) -> None:
        self._check_once(work)
        if work.record_id:
            self._amend(work)
        else:
            self._add(work)
        self._known.touched[work.kind, work.record_id] = work.found.row
        if work.found.key:
            self._keys[work.found.key] = (work.kind, work.record_id)

    def _check_once(self, work: Work) -> None:
        earlier = self._known.touched.get((work.kind, work.record_id)) if work.record_id else None
        if earlier is not None:
            raise DomainError("bring.twice", row=earlier)

    def _add(self, work: Work) -> None:
        spec, project_id = KINDS[work.kind], self._project["id"]
        draft = self._fitting(work, lambda values: spec.draft(project_id=project_id, **values))
        kept = self._kept(work)
        logged = stored_new(self._session, work.kind, draft, kept=kept or None)
        if kept:
            histories = {name: work.cells.kept.get(name) for name in ("forecasts", "events")}
            record = (work.kind, logged.id)
            restore_histories(self._session, record, histories, self._project)
        self._say_tidied(work, stored_values(draft))
        work.fate, work.record_id, work.ref = Fate.NEW, logged.id, logged.ref
        reference = Reference(work.kind, logged.number)
        self._known.add(reference, logged.id, draft.title, draft.external_key)
        if work.kind is RecordKind.MILESTONE:
            self._ground.milestones[work.found.ref.upper() or logged.ref] = logged.id

    def _kept(self, work: Work) -> dict[str, Any]:
        """Give the columns that the log keeps by itself, as the file has them, and the number."""
        columns = REGISTERS[work.kind].table.c
        kept = {name: value for name, value in work.cells.kept.items()
                if name in columns and value is not OMITTED}  # fmt: skip
        reference = parsed_reference(work.found.ref or work.found.project)
        if reference is None or reference.kind is not work.kind or not self._is_own:
            return kept
        if reference.number <= HIGHEST_NUMBER and self._known.numbered(reference) is None:
            return {**kept, "number": reference.number}
        work.cells.changed.append(Finding("", "bring.renumbered", {"ref": str(reference)}))
        return kept

    def _amend(self, work: Work) -> None:
        register = REGISTERS[work.kind]
        stored = register.get(self._session, work.record_id)
        work.ref = str(Reference(work.kind, stored["number"]))
        self._leave_out_key(work, stored)
        self._leave_out_kept(work, stored)
        draft = self._fitting(work, lambda values: draft_of(work.kind, stored, values))
        after = stored_values(draft)
        self._say_tidied(work, after)
        changes = {name: work.cells.values[name] for name in work.cells.values
                   if not is_same(after[name], stored[name])}  # fmt: skip
        work.fate = Fate.UNCHANGED
        if changes:
            seen = (stored["id"], stored["version"])
            amended = stored_amended(self._session, work.kind, seen, changes)
            if amended.version != stored["version"]:
                work.fate = Fate.CHANGED

    def _leave_out_key(self, work: Work, stored: Stored) -> None:
        """Let a record that names itself keep its key; numbers of our own plans are no keys."""
        is_named = bool(work.found.ref) and not self._is_own
        if is_named and (stored["external_key"] or work.found.waits_for is not None):
            work.cells.values.pop("external_key", None)

    def _leave_out_kept(self, work: Work, stored: Stored) -> None:
        cells = work.cells
        kept = {name: value for name, value in cells.kept.items() if name != "waits_for"}
        here = kept_here(self._session, work.kind, stored) if kept else {}
        for name, value in kept.items():
            if not is_same(value, here[name]):
                cells.dropped.append(Finding(cells.columns[name], "bring.kept_by_log"))
        if work.kind is RecordKind.MILESTONE and stored["baseline_on"] is not None:
            day = cells.values.pop("baseline_on", None)
            if day is not None and day != stored["baseline_on"]:
                locked = {"baseline": stored["baseline_on"]}
                place = cells.columns["baseline_on"]
                cells.dropped.append(Finding(place, "milestone.baseline_locked", locked))

    def _fitting(self, work: Work, draft: Any) -> Any:  # noqa: ANN401 - a draft of any kind
        """Draft a record; a status of another tool that asks for more is left out."""
        values = work.cells.values
        try:
            return draft(values)
        except ValidationError as error:
            types = {item["type"] for item in error.errors(include_url=False)}
            if self._is_own or "status" not in values or not types & _NEEDS_MORE:
                raise
            work.cells.drop("status", min(types & _NEEDS_MORE))
            return draft(values)

    def _say_tidied(self, work: Work, after: Mapping[str, Any]) -> None:
        cells = work.cells
        for name, value in cells.values.items():
            if isinstance(value, str) and name in cells.columns and after[name] != value:
                cells.changed.append(Finding(cells.columns[name], "bring.tidied"))

    def _waiting(self, work: Work) -> list[Waiting]:
        waits: tuple[Wait, ...] | None = work.found.waits_for
        if self._is_own:
            waits = work.cells.kept.get("waits_for")
        if work.kind is not RecordKind.MILESTONE or not work.record_id or waits is None:
            return []
        column = work.cells.columns.get("waits_for", "PredecessorLink")
        return [Waiting(work.record_id, waits, column)]

    def _link(self, works: list[Work], waiting: list[Waiting]) -> None:
        if not waiting:
            return
        covered = {record_id for _, record_id in self._known.touched}
        answers = link_all(
            self._session, self._project["id"], waiting, self._milestone,
            covered=None if self._is_own else covered,
        )  # fmt: skip
        for work in works:
            if work.kind is RecordKind.MILESTONE and work.record_id in answers:
                is_changed, findings = answers[work.record_id]
                work.cells.dropped += findings
                if is_changed and work.fate is Fate.UNCHANGED:
                    work.fate = Fate.CHANGED

    def _milestone(self, what: str) -> int | None:
        spot = self._keys.get(what) or self._known.keyed(what)
        if spot is not None:
            return spot[1] if spot[0] is RecordKind.MILESTONE else None
        reference = parsed_reference(what)
        return self._ground.milestones.get(str(reference)) if reference else None


def _turn(found: FoundRow) -> tuple[bool, bool]:
    return found.kind == RecordKind.CHANGE.value, not found.ref
