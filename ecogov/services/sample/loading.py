"""Bringing the sample programme in, through the services that everybody's data comes through."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Final, NamedTuple

import pandas as pd
from pydantic import BaseModel

from ecogov.domain.imports import ImportRequest
from ecogov.domain.people import Right
from ecogov.domain.production import SourceFormat
from ecogov.domain.projects import (
    ChangeMarkDraft,
    Project,
    ProjectDraft,
    QueueDraft,
    VendorDraft,
)
from ecogov.domain.targets import TargetDraft
from ecogov.readers.canonical import Source
from ecogov.readers.opening import Limits
from ecogov.sample.programme import AS_OF, CHANGES, PROJECTS, TARGETS, VENDORS, Export
from ecogov.sample.programme import Project as SampleProject
from ecogov.sample.programme import Vendor as SampleVendor
from ecogov.services import calendars, imports, projects, queues, targets, vendors
from ecogov.services.people.rights import require
from ecogov.services.sample.finding import (
    change_key,
    exports,
    file_name,
    find_record,
    project_id_of,
    target_key,
)
from ecogov.services.sample.logbook import load_log
from ecogov.settings import ROOT
from ecogov.storage.database import Database
from ecogov.storage.production.imports import standing_copy

SAMPLE_FOLDER: Final = ROOT / "data" / "sample"

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and the step: ``registers``, ``files`` or ``done``."""

_REGISTERS_SHARE: Final = 0.05


class _Verbs(NamedTuple):
    """What loading does with one kind of record."""

    listed: Callable[..., pd.DataFrame]
    add: Callable[..., int]
    change: Callable[..., None]
    restore: Callable[..., None]


_PROJECTS: Final = _Verbs(
    projects.list_projects, projects.add_project, projects.change_project, projects.restore_project
)
_VENDORS: Final = _Verbs(
    vendors.list_vendors, vendors.add_vendor, vendors.change_vendor, vendors.restore_vendor
)
_QUEUES: Final = _Verbs(
    queues.list_queues, queues.add_queue, queues.change_queue, queues.restore_queue
)
_TARGETS: Final = _Verbs(
    targets.list_targets, targets.add_target, targets.change_target, targets.restore_target
)


def load_sample(db: Database, *, actor: str, progress: Progress | None = None) -> None:
    """Bring the whole sample programme in; what stands already stays as it is.

    Raises
    ------
    ConflictError
        ``sample.taken`` when somebody's own project has the code of a sample project.
    """
    require(db, Right.ADMINISTER)
    tell = progress or _nobody
    tell(0.0, "registers")
    for project in PROJECTS:
        project_id_of(db, project)
        project_id_of(db, project, archived=True)
    loader = _Loader(db, actor)
    vendor_ids = {vendor.code: loader.load_vendor(vendor) for vendor in VENDORS}
    project_ids = {project.code: loader.load_project(project) for project in PROJECTS}
    for project in PROJECTS:
        loader.load_targets(project, project_ids[project.code], vendor_ids)
        loader.load_changes(project, project_ids[project.code])
        load_log(db, project.code, project_ids[project.code], vendor_ids, actor=actor)
    listed = exports()
    for done, (export, content) in enumerate(_files(listed)):
        tell(_REGISTERS_SHARE + (1 - _REGISTERS_SHARE) * done / len(listed), "files")
        loader.load_file(export, content, project_ids[export.project])
    tell(1.0, "done")


def _nobody(_share: float, _step: str) -> None:
    """Listen to no progress."""


