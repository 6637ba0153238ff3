"""Sample calls of the queue of jobs."""

from ecogov.services.jobs.desk import cancel_job, start_job
from tests.builders import ACTOR
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import ADMINISTER, actor, just, told


def _job(w: World) -> int:
    return start_job(w.db, "verify", actor=ACTOR)


def _cancelled(w: World) -> int:
    number = _job(w)
    cancel_job(w.db, number, actor=ACTOR)
    return number


told("jobs.desk.list_jobs", ADMINISTER, reach="everywhere")
told("jobs.desk.get_job", ADMINISTER, _job, reach="everywhere")
told("jobs.desk.start_job", ADMINISTER, just("verify"), actor=actor, reach="everywhere")
told("jobs.desk.cancel_job", ADMINISTER, _job, actor=actor, reach="everywhere")
told("jobs.desk.retry_job", ADMINISTER, _cancelled, actor=actor, reach="everywhere")
