"""Sample calls of calendars, queues, targets, vendors and projects."""

from datetime import timedelta

from ecogov.domain.log.kinds import RecordKind
from ecogov.services.calendars import add_change_mark, add_day_off
from ecogov.services.projects import list_projects
from tests.builders import (
    ACTOR,
    a_change_mark,
    a_day_off,
    a_project,
    a_queue,
    a_target,
    a_vendor,
)
from tests.harness.rights import TODAY
from tests.harness.rights_samples.declaring import (
    ADMINISTER,
    READ,
    SET_UP,
    actor,
    one,
    project_id,
    told,
)

_K = RecordKind

told("calendars.project_calendar", READ, project_id)
told("calendars.calendars_of", READ, lambda w: {w.project_id: "CN"})
told(
    "calendars.add_day_off",
    SET_UP,
    lambda w: a_day_off(w.project_id, day=TODAY + timedelta(w.fresh)),
    actor=actor,
)
told(
    "calendars.remove_day_off",
    SET_UP,
    lambda w: add_day_off(
        w.db, a_day_off(w.project_id, day=TODAY + timedelta(w.fresh)), actor=ACTOR
    ),
    actor=actor,
)
told("calendars.list_days_off", READ, project_id)
told("calendars.add_change_mark", SET_UP, lambda w: a_change_mark(w.project_id), actor=actor)
told(
    "calendars.remove_change_mark",
    SET_UP,
    lambda w: add_change_mark(w.db, a_change_mark(w.project_id), actor=ACTOR),
    actor=actor,
)
told("calendars.list_change_marks", READ, project_id)
told("queues.add_queue", SET_UP, lambda w: a_queue(w.project_id, code=f"n{w.fresh}"), actor=actor)
told(
    "queues.change_queue",
    SET_UP,
    lambda w: w.queue(),
    lambda w: a_queue(w.project_id, code=f"n{w.fresh}"),
    version=one,
    actor=actor,
)
told("queues.archive_queue", SET_UP, lambda w: w.queue(), actor=actor)
told("queues.restore_queue", SET_UP, lambda w: w.queue(), actor=actor)
told("queues.list_queues", READ, project_id)
told("targets.add_target", SET_UP, lambda w: a_target(w.project_id), actor=actor)
told(
    "targets.change_target",
    SET_UP,
    lambda w: w.target(),
    lambda w: a_target(w.project_id, value=0.9),
    version=one,
    actor=actor,
)
told("targets.archive_target", SET_UP, lambda w: w.target(), actor=actor)
told("targets.restore_target", SET_UP, lambda w: w.target(), actor=actor)
told("targets.list_targets", READ, project_id)
told(
    "vendors.add_vendor",
    ADMINISTER,
    lambda w: a_vendor(code=f"N{w.project_id}-{w.fresh}"),
    actor=actor,
    reach="everywhere",
)
told(
    "vendors.change_vendor",
    ADMINISTER,
    lambda w: w.vendor(),
    lambda w: a_vendor(code=f"N{w.project_id}-{w.fresh}"),
    version=one,
    actor=actor,
    reach="everywhere",
)
told("vendors.archive_vendor", ADMINISTER, lambda w: w.vendor(), actor=actor, reach="everywhere")
told("vendors.restore_vendor", ADMINISTER, lambda w: w.vendor(), actor=actor, reach="everywhere")
told("vendors.list_vendors", READ, reach="somewhere")
told(
    "projects.add_project",
    ADMINISTER,
    lambda w: a_project(code=f"N{w.project_id}-{w.fresh}"),
    actor=actor,
    reach="everywhere",
)
told(
    "projects.change_project",
    SET_UP,
    project_id,
    lambda w: a_project(code=w.project.code, programme=w.project.programme, pm=f"PM {w.fresh}"),
    version=lambda w: int(list_projects(w.db).set_index("id")["version"][w.project_id]),
    actor=actor,
)
told("projects.archive_project", ADMINISTER, lambda w: w.spare(), actor=actor, reach="everywhere")
told("projects.restore_project", ADMINISTER, lambda w: w.spare(), actor=actor, reach="everywhere")
told("projects.list_projects", READ, reach="anybody")
told("projects.get_project", READ, project_id)
