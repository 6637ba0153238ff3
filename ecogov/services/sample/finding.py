"""What of the sample programme stands in the database, and how its records are recognised."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

import pandas as pd

from ecogov.domain.errors import ConflictError
from ecogov.sample.programme import Change, Export, Project, Target
from ecogov.services import projects
from ecogov.storage.database import Database


class Record(NamedTuple):
    """A stored record as far as loading cares; kinds without versions have 0."""

    id: int
    version: int


def find_record(listed: pd.DataFrame, key: Mapping[str, object]) -> Record | None:
    """Find the first record that says `key`; missing cells count as None."""
    known = listed.astype(object).where(listed.notna(), None)
    for row in known.to_dict("records"):
        if all(row[name] == value for name, value in key.items()):
            return Record(int(row["id"]), int(row.get("version", 0)))
    return None


def project_id_of(db: Database, project: Project, *, archived: bool = False) -> int | None:
    """Find a project of the sample.

    Raises
    ------
    ConflictError
        ``sample.taken`` when a project of another name has its code.
    """
    listed = projects.list_projects(db, archived=archived)
    found = find_record(listed, {"code": project.code})
    names = {"name_en": project.name_en}, {"name_zh": project.name_zh}
    is_ours = any(find_record(listed, {"code": project.code, **name}) for name in names)
    if found is not None and not is_ours:
        raise ConflictError("sample.taken", project=project.code)
    return None if found is None else found.id


def change_key(change: Change) -> dict[str, object]:
    """Tell how a mark is recognised among those of its project."""
    return {"day": change.day, "title_en": change.title_en}


def target_key(target: Target) -> dict[str, object]:
    """Tell how a target is recognised among those of its project, whatever its value now is."""
    return {
        "kind": target.kind,
        "metric": target.metric,
        "vendor_code": target.vendor,
        "queue_code": target.queue,
        "locale": target.locale,
        "effective_from": target.effective_from,
    }


def file_name(export: Export) -> str:
    """Name the unpacked file, as its receipt does."""
    return PurePosixPath(export.path).name.removesuffix(".gz")


def exports() -> tuple[Export, ...]:
    """List the files of the sample."""
    from ecogov.sample.writing import sample_exports  # noqa: PLC0415 - pages start without it

    return sample_exports()
