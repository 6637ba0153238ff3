"""Sample calls of backups."""

from pathlib import Path

from ecogov.settings import Settings
from ecogov.storage.database import sqlite_path
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import ADMINISTER, actor, told


def _place(w: World) -> Path:
    beside = sqlite_path(w.db.url)
    assert beside is not None
    return beside.with_name(f"backups-{w.project_id}-{w.fresh}")


def _settings(w: World) -> Settings:
    return Settings(backup_folder=_place(w))


told(
    "keeping.backups.back_up",
    ADMINISTER,
    lambda w: _place(w) / "all.db",
    _settings,
    actor=actor,
    reach="everywhere",
)
told("keeping.backups.take_scheduled", ADMINISTER, _settings, actor=actor, reach="everywhere")
