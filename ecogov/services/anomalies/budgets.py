"""How many false alarms people put up with: read, set, and what it means for each series."""

from dataclasses import dataclass

from ecogov.domain.anomalies.triage import BudgetDraft
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require
from ecogov.storage.anomalies import feedback
from ecogov.storage.anomalies.feedback import BUDGETS
from ecogov.storage.database import Database
from ecogov.storage.registers import Session


@dataclass(frozen=True, slots=True)
class AlarmBudget:
    """The budget that holds somewhere; `version` is 0 where nobody has set one there yet."""

    draft: BudgetDraft
    version: int


def budget_of(db: Database, project_id: int | None) -> AlarmBudget:
    """Give the budget of a project, else that of all, else the one that nobody had to set.

    How many false alarms there may be a week is said once for all projects.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        stored = feedback.find_budget(session, project_id)
        draft = stored_budget(session, project_id)
    return AlarmBudget(draft, stored["version"] if stored else 0)


def stored_budget(session: Session, project_id: int | None) -> BudgetDraft:
    """Read the budget that holds for a project inside a transaction."""
    of_all = feedback.find_budget(session, None) or {}
    own = feedback.find_budget(session, project_id) if project_id is not None else None
    names = set(BudgetDraft.model_fields)
    told = {name: value for name, value in (own or of_all).items() if name in names}
    weekly = {"weekly_alarms": of_all["weekly_alarms"]} if of_all else {}
    return BudgetDraft(**{**told, **(weekly if project_id is not None else {})})


def set_budget(
    db: Database, project_id: int | None, draft: BudgetDraft, *, version: int, actor: str
) -> None:
    """Set the budget of a project, or with None of all that have none of their own.

    The days scanned from now on are judged by it. `version` is the one that the person saw.

    Raises
    ------
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    """
    require(db, Right.SET_UP, project_id)
    with db.write(actor) as session:
        if project_id is not None:
            editing.open_project(session, project_id)
        stored = feedback.find_budget(session, project_id)
        if stored is None:
            values = {**draft.model_dump(), "project_id": project_id, "version": 1}
            editing.add(session, BUDGETS, values)
            return
        BUDGETS.check_version(session, stored, version)
        editing.change(session, BUDGETS, stored, draft.model_dump())
