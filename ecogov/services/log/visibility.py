"""Whether records may be seen by whoever asks; reads of what hangs on them ask first."""

from collections.abc import Collection

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Person
from ecogov.storage.log.registers import projects_of
from ecogov.storage.registers import Session, is_hidden


def check_visible(session: Session, kind: RecordKind, ids: Collection[int]) -> None:
    """Let pass who may see all of some records.

    Raises
    ------
    NotFoundError
        ``<kind>.unknown`` when one of them is in a project that is not there for the person.
    """
    person: Person = session.info["person"]
    if person.projects() is None:
        return
    if any(is_hidden(session, one) for one in projects_of(session, kind, ids)):
        raise NotFoundError(f"{kind.value}.unknown", code=", ".join(map(str, ids)))
