"""Sample calls of the records of the log, risks, setups and views."""

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.setups import SetupDraft
from ecogov.domain.people import Right
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.score_history import Periods
from ecogov.services.log import notes, risks
from ecogov.services.log.records import Amended
from ecogov.services.log.setups import ladder_draft, log_setup
from ecogov.services.log.views import save_view
from tests.builders import (
    ACTOR,
    a_record,
)
from tests.harness.rights import TODAY
from tests.harness.rights_samples.declaring import (
    LOG,
    READ,
    SET_UP,
    actor,
    as_of,
    just,
    listed,
    one,
    project_id,
    risk,
    sample,
    told,
)

_K = RecordKind

told("log.notes.add_note", Right.TRIAGE, lambda w: w.note(), actor=actor)
told(
    "log.notes.remove_note",
    Right.TRIAGE,
    lambda w: notes.add_note(w.db, w.note(), actor=ACTOR),
    actor=actor,
)
for _name, _more in (
    ("notes_of", {}),
    ("record_history", {}),
    ("watch_record", {"actor": ACTOR}),
    ("unwatch_record", {"actor": ACTOR}),
    ("is_watched", {"actor": ACTOR}),
):
    sample(f"log.notes.{_name}", READ)(lambda w, more=_more: ((_K.RISK, w.record(_K.RISK)), more))
told("log.one_project.log_of_project", READ, project_id, as_of=as_of)
told("log.one_project.names_of", READ, just([]), reach="anybody")
told("log.reading.get_record", READ, just(_K.RISK), risk)
told(
    "log.reading.find_record",
    READ,
    project_id,
    lambda w: Reference(_K.RISK, int(listed(w, _K.RISK)["number"].iloc[0])),
)
told("log.reading.list_records", READ, just(_K.RISK), lambda w: LogFilter(project_id=w.project_id))
told("log.reading.count_records", READ, just(_K.RISK), lambda w: LogFilter(project_id=w.project_id))
told("log.reading.open_counts", READ, project_id)
told("log.reading.list_people", READ, project_id)
told("log.reading.search_log", READ, just("risk"), project_id=project_id)
told(
    "log.records.log_record",
    LOG,
    just(_K.RISK),
    lambda w: a_record(_K.RISK, w.project_id),
    actor=actor,
)
told(
    "log.records.log_records",
    LOG,
    just(_K.RISK),
    lambda w: [a_record(_K.RISK, w.project_id)],
    actor=actor,
)
told(
    "log.records.amend_record",
    LOG,
    just(_K.RISK),
    risk,
    just({"title": "Another"}),
    version=one,
    actor=actor,
)
told(
    "log.records.amend_records",
    LOG,
    just(_K.RISK),
    lambda w: {w.record(_K.RISK): 1},
    just({"title": "Another"}),
    actor=actor,
)
told(
    "log.records.take_back",
    LOG,
    lambda w: [Amended(_K.RISK, w.record(_K.RISK), 1, {"title": "Another"})],
    actor=actor,
)
told("log.records.archive_records", LOG, just(_K.RISK), lambda w: [w.record(_K.RISK)], actor=actor)
told("log.records.restore_records", LOG, just(_K.RISK), lambda w: [w.record(_K.RISK)], actor=actor)
told("log.risks.risk_scales", READ, reach="somewhere")
told("log.risks.scale_versions", READ, project_id)
told("log.risks.scale_in_force", READ, project_id)
told(
    "log.risks.change_scale",
    SET_UP,
    just(DEFAULT_DRAFT),
    project_id=project_id,
    version=lambda w: risks.scale_in_force(w.db, w.project_id).version,
    actor=actor,
)
told("log.risks.risk_appetites", READ, project_id)
told("log.risks.appetites_by_category", READ, project_id)
told(
    "log.risks.change_appetites",
    SET_UP,
    project_id,
    just([AppetiteDraft(category="schedule", appetite=4, tolerance=8)]),
    versions=lambda w: dict(
        zip(
            *(risks.risk_appetites(w.db, w.project_id)[one] for one in ("category", "version")),
            strict=True,
        )
    ),
    actor=actor,
)
told("log.risks.scored_risks", READ, lambda w: LogFilter(project_id=w.project_id))
told("log.risks.drawn_contingency", READ, project_id)
told("log.risks.risk_trend", READ, project_id, just(Periods(TODAY, TODAY)))
told("log.risks.first_scored_on", READ, project_id)
told("log.risks.score_history", READ, risk)
told("log.setups.log_setup", READ, project_id)
told(
    "log.setups.change_setup",
    SET_UP,
    lambda w: SetupDraft(project_id=w.project_id),
    version=lambda w: log_setup(w.db, w.project_id).version,
    actor=actor,
)
told(
    "log.setups.change_ladder",
    SET_UP,
    lambda w: ladder_draft(log_setup(w.db, w.project_id)),
    version=lambda w: log_setup(w.db, w.project_id).version,
    actor=actor,
)
told("log.setups.business_hours", READ, project_id)
told(
    "log.views.save_view",
    Right.TRIAGE,
    just("log"),
    lambda w: f"View {w.project_id} {w.fresh}",
    just({}),
    actor=actor,
    reach="somewhere",
)
told("log.views.list_views", READ, just("log"), reach="somewhere")
told(
    "log.views.remove_view",
    Right.TRIAGE,
    lambda w: save_view(w.db, "log", f"View {w.project_id} {w.fresh}", {}, actor=ACTOR),
    actor=actor,
    reach="somewhere",
)
