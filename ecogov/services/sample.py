"""The sample programme in the database: loaded like anybody's data, and taken back again."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import ConflictError
from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpis import Slice
from ecogov.domain.production import SourceFormat
from ecogov.domain.projects import ChangeMarkDraft, ProjectDraft, QueueDraft, VendorDraft
from ecogov.domain.targets import TargetDraft
from ecogov.readers.opening import Limits
from ecogov.sample.programme import AS_OF, CHANGES, PROJECTS, TARGETS, VENDORS, Export
from ecogov.sample.programme import Project as SampleProject
from ecogov.sample.programme import Target as SampleTarget
from ecogov.services import calendars, imports, projects, queues, targets, vendors
from ecogov.settings import ROOT
from ecogov.storage.database import Database
from ecogov.storage.production.imports import standing_copy
from ecogov.storage.production.kpis import measure_sums

SAMPLE_FOLDER: Final = ROOT / "data" / "sample"

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and the step: ``registers``, ``files`` or ``done``."""

_REGISTERS_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Verbs:
    """What can be done with one kind of record."""

    listed: Callable[..., pd.DataFrame]
    add: Callable[..., int]
    change: Callable[..., None]
    archive: Callable[..., None]
    restore: Callable[..., None]


_PROJECTS: Final = _Verbs(
    projects.list_projects,
    projects.add_project,
    projects.change_project,
    projects.archive_project,
    projects.restore_project,
)
_VENDORS: Final = _Verbs(
    vendors.list_vendors,
    vendors.add_vendor,
    vendors.change_vendor,
    vendors.archive_vendor,
    vendors.restore_vendor,
)
_QUEUES: Final = _Verbs(
    queues.list_queues,
    queues.add_queue,
    queues.change_queue,
    queues.archive_queue,
    queues.restore_queue,
)
_TARGETS: Final = _Verbs(
    targets.list_targets,
    targets.add_target,
    targets.change_target,
    targets.archive_target,
    targets.restore_target,
)


def load_sample(db: Database, *, actor: str, progress: Progress | None = None) -> None:
    """Bring the whole sample programme in; what stands already stays as it is.

    Raises
    ------
    ConflictError
        ``sample.taken`` when somebody's own project has the code of a sample project.
    """
    tell = progress or _nobody
    tell(0.0, "registers")
    _check_codes_are_free(db)
    vendor_ids = {vendor.code: _load_vendor(db, vendor, actor) for vendor in VENDORS}
    project_ids = {project.code: _load_project(db, project, actor) for project in PROJECTS}
    for project in PROJECTS:
        _load_promises(db, project, vendor_ids, project_ids[project.code], actor)
    exports = _exports()
    for done, (export, content) in enumerate(_files(exports)):
        tell(_REGISTERS_SHARE + (1 - _REGISTERS_SHARE) * done / len(exports), "files")
        _load_file(db, project_ids[export.project], export, content, actor)
    tell(1.0, "done")


def remove_sample(db: Database, *, actor: str) -> None:
    """Take the sample's imports back and put its records away; `load_sample` brings them back.

    Vendors that other projects hold figures of stay.

    Raises
    ------
    ConflictError
        ``sample.in_use`` when somebody imported files of their own into a sample project;
        nothing was taken back then.
    """
    listed = projects.list_projects(db)
    own = listed[listed["code"].isin([p.code for p in PROJECTS]) & ~_is_foreign(listed)]
    standing = {int(i): _standing_imports(db, int(i), str(c)) for i, c in _pairs(own)}
    for import_ids in standing.values():
        for import_id in import_ids:
            imports.undo_import(db, import_id, actor=actor)
    for project_id, code in _pairs(own):
        _put_away(db, _sample_project(str(code)), int(project_id), actor)
    _archive_unused_vendors(db, actor)


def _nobody(_share: float, _step: str) -> None:
    """Listen to no progress."""


def _pairs(listed: pd.DataFrame) -> Iterator[tuple[int, str]]:
    return zip(listed["id"], listed["code"], strict=True)


