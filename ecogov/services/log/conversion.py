"""One record becomes another: a risk that came true, an issue that needs an escalation."""

from collections.abc import Mapping
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.services import editing
from ecogov.services.log.links import became
from ecogov.services.log.records import Logged, stored_amended, stored_new
from ecogov.services.log.values import Stored
from ecogov.storage.database import Database
from ecogov.storage.log.registers import REGISTERS

_ENDS: Final = {
    (RecordKind.RISK, RecordKind.ISSUE): "realised",
    (RecordKind.ASSUMPTION, RecordKind.ISSUE): "disproved",
    (RecordKind.ASSUMPTION, RecordKind.RISK): "disproved",
}
"""What becomes of a record when it becomes another; others go on as they are."""

_TAKEN_ALONG: Final = frozenset(
    {"title", "owner", "description", "category", "due_on", "vendor_id"}
)
_SAME_THING: Final = {
    (RecordKind.RISK, RecordKind.ISSUE): {"effect": "impact", "cause": "root_cause"},
    (RecordKind.ISSUE, RecordKind.ESCALATION): {"impact": "impact"},
    (RecordKind.ASSUMPTION, RecordKind.RISK): {"if_wrong": "effect"},
    (RecordKind.ASSUMPTION, RecordKind.ISSUE): {"if_wrong": "impact"},
}


def convert_record(
    db: Database,
    kind: RecordKind,
    seen: tuple[int, int],
    to: RecordKind,
    *,
    actor: str,
    changes: Mapping[str, object] | None = None,
) -> Logged:
    """Make a record of another kind out of one; the two know of each other.

    A risk that becomes an issue is realised: it leaves the exposure and stays in the trend.

    Parameters
    ----------
    seen : tuple of int
        Id of the record, and the version that the person saw.
    changes : Mapping[str, object], optional
        Fields of the new record that are told otherwise.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.same_kind``, ``record.archived``.
    """
    if kind is to:
        raise DomainError("record.same_kind")
    with db.write(actor) as session:
        stored = editing.seen(session, REGISTERS[kind], *seen)
        told = {**_carried(kind, to, stored), **(changes or {})}
        made = stored_new(session, to, KINDS[to].draft(**told))
        became(session, (kind, stored["id"]), (to, made.id))
        end = _ENDS.get((kind, to))
        if end is not None and stored["status"] != end:
            stored_amended(session, kind, seen, {"status": end}, action="convert")
        return made


def _carried(kind: RecordKind, to: RecordKind, stored: Stored) -> dict[str, Any]:
    names = {spec.name: spec for spec in KINDS[to].fields}
    told = {name: stored[name] for name in _TAKEN_ALONG if name in names and name in stored}
    renamed = _SAME_THING.get((kind, to), {})
    told |= {new: stored[old] for old, new in renamed.items()}
    due = stored.get(KINDS[kind].due)
    target = names.get(KINDS[to].due)
    if due is not None and target is not None and target.shape is Shape.DAY:
        told[target.name] = due
    return {**told, "project_id": stored["project_id"]}
