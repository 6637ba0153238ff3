"""The worker: takes jobs out of the queue and does them, one after another, until it is stopped."""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from threading import Event
from typing import Final

from ecogov.domain.errors import DomainError, UnavailableError
from ecogov.domain.jobs.states import LEASE
from ecogov.services.jobs.running import JobKind, Run, StoppedError, as_told
from ecogov.storage.database import Database
from ecogov.storage.jobs import queue
from ecogov.storage.jobs.queue import Claim
from ecogov.storage.registers import Session, now

SCHEDULE: Final = "schedule"
"""Who asks for work that recurs, as the queue and the audit trail name it."""

_LOG: Final = logging.getLogger(__name__)
_IDLE_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 0.5
_RENEW_SECONDS: Final = LEASE.total_seconds() / 6

Watcher = Callable[[Database], object]
Outcome = Future[Mapping[str, object] | None]


class Worker:
    """One worker of a queue.

    Parameters
    ----------
    db : Database
        Whose queue; jobs run under this handle.
    kinds : mapping of str to JobKind
        What it can do; jobs of other kinds are left to other workers.
    watchers : sequence of callable
        Called with `db` whenever something was written, whoever wrote it.
    clock : callable
        Tells the time.
    """

    def __init__(
        self,
        db: Database,
        kinds: Mapping[str, JobKind],
        *,
        watchers: Sequence[Watcher] = (),
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.name: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._db = db
        self._kinds = kinds
        self._watchers = watchers
        self._seen = -1
        self._clock = clock
        self._leaving = Event()
        self._turns: dict[str, str] = {}

    def leave(self) -> None:
        """Stop as soon as the running job lets go; safe inside a signal handler."""
        self._leaving.set()

    def serve(self) -> None:
        """Work until `leave` is called, whatever happens to the database meanwhile."""
        while not self._leaving.is_set():
            try:
                self.look_around()
                had_job = self.work_once()
            except UnavailableError as error:
                _LOG.warning("waiting for the database", extra={"code": error.code})
                had_job = False
            if not had_job:
                self._leaving.wait(_IDLE_SECONDS)

    def work_off(self) -> int:
        """Do what is due now, and count it."""
        self.look_around()
        n_done = 0
        while not self._leaving.is_set() and self.work_once():
            n_done += 1
        return n_done

    def look_around(self) -> None:
        """Ask for what is due by itself, and let the watchers see what was written since."""
        self.ask_for_turns()
        revision = self._db.revision() if self._watchers else self._seen
        if revision != self._seen:
            for watch in self._watchers:
                watch(self._db)
            self._seen = revision

    def ask_for_turns(self) -> None:
        """Put the work that recurs and is due into the queue; of all workers one succeeds."""
        for kind, known in self._kinds.items():
            turn = known.every.turn(self._clock()) if known.every else None
            if turn is None or self._turns.get(kind) == turn:
                continue
            name = f"{kind}:{turn}"
            with self._db.read() as session:
                is_known = queue.is_known(session, name)
            if not is_known:
                with self._db.touch({"actor": SCHEDULE}) as session:
                    queue.enqueue(session, kind, dedupe=name)
            self._turns[kind] = turn

    def work_once(self) -> bool:
        """Do one job; False when none was due."""
        claim = self._claim()
        if claim is None:
            return False
        _LOG.info("job %s started: %s", claim.id, claim.kind, extra=_facts(claim))
        run = Run(claim.id, claim.actor, claim.attempt)
        with ThreadPoolExecutor(1, thread_name_prefix="job") as pool:
            outcome = pool.submit(self._kinds[claim.kind].work, self._db, claim.payload, run)
            self._attend(claim, run, outcome)
        self._settle(claim, outcome)
        return True

    def _claim(self) -> Claim | None:
        with self._db.read() as session:
            if not queue.has_due(session, self._kinds, self._clock()):
                return None
        with self._db.touch() as session:
            return queue.claim(session, self._attempts(), self.name, at=self._clock())

    def _attempts(self) -> dict[str, int]:
        return {kind: known.attempts for kind, known in self._kinds.items()}

    def _attend(self, claim: Claim, run: Run, outcome: Outcome) -> None:
        """Hold on to a job while it runs, pass its progress on, and stop it where that is wanted.

        The job's own thread never writes to the queue: it may be inside a transaction of its own.
        """
        renewed_at, shown = time.monotonic(), None
        while wait((outcome,), _LOOK_SECONDS).not_done:
            if self._leaving.is_set():
                run.stopping.set()
            is_old = time.monotonic() - renewed_at > _RENEW_SECONDS
            if run.how_far == shown and not is_old:
                continue
            if self._renew(claim, run):
                renewed_at, shown = time.monotonic(), run.how_far

    def _renew(self, claim: Claim, run: Run) -> bool:
        try:
            with self._db.touch() as session:
                wanted = queue.renew(session, claim, run.how_far, at=self._clock())
        except UnavailableError:
            return False  # the lease is longer than a few attempts
        if wanted is not False:
            run.stopping.set()
        return True

    def _settle(self, claim: Claim, outcome: Outcome) -> None:
        error = outcome.exception()
        if error is None:
            result = outcome.result()
            is_held = self._insist(
                lambda session: queue.finish(session, claim, result, at=self._clock())
            )
        elif isinstance(error, StoppedError):
            is_held = self._insist(lambda session: self._stopped(session, claim))
        else:
            told, is_final = _reason(claim, error)
            is_held = self._insist(
                lambda session: queue.fail(
                    session, claim, told, at=self._clock(), is_final=is_final
                )
            )
        end = "ended" if is_held else "was taken over"
        _LOG.info("job %s %s: %s", claim.id, end, claim.kind, extra=_facts(claim))

    def _stopped(self, session: Session, claim: Claim) -> bool:
        if self._leaving.is_set():
            return queue.give_back(session, claim)
        return queue.stop(session, claim, at=self._clock())

    def _insist(self, write: Callable[[Session], bool]) -> bool:
        """Write what became of a job, for as long as the lease lets it."""
        until = time.monotonic() + LEASE.total_seconds()
        while True:
            try:
                with self._db.touch() as session:
                    return write(session)
            except UnavailableError:
                if time.monotonic() > until:
                    return False
                time.sleep(_IDLE_SECONDS)


def _reason(claim: Claim, error: BaseException) -> tuple[dict[str, object], bool]:
    if isinstance(error, DomainError):
        return as_told(error), not isinstance(error, UnavailableError)
    reference = secrets.token_hex(4).upper()
    _LOG.error("bug %s", reference, exc_info=error, extra=_facts(claim))
    return {"code": "job.bug", "params": {"reference": reference}}, False


def _facts(claim: Claim) -> dict[str, object]:
    return {"job": claim.id, "job_kind": claim.kind, "attempt": claim.attempt}
