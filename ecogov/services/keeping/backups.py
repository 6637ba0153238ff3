"""Backups: taken while everybody works, restored into an empty place, checked both times."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.jobs.retention import expired
from ecogov.domain.people import Right
from ecogov.services.people.rights import require
from ecogov.services.verification import verify
from ecogov.settings import Settings
from ecogov.storage import audit, migrate
from ecogov.storage.backups import files, server
from ecogov.storage.database import Database, sqlite_path
from ecogov.storage.registers import now

Progress = Callable[[int, int], None]

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_OWN_NAME: Final = re.compile(r"ecogov-(\d{8}T\d{6}Z)\.(?:db|dump)")
_UNFINISHED: Final = ".part"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of everything that is stored."""

    path: Path
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a database holds that came from a backup; all of it was checked."""

    revision: str
    n_projects: int
    n_entries: int


def _silent(_done: int, _total: int) -> None:
    pass


def back_up(
    db: Database,
    target: Path,
    settings: Settings,
    *,
    actor: str,
    progress: Progress = _silent,
) -> Backup:
    """Copy everything that is stored into one file while others go on working.

    Parameters
    ----------
    db : Database
        What to copy.
    target : Path
        The file to write; it appears when it is whole.
    settings : Settings
        Where PostgreSQL's tools are.
    actor : str
        Who does it, for the audit trail.
    progress : callable, optional
        Told how many pages of how many are copied.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    DomainError
        ``backup.exists``, ``backup.no_tool``, ``backup.failed`` or ``backup.damaged``.
    """
    require(db, Right.ADMINISTER)
    if target.exists():
        raise DomainError("backup.exists", file=str(target))
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        _write(db, unfinished, settings.pg_tools, progress)
        made = Backup(target, unfinished.stat().st_size, _sha256(unfinished))
        unfinished.rename(target)
    except OSError as error:
        raise DomainError("backup.failed", reason=str(error.strerror)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    told = {"file": target.name, "bytes": made.n_bytes, "sha256": made.sha256}
    with db.write(actor) as session:
        audit.note(session, "backup.make", ("backup", target.name[-80:]), after=told)
    return made


def _write(db: Database, unfinished: Path, tools: Path | None, progress: Progress) -> None:
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.unlink(missing_ok=True)
    path = sqlite_path(db.url)
    if path is None:
        server.dump(db.url, unfinished, tools)
    else:
        files.copy_out(path, unfinished, progress)


def restore(file: Path, settings: Settings, *, actor: str) -> Restored:
    """Bring the database of the settings into being from a backup, and check everything in it.

    A backup of an older version is brought up to this one.

    Raises
    ------
    DomainError
        ``restore.not_empty`` when something is stored there already, ``restore.no_backup``,
        ``restore.other_engine``, ``backup.no_tool``, ``backup.failed``, ``backup.damaged``,
        ``database.newer``, or ``restore.unclean`` when the audit trail or roll-ups do not hold.
    """
    url = settings.database_url
    path = sqlite_path(url)
    _check_kind(file, is_embedded=path is not None)
    if path is not None:
        return _restore_file(file, path, actor)
    if not server.is_empty(url):
        raise DomainError("restore.not_empty", place=url.rpartition("/")[2])
    server.load(url, file, settings.pg_tools)
    return _checked(url, file, actor)


def _restore_file(file: Path, path: Path, actor: str) -> Restored:
    if not files.is_empty(path):
        raise DomainError("restore.not_empty", place=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f"{path.name}.restoring")
    try:
        files.copy_in(file, place)
        restored = _checked(f"sqlite:///{place.as_posix()}", file, actor)
        for companion in ("-wal", "-shm"):
            path.with_name(path.name + companion).unlink(missing_ok=True)
        place.replace(path)
    finally:
        for left in path.parent.glob(f"{place.name}*"):
            left.unlink()
    return restored


def _check_kind(file: Path, *, is_embedded: bool) -> None:
    try:
        with file.open("rb") as content:
            start = content.read(len(files.MAGIC))
    except OSError as error:
        raise DomainError("restore.no_backup", file=str(file)) from error
    is_file, is_dump = start == files.MAGIC, start.startswith(server.MAGIC)
    if not (is_file or is_dump):
        raise DomainError("restore.no_backup", file=str(file))
    if is_file != is_embedded:
        raise DomainError("restore.other_engine", file=file.name)


def _checked(url: str, file: Path, actor: str) -> Restored:
    migrate.upgrade(url)
    db = Database.open(url)
    try:
        found = verify(db)
        if not found.is_clean:
            raise DomainError(
                "restore.unclean",
                entries=len(found.broken_entries),
                cells=len(found.mismatches),
            )
        with db.write(actor) as session:
            audit.note(session, "backup.restore", ("backup", file.name[-80:]))
            n_entries = audit.count(session)
    finally:
        db.close()
    return Restored(migrate.head(), found.n_projects, n_entries)


def backup_folder(settings: Settings) -> Path:
    """Name the folder of the backups that are taken by schedule."""
    return settings.backup_folder or settings.database_folder / "backups"


def take_scheduled(
    db: Database, settings: Settings, *, actor: str, progress: Progress = _silent
) -> Backup:
    """Take a backup into the folder of backups, then remove those that need not be kept.

    Raises
    ------
    DomainError
        As `back_up` does; nothing is removed then.
    """
    at = now()
    folder = backup_folder(settings)
    suffix = "db" if sqlite_path(db.url) is not None else "dump"
    target = folder / f"ecogov-{at.strftime(_STAMP)}.{suffix}"
    made = back_up(db, target, settings, actor=actor, progress=progress)
    _remove_expired(folder, at, settings.backup_days)
    return made


def _remove_expired(folder: Path, at: datetime, days: int) -> None:
    taken = {
        datetime.strptime(told[1], _STAMP).replace(tzinfo=UTC): path
        for path in folder.iterdir()
        if (told := _OWN_NAME.fullmatch(path.name))
    }
    for one in expired(taken, at, days=days):
        taken[one].unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