def _sample_project(code: str) -> SampleProject:
    return next(project for project in PROJECTS if project.code == code)


def _is_foreign(listed: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which projects only share their code with one of the sample."""
    names = {p.code: (p.name_en, p.name_zh) for p in PROJECTS}
    english = listed["code"].map({code: en for code, (en, _) in names.items()})
    chinese = listed["code"].map({code: zh for code, (_, zh) in names.items()})
    return (listed["name_en"] != english) & (listed["name_zh"] != chinese)


def _check_codes_are_free(db: Database) -> None:
    for is_archived in (False, True):
        listed = projects.list_projects(db, archived=is_archived)
        taken = listed[listed["code"].isin([p.code for p in PROJECTS]) & _is_foreign(listed)]
        if len(taken):
            raise ConflictError("sample.taken", project=taken["code"].iloc[0])


def _found(listed: pd.DataFrame, key: Mapping[str, object]) -> Any:
    """Find the first row that says `key`; missing cells count as None."""
    for row in listed.itertuples(index=False):
        told = {name: getattr(row, name) for name in key}
        if {name: None if pd.isna(cell) else cell for name, cell in told.items()} == key:
            return row
    return None


def _settled(
    db: Database,
    verbs: _Verbs,
    draft: Any,
    key: Mapping[str, object],
    *,
    actor: str,
    within: tuple[int, ...] = (),
) -> int:
    """Find a record, take it back from the archive as it was drafted, or add it."""
    listed = partial(verbs.listed, db, *within)
    row = _found(listed(), key)
    if row is not None:
        return int(row.id)
    row = _found(listed(archived=True), key)
    if row is None:
        return verbs.add(db, draft, actor=actor)
    verbs.restore(db, row.id, actor=actor)
    verbs.change(db, row.id, draft, version=_found(listed(), key).version, actor=actor)
    return int(row.id)


def _load_vendor(db: Database, vendor: Any, actor: str) -> int:
    draft = VendorDraft(
        code=vendor.code,
        name_en=vendor.name_en,
        name_zh=vendor.name_zh,
        is_inhouse=vendor.is_inhouse,
    )
    return _settled(db, _VENDORS, draft, {"code": vendor.code}, actor=actor)


def _load_project(db: Database, project: SampleProject, actor: str) -> int:
    told = {name: getattr(project, name) for name in ProjectDraft.model_fields if name in _FACTS}
    draft = ProjectDraft.model_validate(told)
    project_id = _settled(db, _PROJECTS, draft, {"code": project.code}, actor=actor)
    for queue in project.queues:
        queue_draft = QueueDraft(
            project_id=project_id, code=queue.code, name_en=queue.name_en, name_zh=queue.name_zh
        )
        key = {"code": queue.code}
        _settled(db, _QUEUES, queue_draft, key, actor=actor, within=(project_id,))
    return project_id


_FACTS: Final = frozenset(SampleProject.__dataclass_fields__)


def _load_promises(
    db: Database, project: SampleProject, vendor_ids: Mapping[str, int], project_id: int, actor: str
) -> None:
    """Load the targets of a project and the changes that were made on purpose."""
    listed = queues.list_queues(db, project_id)
    queue_ids = {str(code): int(id_) for id_, code in _pairs(listed)}
    for target in (one for one in TARGETS if one.project == project.code):
        draft = TargetDraft.model_validate(
            {
                **{name: getattr(target, name) for name in _PROMISED},
                "project_id": project_id,
                "vendor_id": vendor_ids[target.vendor] if target.vendor else None,
                "queue_id": queue_ids[target.queue] if target.queue else None,
            }
        )
        _settled(db, _TARGETS, draft, _target_key(target), actor=actor, within=(project_id,))
    marks = calendars.list_change_marks(db, project_id)
    for change in (one for one in CHANGES if one.project == project.code):
        if _found(marks, {"day": change.day, "title_en": change.title_en}) is None:
            mark = ChangeMarkDraft.model_validate(
                {
                    "project_id": project_id,
                    "day": change.day,
                    "kind": change.kind,
                    "title_en": change.title_en,
                    "title_zh": change.title_zh,
                }
            )
            calendars.add_change_mark(db, mark, actor=actor)


_PROMISED: Final = (
    "kind", "metric", "comparator", "value", "window", "locale", "contract_clause",
    "effective_from", "hours", "clock",
)  # fmt: skip


def _target_key(target: SampleTarget) -> dict[str, object]:
    return {
        "kind": target.kind,
        "metric": target.metric,
        "vendor_code": target.vendor,
        "queue_code": target.queue,
        "locale": target.locale,
        "effective_from": target.effective_from,
    }


def _name(export: Export) -> str:
    return PurePosixPath(export.path).name.removesuffix(".gz")


def _exports() -> tuple[Export, ...]:
    from ecogov.sample.writing import sample_exports  # noqa: PLC0415 - pages start without it

    return sample_exports()


def _files(exports: tuple[Export, ...]) -> Iterator[tuple[Export, bytes]]:
    """Give the unpacked files of the repository; where one is missing, all are generated."""
    if not all((SAMPLE_FOLDER / export.path).is_file() for export in exports):
        from ecogov.sample.writing import sample_files  # noqa: PLC0415 - see above

        yield from sample_files(as_of=AS_OF)
        return
    for export in exports:
        content = (SAMPLE_FOLDER / export.path).read_bytes()
        yield export, gzip.decompress(content) if export.path.endswith(".gz") else content


def _load_file(db: Database, project_id: int, export: Export, content: bytes, actor: str) -> None:
    project = projects.get_project(db, project_id)
    [source] = imports.opened(content, _name(export), Limits())
    with db.read() as session:
        if standing_copy(session, project_id, source[1] or "") is not None:
            return
    request = ImportRequest(
        vendor=export.vendor,
        queue=export.queue,
        locale=export.locale,
        timezone=export.timezone,
        format=export.format,
    )
    mapping = None
    if export.format is SourceFormat.PRODUCTION_SHEET:
        columns = imports.sheet_columns(db, project, source[0])
        mapping = columns.mapping
        if not columns.is_saved:
            imports.save_sheet_mapping(db, project, source[0], mapping, actor=actor)
    staged = imports.read_file(db, project, source, request, mapping=mapping)
    try:
        imports.take_in(db, project, staged, request, actor=actor)
    finally:
        staged.discard()


def _standing_imports(db: Database, project_id: int, code: str) -> list[int]:
    listed = imports.list_imports(db, project_id)
    listed = listed[listed["undone_at"].isna()]
    known = {_name(export) for export in _exports()}
    own = listed[~listed["file"].isin(known)]
    if len(own):
        raise ConflictError("sample.in_use", project=code, file=own["file"].iloc[0])
    return [int(number) for number in listed["id"]]


def _put_away(db: Database, project: SampleProject, project_id: int, actor: str) -> None:
    marks = calendars.list_change_marks(db, project_id)
    for change in (one for one in CHANGES if one.project == project.code):
        mark = _found(marks, {"day": change.day, "title_en": change.title_en})
        if mark is not None:
            calendars.remove_change_mark(db, int(mark.id), actor=actor)
    for target in (one for one in TARGETS if one.project == project.code):
        row = _found(targets.list_targets(db, project_id), _target_key(target))
        if row is not None:
            targets.archive_target(db, int(row.id), actor=actor)
    projects.archive_project(db, project_id, actor=actor)


def _archive_unused_vendors(db: Database, actor: str) -> None:
    others = tuple(int(number) for number in projects.list_projects(db)["id"])
    used: set[int] = set()
    if others:
        with db.read() as session:
            used = set(measure_sums(session, Slice(project_ids=others), ("vendor",))["vendor"])
    listed = vendors.list_vendors(db)
    for vendor_id, code in _pairs(listed):
        if code in {vendor.code for vendor in VENDORS} and vendor_id not in used:
            vendors.archive_vendor(db, int(vendor_id), actor=actor)
