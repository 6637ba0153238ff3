"""One sample call of every service that touches the database, and the right that it asks for.

A call makes what it works on by itself, as whoever sits at the machine, and is then made by
somebody with a role. A service that is not listed here fails `tests/services/test_rights.py`.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import ecogov.services
from ecogov.domain.accounts import AccountDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, NoteDraft, Relation
from ecogov.domain.log.milestones import MilestoneLinkDraft
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.readers.opening import Limits
from ecogov.services import imports as importing
from ecogov.services.log import changes, links
from ecogov.services.people.accounts import add_account
from ecogov.services.projects import get_project
from ecogov.storage.database import Database
from tests.builders import (
    ACTOR,
    stored_project,
    stored_queue,
    stored_record,
    stored_target,
    stored_vendor,
    take_in,
)

NOW: Final = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY: Final = NOW.date()
SHEET: Final = b"Date,Vendor,Queue,Language,Units\n2026-03-02,KERLIP,images,zh-CN,100\n"
_K = RecordKind


@dataclass
class World:
    """A database as whoever sits at the machine sees it, and the project that a call is about."""

    db: Database
    project_id: int
    _count: list[int] = field(default_factory=lambda: [0])

    @property
    def fresh(self) -> int:
        """A number that was not given out yet."""
        self._count[0] += 1
        return self._count[0]

    @cached_property
    def project(self) -> Project:
        """The project."""
        return get_project(self.db, self.project_id)

    def record(self, kind: RecordKind, **told: Any) -> int:
        """Log a record and give its id."""
        return stored_record(self.db, kind, self.project_id, **told).id

    def queue(self) -> int:
        """Add a queue and give its id."""
        return stored_queue(self.db, self.project_id, code=f"q{self.fresh}")

    def target(self) -> int:
        """Add a target and give its id."""
        return stored_target(self.db, self.project_id)

    def vendor(self) -> int:
        """Add a vendor and give its id."""
        return stored_vendor(self.db, code=f"V{self.project_id}-{self.fresh}")

    def account(self) -> int:
        """Add an account and give its id."""
        email = f"p{self.project_id}-{self.fresh}@example.org"
        return add_account(self.db, AccountDraft(email=email), actor=ACTOR)

    def spare(self) -> int:
        """Add another project and give its id."""
        return stored_project(self.db, code=f"S{self.project_id}-{self.fresh}")

    def source(self) -> tuple[Any, str | None]:
        """Open a production sheet of one day; each another one."""
        content = SHEET.replace(b",100", f",{100 + self.fresh}".encode())
        return importing.opened(content, "sheet.csv", Limits())[0]

    def imported(self) -> int:
        """Take a file in and give the id of the import."""
        content = SHEET.replace(b",100", f",{100 + self.fresh}".encode())
        return int(take_in(self.db, self.project_id, content).import_id or 0)

    def change(self, status: str = "submitted") -> tuple[int, int]:
        """Ask for a change; give its id and version."""
        change_id = self.record(_K.CHANGE)
        if status == "draft":
            return change_id, 1
        changes.submit_change(self.db, change_id, version=1, actor=ACTOR)
        return change_id, 2

    def linked(self) -> int:
        """Link two risks and give the link's id."""
        return links.link_records(self.db, self.link(), actor=ACTOR)

    def link(self) -> LinkDraft:
        """Draft a link between two new risks."""
        first, second = self.record(_K.RISK), self.record(_K.RISK)
        return LinkDraft(
            from_kind=_K.RISK,
            from_id=first,
            relation=Relation.RELATES,
            to_kind=_K.RISK,
            to_key=str(second),
        )

    def plan(self) -> MilestoneLinkDraft:
        """Draft that a new milestone waits for another new one."""
        first, second = self.record(_K.MILESTONE), self.record(_K.MILESTONE)
        return MilestoneLinkDraft(predecessor_id=first, successor_id=second)

    def note(self) -> NoteDraft:
        """Draft a note on a new risk."""
        return NoteDraft(kind=_K.RISK, record_id=self.record(_K.RISK), text="Seen.")


Call = Callable[[World], Callable[[Database], object]]


@dataclass(frozen=True)
class Sample:
    """A call with the right that it takes.

    `reach` says where: in the ``project``, ``somewhere`` (in any project) or ``everywhere``.
    """

    right: Right
    call: Call
    reach: str = "project"


def services() -> Iterator[tuple[str, Callable[..., object]]]:
    """Give every public function of a service module that takes the database first."""
    for found in pkgutil.walk_packages(ecogov.services.__path__, "ecogov.services."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != found.name:
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if not name.startswith("_") and first is not None and first.annotation is Database:
                yield f"{found.name.removeprefix('ecogov.services.')}.{name}", function


def service(name: str) -> Callable[..., Any]:
    """Find a service by its name below ``ecogov.services``."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(
        importlib.import_module(f"ecogov.services.{module}"), function
    )
    return found
