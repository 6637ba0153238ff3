"""Decisions that give way to newer ones."""

from ecogov.domain.log.drafts import DecisionDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, Relation
from ecogov.services import editing
from ecogov.services.log.links import stored_link
from ecogov.services.log.records import Logged, stored_amended, stored_new
from ecogov.storage.database import Database
from ecogov.storage.log.registers import REGISTERS


def supersede_decision(
    db: Database, decision_id: int, draft: DecisionDraft, *, version: int, actor: str
) -> Logged:
    """Log a decision in place of an older one, which stays as it was and is superseded.

    Raises
    ------
    NotFoundError
        ``decision.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed the older one since.
    DomainError
        ``record.archived``, ``record.other_project``.
    """
    kind = RecordKind.DECISION
    with db.write(actor) as session:
        stored = editing.seen(session, REGISTERS[kind], decision_id, version)
        editing.check_same_project(stored, draft.project_id)
        made = stored_new(session, kind, draft)
        changes = {"status": "superseded"}
        stored_amended(session, kind, (decision_id, version), changes, action="supersede")
        stored_link(
            session,
            LinkDraft(
                from_kind=kind,
                from_id=made.id,
                relation=Relation.SUPERSEDES,
                to_kind=kind,
                to_key=str(decision_id),
            ),
        )
        return made