@dataclass(frozen=True, slots=True)
class _Loader:
    """Loads the records and files of the sample, each unless it stands already."""

    db: Database
    actor: str

    def settle(
        self, verbs: _Verbs, draft: BaseModel, key: Mapping[str, object], *within: int
    ) -> int:
        """Find a record, take it back from the archive as it was drafted, or add it."""
        listed = partial(verbs.listed, self.db, *within)
        row = find_record(listed(), key)
        if row is not None:
            return row.id
        row = find_record(listed(archived=True), key)
        if row is None:
            return verbs.add(self.db, draft, actor=self.actor)
        verbs.restore(self.db, row.id, actor=self.actor)
        restored = find_record(listed(), key) or row
        verbs.change(self.db, row.id, draft, version=restored.version, actor=self.actor)
        return row.id

    def load_vendor(self, vendor: SampleVendor) -> int:
        draft = VendorDraft(
            code=vendor.code,
            name_en=vendor.name_en,
            name_zh=vendor.name_zh,
            is_inhouse=vendor.is_inhouse,
        )
        return self.settle(_VENDORS, draft, {"code": vendor.code})

    def load_project(self, project: SampleProject) -> int:
        facts = {one.name for one in fields(SampleProject)} & ProjectDraft.model_fields.keys()
        draft = ProjectDraft.model_validate({name: getattr(project, name) for name in facts})
        project_id = self.settle(_PROJECTS, draft, {"code": project.code})
        for queue in project.queues:
            queue_draft = QueueDraft(
                project_id=project_id,
                code=queue.code,
                name_en=queue.name_en,
                name_zh=queue.name_zh,
            )
            self.settle(_QUEUES, queue_draft, {"code": queue.code}, project_id)
        return project_id

    def load_targets(
        self, project: SampleProject, project_id: int, vendor_ids: Mapping[str, int]
    ) -> None:
        listed = queues.list_queues(self.db, project_id)
        queue_ids = dict(zip(listed["code"], listed["id"], strict=True))
        for target in (one for one in TARGETS if one.project == project.code):
            told = {
                **{name: getattr(target, name) for name in _PROMISED},
                "project_id": project_id,
                "vendor_id": vendor_ids[target.vendor] if target.vendor else None,
                "queue_id": queue_ids[target.queue] if target.queue else None,
            }
            draft = TargetDraft.model_validate(told)
            self.settle(_TARGETS, draft, target_key(target), project_id)

    def load_changes(self, project: SampleProject, project_id: int) -> None:
        marks = calendars.list_change_marks(self.db, project_id)
        for change in (one for one in CHANGES if one.project == project.code):
            if find_record(marks, change_key(change)) is None:
                told = {
                    "project_id": project_id,
                    "kind": change.kind,
                    "title_zh": change.title_zh,
                    **change_key(change),
                }
                draft = ChangeMarkDraft.model_validate(told)
                calendars.add_change_mark(self.db, draft, actor=self.actor)

    def load_file(self, export: Export, content: bytes, project_id: int) -> None:
        [(source, sha256)] = imports.opened(content, file_name(export), Limits())
        with self.db.read() as session:
            if standing_copy(session, project_id, sha256 or "") is not None:
                return
        project = projects.get_project(self.db, project_id)
        request = ImportRequest(
            vendor=export.vendor,
            queue=export.queue,
            locale=export.locale,
            timezone=export.timezone,
            format=export.format,
        )
        if export.format is SourceFormat.PRODUCTION_SHEET:
            self._keep_mapping(project, source)
        imports.import_source(self.db, project, (source, sha256), request, actor=self.actor)

    def _keep_mapping(self, project: Project, source: Source) -> None:
        columns = imports.sheet_columns(self.db, project, source)
        if not columns.is_saved:
            imports.save_sheet_mapping(self.db, project, source, columns.mapping, actor=self.actor)


_PROMISED: Final = (
    "kind", "metric", "comparator", "value", "window", "locale", "contract_clause",
    "effective_from", "hours", "clock",
)  # fmt: skip


def _files(listed: tuple[Export, ...]) -> Iterator[tuple[Export, bytes]]:
    """Give the unpacked files of the repository; where one is missing, all are generated."""
    if not all((SAMPLE_FOLDER / export.path).is_file() for export in listed):
        from ecogov.sample.writing import sample_files  # noqa: PLC0415 - see above

        yield from sample_files(as_of=AS_OF)
        return
    for export in listed:
        content = (SAMPLE_FOLDER / export.path).read_bytes()
        yield export, gzip.decompress(content) if export.path.endswith(".gz") else content
