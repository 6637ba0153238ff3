"""Taking a staged file into the tables, by whichever way fits, and trying it out before."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ecogov.domain.production import SourceFormat
from ecogov.storage.production import events, names
from ecogov.storage.production.bycolumn.first import is_first, take_in_first
from ecogov.storage.production.derivation import forget_references
from ecogov.storage.production.desk import load
from ecogov.storage.production.imports import Summary, summary_of_desk
from ecogov.storage.production.rebuilding import follow
from ecogov.storage.production.staged import StagedFile


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a file, and the names it brought."""

    counts: events.Counts
    summary: Summary
    new_vendors: tuple[str, ...]
    new_queues: tuple[str, ...]


def tried(session: Session, file: StagedFile, project_id: int, source_id: int | None) -> Taken:
    """Count what taking a file in would do."""
    desk = load(session, file)
    counts = events.match(desk, project_id, source_id)
    vendors, queues = names.new_names(session, file.names(), project_id)
    return Taken(counts, summary_of_desk(desk, 0), tuple(vendors), tuple(queues))


def taken(
    session: Session,
    file: StagedFile,
    format_: SourceFormat,
    *,
    project_id: int,
    source_id: int,
    import_id: int,
) -> Taken:
    """Store what is new and what changed, with everything that follows from it."""
    ids = {"project_id": project_id, "source_id": source_id, "import_id": import_id}
    vendors, queues = names.add_names(session, file.names(), project_id, import_id)
    if is_first(session, file, project_id, source_id):
        summary = take_in_first(session, file, format_, **ids)
        counts = events.Counts(new=file.n_rows)
        return Taken(counts, summary, tuple(vendors), tuple(queues))
    desk = load(session, file)
    counts = events.match(desk, project_id, source_id)
    events.take_in(desk, counts, **ids)
    events.touch(desk, import_id)
    if counts.changed:
        forget_references(desk, project_id, import_id)
    follow(desk, project_id, (source_id, format_))
    return Taken(counts, summary_of_desk(desk, import_id), tuple(vendors), tuple(queues))
