"""Taking the sample programme back: imports undone, the log forgotten, records put away."""

from ecogov.domain.errors import ConflictError
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Right
from ecogov.sample.programme import CHANGES, PROJECTS, TARGETS, VENDORS, Project
from ecogov.services import calendars, imports, projects, targets, vendors
from ecogov.services.people.rights import require
from ecogov.services.sample.finding import (
    change_key,
    exports,
    file_name,
    find_record,
    project_id_of,
    target_key,
)
from ecogov.services.sample.logbook import remove_log
from ecogov.storage.database import Database
from ecogov.storage.production.kpis import measure_sums


def remove_sample(db: Database, *, actor: str) -> None:
    """Take the sample's imports back and put its records away; `load_sample` brings them back.

    Vendors that other projects hold figures of stay, and what others logged in a sample project.

    Raises
    ------
    ConflictError
        ``sample.in_use`` when somebody imported files of their own into a sample project,
        ``sample.taken`` when a project only shares its code with one of the sample; nothing was
        taken back then.
    """
    require(db, Right.ADMINISTER)
    standing = {project: project_id_of(db, project) for project in PROJECTS}
    own = {project: id_ for project, id_ in standing.items() if id_ is not None}
    import_ids = [number for project, id_ in own.items() for number in _imports(db, project, id_)]
    for import_id in import_ids:
        imports.undo_import(db, import_id, actor=actor)
    for project, project_id in own.items():
        _put_away(db, project, project_id, actor)
    _archive_unused_vendors(db, actor)


def _imports(db: Database, project: Project, project_id: int) -> list[int]:
    """List the numbers of the sample's standing imports of a project, newest first."""
    listed = imports.list_imports(db, project_id)
    listed = listed[listed["undone_at"].isna()]
    own = listed[~listed["file"].isin([file_name(export) for export in exports()])]
    if len(own):
        raise ConflictError("sample.in_use", project=project.code, file=own["file"].iloc[0])
    return [int(number) for number in listed["id"]]


def _put_away(db: Database, project: Project, project_id: int, actor: str) -> None:
    marks = calendars.list_change_marks(db, project_id)
    for change in (one for one in CHANGES if one.project == project.code):
        mark = find_record(marks, change_key(change))
        if mark is not None:
            calendars.remove_change_mark(db, mark.id, actor=actor)
    promised = targets.list_targets(db, project_id)
    for target in (one for one in TARGETS if one.project == project.code):
        found = find_record(promised, target_key(target))
        if found is not None:
            targets.archive_target(db, found.id, actor=actor)
    remove_log(db, project_id, actor=actor)
    projects.archive_project(db, project_id, actor=actor)


def _archive_unused_vendors(db: Database, actor: str) -> None:
    others = tuple(int(number) for number in projects.list_projects(db)["id"])
    used: set[int] = set()
    if others:
        with db.read() as session:
            used = set(measure_sums(session, Slice(project_ids=others), ("vendor",))["vendor"])
    listed = vendors.list_vendors(db)
    for vendor in VENDORS:
        found = find_record(listed, {"code": vendor.code, "name_en": vendor.name_en})
        if found is not None and found.id not in used:
            vendors.archive_vendor(db, found.id, actor=actor)
