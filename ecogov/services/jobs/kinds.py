"""Which kinds of jobs there are. A new one: its function, one line here, its catalog names."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.jobs.schedules import Every, daily
from ecogov.services.anomalies import asking
from ecogov.services.interface import webhooks
from ecogov.services.interface.tokens import forget_answers
from ecogov.services.jobs.running import JobKind, Run
from ecogov.services.keeping.backups import take_scheduled
from ecogov.services.log.breaches import raise_breached
from ecogov.services.overview.standings import refresh_standings
from ecogov.services.production_rules.evaluating import evaluate_rules
from ecogov.services.status import digests
from ecogov.services.verification import verify
from ecogov.settings import load
from ecogov.storage.database import Database
from ecogov.storage.jobs import queue
from ecogov.storage.registers import now

_KEPT: Final = timedelta(days=30)
_QUARTER_HOUR: Final = Every(timedelta(minutes=15))


def _verify(db: Database, _payload: Mapping[str, Any], _run: Run) -> Mapping[str, object]:
    found = verify(db)
    if not found.is_clean:
        raise DomainError(
            "job.unclean", entries=len(found.broken_entries), cells=len(found.mismatches)
        )
    return {"projects": found.n_projects}


def _backup(db: Database, _payload: Mapping[str, Any], run: Run) -> Mapping[str, object]:
    settings = load().model_copy(update={"database_url": db.url})
    made = take_scheduled(db, settings, actor=run.actor, progress=run.progress)
    return {"file": made.path.name, "size": f"{made.n_bytes / 1e6:.1f} MB"}


def _standings(db: Database, _payload: Mapping[str, Any], run: Run) -> Mapping[str, object]:
    return {"projects": refresh_standings(db, now(), tell=run.progress)}


def _escalate(db: Database, _payload: Mapping[str, Any], run: Run) -> Mapping[str, object]:
    return {"escalations": len(raise_breached(db, at=now(), actor=run.actor))}


def _rules(db: Database, _payload: Mapping[str, Any], run: Run) -> Mapping[str, object]:
    yesterday = now().date() - timedelta(days=1)
    return {"alarms": len(evaluate_rules(db, yesterday, actor=run.actor))}


def _tidy(db: Database, _payload: Mapping[str, Any], _run: Run) -> Mapping[str, object]:
    forget_answers(db)
    with db.touch() as session:
        return {"jobs": queue.forget(session, now() - _KEPT)}


KINDS: Final[Mapping[str, JobKind]] = MappingProxyType(
    {
        "verify": JobKind(_verify, attempts=1, is_offered=True),
        "backup": JobKind(_backup, every=daily(2), is_offered=True),
        "standings": JobKind(_standings, attempts=1),
        asking.JOB: JobKind(asking.scan_as_job, every=daily(4), is_offered=True),
        "rules": JobKind(_rules, every=daily(4), is_offered=True),
        "escalate": JobKind(_escalate, every=_QUARTER_HOUR, is_offered=True),
        webhooks.KIND: JobKind(webhooks.deliver, attempts=8),
        "digest": JobKind(digests.send_as_job, every=daily(6), is_offered=True),
        "tidy": JobKind(_tidy, every=daily(3)),
    }
)
"""By the code that the queue stores; ``job.kind.<code>`` names each."""
