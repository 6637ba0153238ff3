"""Where green ends and red begins, programme by programme."""

from dataclasses import dataclass

from ecogov.domain.errors import ConflictError
from ecogov.domain.lights.thresholds import DEFAULT_THRESHOLDS, Thresholds
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.people.rights import require, require_somewhere
from ecogov.storage.database import Database
from ecogov.storage.status.lights import thresholds_of
from ecogov.storage.status.tables import THRESHOLD_SETS


@dataclass(frozen=True, slots=True)
class Held:
    """The thresholds of a programme; version 0 are those with which the program comes."""

    programme: str
    version: int
    thresholds: Thresholds


def light_thresholds(db: Database, programme: str) -> Held:
    """Give the thresholds of a programme: its own, else those of all, else the built-in ones."""
    require_somewhere(db, Right.READ)
    for name in dict.fromkeys((programme, "")):
        with db.read() as session:
            stored = thresholds_of(session, name)
        if stored is not None:
            version = stored["version"] if name == programme else 0
            return Held(programme, version, Thresholds.model_validate(stored["definition"]))
    return Held(programme, 0, DEFAULT_THRESHOLDS)


def change_thresholds(
    db: Database, programme: str, thresholds: Thresholds, *, version: int, actor: str
) -> None:
    """Judge a programme by other thresholds from now on; published reports stay as they are.

    `version` is that of the set which the person saw.

    Raises
    ------
    NotAllowedError
        ``right.missing``; a programme belongs to no single project.
    ConflictError
        ``record.conflict`` when somebody else changed them since.
    """
    require(db, Right.SET_UP)
    definition = thresholds.model_dump(mode="json")
    with db.write(actor) as session:
        stored = thresholds_of(session, programme)
        if stored is None:
            if version:
                raise ConflictError("record.conflict", who=None, when=None, fields=())
            values = {"programme": programme, "definition": definition, "version": 1}
            editing.add(session, THRESHOLD_SETS, values)
            return
        THRESHOLD_SETS.check_version(session, stored, version)
        editing.change(session, THRESHOLD_SETS, stored, {"definition": definition})
