"""The sample calls: which service, which right, and how it is called in a project."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from ecogov.domain.accounts import AccountDraft, GrantDraft
from ecogov.domain.escalations.ladder import Level
from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.drafts import DecisionDraft
from ecogov.domain.log.interchange import BringRequest
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.setups import SetupDraft
from ecogov.domain.people import Right, Role
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.score_history import Periods
from ecogov.domain.trail import TrailFilter
from ecogov.i18n.translator import translator
from ecogov.services.calendars import add_change_mark, add_day_off
from ecogov.services.imports import read_file
from ecogov.services.log import escalations, feeds, milestones, notes, risks
from ecogov.services.log.bringing.taking import opened_files
from ecogov.services.log.reading import list_records
from ecogov.services.log.records import Amended
from ecogov.services.log.setups import ladder_draft, log_setup
from ecogov.services.log.views import save_view
from ecogov.services.people.roles import grant_role
from ecogov.services.projects import list_projects
from ecogov.services.receipts import list_imports
from ecogov.storage.database import Database
from tests.builders import (
    ACTOR,
    a_change_mark,
    a_day_off,
    a_project,
    a_queue,
    a_record,
    a_target,
    a_vendor,
)
from tests.harness.rights import NOW, TODAY, Sample, World, service

_K = RecordKind
_R = Right
READ, LOG, SET_UP, ADMINISTER = _R.READ, _R.LOG, _R.SET_UP, _R.ADMINISTER

SAMPLES: Final[dict[str, Sample]] = {}


def sample(name: str, right: Right, reach: str = "project") -> Callable[[Any], Any]:
    """Declare a call: a function that makes its arguments, positional and by name."""

    def declare(arguments: Callable[[World], tuple[tuple[Any, ...], dict[str, Any]]]) -> object:
        def call(world: World) -> Callable[[Database], object]:
            args, named = arguments(world)
            return lambda db: service(name)(db, *args, **named)

        SAMPLES[name] = Sample(right, call, reach)
        return arguments

    return declare


def told(name: str, right: Right, /, *given: Callable[[World], Any], reach: str = "project",
         **named: Callable[[World], Any]) -> None:  # fmt: skip
    """Declare a call by what makes each of its arguments."""
    sample(name, right, reach)(
        lambda w: (
            tuple(one(w) for one in given),
            {key: one(w) for key, one in named.items()},
        )
    )


def _actor(_w: World) -> str:
    return ACTOR


def _id(w: World) -> int:
    return w.project_id


def _project(w: World) -> Any:
    return w.project


def _just(value: Any) -> Callable[[World], Any]:
    return lambda _w: value


def _record(kind: RecordKind, **more: Any) -> Callable[[World], int]:
    return lambda w: w.record(kind, **more)


_one = _just(1)
_as_of = _just(TODAY)
_slice = lambda w: Slice((w.project_id,))  # noqa: E731
_request = _just(ImportRequest())
_risk = _record(_K.RISK)
_now = _just(NOW)

# calendars, queues, targets, vendors, projects
told("calendars.project_calendar", READ, _id)
told("calendars.calendars_of", READ, lambda w: {w.project_id: "CN"})
told(
    "calendars.add_day_off",
    SET_UP,
    lambda w: a_day_off(w.project_id, day=TODAY + timedelta(w.fresh)),
    actor=_actor,
)
told(
    "calendars.remove_day_off",
    SET_UP,
    lambda w: add_day_off(
        w.db, a_day_off(w.project_id, day=TODAY + timedelta(w.fresh)), actor=ACTOR
    ),
    actor=_actor,
)
told("calendars.list_days_off", READ, _id)
told("calendars.add_change_mark", SET_UP, lambda w: a_change_mark(w.project_id), actor=_actor)
told(
    "calendars.remove_change_mark",
    SET_UP,
    lambda w: add_change_mark(w.db, a_change_mark(w.project_id), actor=ACTOR),
    actor=_actor,
)
told("calendars.list_change_marks", READ, _id)
told("queues.add_queue", SET_UP, lambda w: a_queue(w.project_id, code=f"n{w.fresh}"), actor=_actor)
told(
    "queues.change_queue",
    SET_UP,
    lambda w: w.queue(),
    lambda w: a_queue(w.project_id, code=f"n{w.fresh}"),
    version=_one,
    actor=_actor,
)
told("queues.archive_queue", SET_UP, lambda w: w.queue(), actor=_actor)
told("queues.restore_queue", SET_UP, lambda w: w.queue(), actor=_actor)
told("queues.list_queues", READ, _id)
told("targets.add_target", SET_UP, lambda w: a_target(w.project_id), actor=_actor)
told(
    "targets.change_target",
    SET_UP,
    lambda w: w.target(),
    lambda w: a_target(w.project_id, value=0.9),
    version=_one,
    actor=_actor,
)
told("targets.archive_target", SET_UP, lambda w: w.target(), actor=_actor)
told("targets.restore_target", SET_UP, lambda w: w.target(), actor=_actor)
told("targets.list_targets", READ, _id)
told(
    "vendors.add_vendor",
    ADMINISTER,
    lambda w: a_vendor(code=f"N{w.project_id}-{w.fresh}"),
    actor=_actor,
    reach="everywhere",
)
told(
    "vendors.change_vendor",
    ADMINISTER,
    lambda w: w.vendor(),
    lambda w: a_vendor(code=f"N{w.project_id}-{w.fresh}"),
    version=_one,
    actor=_actor,
    reach="everywhere",
)
told("vendors.archive_vendor", ADMINISTER, lambda w: w.vendor(), actor=_actor, reach="everywhere")
told("vendors.restore_vendor", ADMINISTER, lambda w: w.vendor(), actor=_actor, reach="everywhere")
told("vendors.list_vendors", READ, reach="somewhere")
told(
    "projects.add_project",
    ADMINISTER,
    lambda w: a_project(code=f"N{w.project_id}-{w.fresh}"),
    actor=_actor,
    reach="everywhere",
)
told(
    "projects.change_project",
    SET_UP,
    _id,
    lambda w: a_project(code=w.project.code, pm=f"PM {w.fresh}"),
    version=lambda w: int(list_projects(w.db).set_index("id")["version"][w.project_id]),
    actor=_actor,
)
told("projects.archive_project", ADMINISTER, lambda w: w.spare(), actor=_actor, reach="everywhere")
told("projects.restore_project", ADMINISTER, lambda w: w.spare(), actor=_actor, reach="everywhere")
told("projects.list_projects", READ, reach="anybody")
told("projects.get_project", READ, _id)

# Imports and figures.
told("imports.sheet_columns", LOG, _project, lambda w: w.source()[0])
told(
    "imports.save_sheet_mapping",
    LOG,
    _project,
    lambda w: w.source()[0],
    lambda w: service("imports.sheet_columns")(w.db, w.project, w.source()[0]).mapping,
    actor=_actor,
)
told("imports.read_file", LOG, _project, lambda w: w.source(), _request)
told(
    "imports.preview",
    LOG,
    _project,
    lambda w: read_file(w.db, w.project, w.source(), ImportRequest()),
    _request,
)
told(
    "imports.take_in",
    LOG,
    _project,
    lambda w: read_file(w.db, w.project, w.source(), ImportRequest()),
    _request,
    actor=_actor,
)
told("imports.import_source", LOG, _project, lambda w: w.source(), _request, actor=_actor)
told("imports.rehearse_source", LOG, _project, lambda w: w.source(), _request)
told("imports.undo_import", LOG, lambda w: w.imported(), actor=_actor)
told("receipts.open_import", READ, lambda w: w.imported())
told("receipts.list_imports", READ, _id)
told("receipts.open_receipt", READ, lambda w: int(list_imports(w.db, w.project_id)["id"].iloc[0]))
told("flow.burn_up.burn_up", READ, _id)
told("kpi_rows.rows_behind", READ, _slice, _just("submitted_units"))
told("kpi_rows.day_span", READ, lambda w: (w.project_id,))
told("kpi_rows.timing", READ, _slice)
told("kpis.kpi_cells", READ, lambda w: Question(Slice((w.project_id,)), ("submitted_units",)))
told("kpis.narrowed", READ, _slice)
told("kpis.slice_of", READ, lambda w: w.project.code)

# the log
told("log.bringing.exporting.exported", READ, _id, _just((_K.RISK,)))
told("log.bringing.exporting.plan_facts", READ, _project, name=_just("Plan"), days=_just([TODAY]))
told("log.bringing.portfolio.project_ratings", READ, _id)
for _name in ("bring", "rehearse_bringing"):
    told(
        f"log.bringing.taking.{_name}", LOG, _id,
        lambda w: opened_files(f"kind,title\nrisk,Late {w.fresh}\n".encode(), "log.csv")[0],
        _just(BringRequest()), **({"actor": _actor} if _name == "bring" else {}),
    )  # fmt: skip
for _name, _state in (("submit_change", "draft"), ("withdraw_change", "draft")):
    sample(f"log.changes.{_name}", LOG)(
        lambda w, state=_state: ((w.change(state)[0],), {"version": 1, "actor": ACTOR})
    )
for _name in ("reject_change", "approve_change"):
    sample(f"log.changes.{_name}", LOG)(
        lambda w: (
            (w.change()[0],),
            {"version": 2, "decider": "Ann", "note": "Fine.", "actor": ACTOR},
        )
    )
told(
    "log.conversion.convert_record",
    LOG,
    _just(_K.RISK),
    lambda w: (w.record(_K.RISK), 1),
    _just(_K.ASSUMPTION),
    actor=_actor,
)
told(
    "log.decisions.supersede_decision",
    LOG,
    _record(_K.DECISION),
    lambda w: DecisionDraft(project_id=w.project_id, title="Another way"),
    version=_one,
    actor=_actor,
)
for _name, _more in (
    ("acknowledge", {}),
    ("give_update", {"note": "On it."}),
    ("hand_to_vendor", {}),
    ("resolve", {"resolution": "Done."}),
    ("raise_level", {"level": list(Level)[-1]}),
):
    sample(f"log.escalations.{_name}", LOG)(
        lambda w, more=_more: ((w.record(_K.ESCALATION),), {"version": 1, "actor": ACTOR, **more})
    )


def _handed(w: World) -> int:
    escalation_id = w.record(_K.ESCALATION)
    escalations.hand_to_vendor(w.db, escalation_id, version=1, actor=ACTOR)
    return escalation_id


def _resolved(w: World) -> int:
    escalation_id = w.record(_K.ESCALATION)
    escalations.resolve(w.db, escalation_id, version=1, resolution="Done.", actor=ACTOR)
    return escalation_id


_two = _just(2)
told("log.escalations.take_over", LOG, _handed, version=_two, actor=_actor)
told("log.escalations.reopen", LOG, _resolved, version=_two, actor=_actor)
told("log.escalations.events_of", READ, _record(_K.ESCALATION))
told("log.escalations.clocks_of", READ, _id, lambda w: _with(w, _K.ESCALATION), at=_now)
told("log.feeds.create_feed", _R.PUBLISH, _id, _just("en"), actor=_actor)


def _feed(w: World) -> int:
    feeds.create_feed(w.db, w.project_id, "en", actor=ACTOR)
    return int(feeds.list_feeds(w.db, w.project_id)["id"].iloc[0])


def _with(w: World, kind: RecordKind) -> Any:
    w.record(kind)
    return list_records(w.db, kind, LogFilter(project_id=w.project_id))


told("log.feeds.revoke_feed", _R.PUBLISH, _feed, actor=_actor)
told("log.feeds.list_feeds", READ, _id)
told("log.feeds.project_followed", READ, _id, _just(translator("en")))
told("log.hygiene.xray.xray", READ, _id, as_of=_as_of)
told("log.hygiene.xray.today_of", READ, _id)
told("log.links.link_records", LOG, lambda w: w.link(), actor=_actor)
told("log.links.unlink", LOG, lambda w: w.linked(), actor=_actor)
told("log.links.links_of", READ, _just(_K.RISK), _risk)
told("log.milestones.link_milestones", LOG, lambda w: w.plan(), actor=_actor)
told(
    "log.milestones.unlink_milestones",
    LOG,
    lambda w: milestones.link_milestones(w.db, w.plan(), actor=ACTOR),
    actor=_actor,
)
told("log.milestones.milestone_links", READ, _id)
told(
    "log.milestones.milestone_schedule",
    READ,
    lambda w: LogFilter(project_id=w.project_id),
    as_of=_as_of,
)
told("log.milestones.project_path", READ, _id, as_of=_as_of)
told(
    "log.milestones.what_moves",
    READ,
    _record(_K.MILESTONE, forecast_on=TODAY),
    _just(3),
    as_of=_as_of,
)
told("log.milestones.forecast_history", READ, lambda w: (w.record(_K.MILESTONE),))
told("log.milestones.baseline_history", READ, _record(_K.MILESTONE))
told("log.my_day.my_day", READ, _just(["Ann"]), _as_of, _id)
told("log.notes.add_note", _R.TRIAGE, lambda w: w.note(), actor=_actor)
told(
    "log.notes.remove_note",
    _R.TRIAGE,
    lambda w: notes.add_note(w.db, w.note(), actor=ACTOR),
    actor=_actor,
)
for _name, _more in (
    ("notes_of", {}),
    ("record_history", {}),
    ("watch_record", {"actor": ACTOR}),
    ("unwatch_record", {"actor": ACTOR}),
    ("is_watched", {"actor": ACTOR}),
):
    sample(f"log.notes.{_name}", READ)(lambda w, more=_more: ((_K.RISK, w.record(_K.RISK)), more))
told("log.one_project.log_of_project", READ, _id, as_of=_as_of)
told("log.one_project.names_of", READ, _just([]), reach="anybody")
told("log.reading.get_record", READ, _just(_K.RISK), _risk)
told(
    "log.reading.find_record",
    READ,
    _id,
    lambda w: Reference(_K.RISK, int(_with(w, _K.RISK)["number"].iloc[0])),
)
told("log.reading.list_records", READ, _just(_K.RISK), lambda w: LogFilter(project_id=w.project_id))
told(
    "log.reading.count_records", READ, _just(_K.RISK), lambda w: LogFilter(project_id=w.project_id)
)
told("log.reading.open_counts", READ, _id)
told("log.reading.list_people", READ, _id)
told("log.reading.search_log", READ, _just("risk"), project_id=_id)
told(
    "log.records.log_record",
    LOG,
    _just(_K.RISK),
    lambda w: a_record(_K.RISK, w.project_id),
    actor=_actor,
)
told(
    "log.records.log_records",
    LOG,
    _just(_K.RISK),
    lambda w: [a_record(_K.RISK, w.project_id)],
    actor=_actor,
)
told(
    "log.records.amend_record",
    LOG,
    _just(_K.RISK),
    _risk,
    _just({"title": "Another"}),
    version=_one,
    actor=_actor,
)
told(
    "log.records.amend_records",
    LOG,
    _just(_K.RISK),
    lambda w: {w.record(_K.RISK): 1},
    _just({"title": "Another"}),
    actor=_actor,
)
told(
    "log.records.take_back",
    LOG,
    lambda w: [Amended(_K.RISK, w.record(_K.RISK), 1, {"title": "Another"})],
    actor=_actor,
)
told(
    "log.records.archive_records", LOG, _just(_K.RISK), lambda w: [w.record(_K.RISK)], actor=_actor
)
told(
    "log.records.restore_records", LOG, _just(_K.RISK), lambda w: [w.record(_K.RISK)], actor=_actor
)
told("log.risks.risk_scales", READ, reach="somewhere")
told("log.risks.scale_versions", READ, _id)
told("log.risks.scale_in_force", READ, _id)
told(
    "log.risks.change_scale",
    SET_UP,
    _just(DEFAULT_DRAFT),
    project_id=_id,
    version=lambda w: risks.scale_in_force(w.db, w.project_id).version,
    actor=_actor,
)
told("log.risks.risk_appetites", READ, _id)
told("log.risks.appetites_by_category", READ, _id)
told(
    "log.risks.change_appetites",
    SET_UP,
    _id,
    _just([AppetiteDraft(category="schedule", appetite=4, tolerance=8)]),
    versions=lambda w: dict(
        zip(
            *(risks.risk_appetites(w.db, w.project_id)[one] for one in ("category", "version")),
            strict=True,
        )
    ),
    actor=_actor,
)
told("log.risks.scored_risks", READ, lambda w: LogFilter(project_id=w.project_id))
told("log.risks.drawn_contingency", READ, _id)
told("log.risks.risk_trend", READ, _id, _just(Periods(TODAY, TODAY)))
told("log.risks.first_scored_on", READ, _id)
told("log.risks.score_history", READ, _risk)
told("log.setups.log_setup", READ, _id)
told(
    "log.setups.change_setup",
    SET_UP,
    lambda w: SetupDraft(project_id=w.project_id),
    version=lambda w: log_setup(w.db, w.project_id).version,
    actor=_actor,
)
told(
    "log.setups.change_ladder",
    SET_UP,
    lambda w: ladder_draft(log_setup(w.db, w.project_id)),
    version=lambda w: log_setup(w.db, w.project_id).version,
    actor=_actor,
)
told("log.setups.business_hours", READ, _id)
told(
    "log.views.save_view",
    _R.TRIAGE,
    _just("log"),
    lambda w: f"View {w.project_id} {w.fresh}",
    _just({}),
    actor=_actor,
    reach="somewhere",
)
told("log.views.list_views", READ, _just("log"), reach="somewhere")
told(
    "log.views.remove_view",
    _R.TRIAGE,
    lambda w: save_view(w.db, "log", f"View {w.project_id} {w.fresh}", {}, actor=ACTOR),
    actor=_actor,
    reach="somewhere",
)

# people, trail
told(
    "people.accounts.add_account",
    ADMINISTER,
    lambda w: AccountDraft(email=f"n{w.project_id}-{w.fresh}@example.org"),
    actor=_actor,
    reach="everywhere",
)
told(
    "people.accounts.change_account",
    ADMINISTER,
    lambda w: w.account(),
    lambda w: AccountDraft(email=f"n{w.project_id}-{w.fresh}@example.org"),
    version=_one,
    actor=_actor,
    reach="everywhere",
)
told(
    "people.accounts.disable_account",
    ADMINISTER,
    lambda w: w.account(),
    actor=_actor,
    reach="everywhere",
)
told(
    "people.accounts.enable_account",
    ADMINISTER,
    lambda w: w.account(),
    actor=_actor,
    reach="everywhere",
)
told(
    "people.accounts.set_password",
    ADMINISTER,
    lambda w: w.account(),
    _just("correct horse battery"),
    actor=_actor,
    reach="everywhere",
)
told("people.accounts.list_accounts", ADMINISTER, reach="everywhere")
told("people.accounts.find_account", ADMINISTER, _just("boss@example.org"), reach="everywhere")
told(
    "people.invitations.invite", ADMINISTER, lambda w: w.account(), actor=_actor, reach="everywhere"
)
told(
    "people.roles.grant_role",
    ADMINISTER,
    lambda w: w.account(),
    lambda w: GrantDraft(role=Role.PM, project_id=w.project_id),
    actor=_actor,
    reach="everywhere",
)
told(
    "people.roles.revoke_role",
    ADMINISTER,
    lambda w: grant_role(w.db, w.account(), GrantDraft(role=Role.PM), actor=ACTOR),
    actor=_actor,
    reach="everywhere",
)
told("people.roles.list_roles", ADMINISTER, reach="everywhere")


def _held(w: World) -> tuple[int, GrantDraft]:
    account_id, draft = w.account(), GrantDraft(role=Role.LEAD)
    grant_role(w.db, account_id, draft, actor=ACTOR)
    return account_id, draft


sample("people.roles.find_role", ADMINISTER, "everywhere")(lambda w: (_held(w), {}))
told("trail.history", READ, _just("project"), _id, reach="anybody")
told("trail.list_trail", READ, lambda w: TrailFilter(project_id=w.project_id))
told("trail.count_trail", READ, lambda w: TrailFilter(project_id=w.project_id))
told("trail.trail_facets", READ, reach="anybody")
told("trail.record_names", READ, reach="anybody")
told("trail.note_export", READ, _just("x.csv"), project_id=_id, actor=_actor)
told("trail.verify_trail", ADMINISTER, reach="everywhere")
told("verification.verify", ADMINISTER, reach="everywhere")

_DOOR = "the door: nobody is known yet, and what it takes is a password or a token"
_OWN = "one's own account: being signed in is enough, and nobody else's can be named"
_CHECK = "it is the check itself"
INNER = "inner part of a service that has asked; it only reads what it is handed"
_SAMPLE = "asks for administration before anything else; tests/services/test_rights.py tries it"

ADMINISTRATIVE: Final = (
    "log.bringing.portfolio.bring_portfolio",
    "log.bringing.portfolio.rehearse_portfolio",
    "sample.loading.load_sample",
    "sample.logbook.load_log",
    "sample.logbook.remove_log",
    "sample.removal.remove_sample",
)

UNASKED: Final = {
    **{
        f"people.invitations.{one}": _DOOR
        for one in ("invite_first", "invited", "accept_invitation", "accept_first")
    },
    **{
        f"people.outside.{one}": _DOOR
        for one in ("leave_for_provider", "back_from_provider", "sign_in_identified")
    },
    **{
        f"people.signing_in.{one}": _DOOR
        for one in ("has_accounts", "sign_in", "open_session", "person_of", "sign_out")
    },
    "log.feeds.feed_followed": _DOOR,
    **{
        f"people.own_account.{one}": _OWN
        for one in ("change_own_password", "sign_out_everywhere", "own_sessions", "choose_language")
    },
    **{
        f"people.rights.{one}": _CHECK
        for one in (
            "require",
            "require_somewhere",
            "require_each",
            "visible",
            "reached",
            "only_visible",
        )
    },
    "people.secrecy.keyed": "a hash of what the caller hands in",
    "log.hygiene.projects.project_frames": INNER,
    "log.hygiene.reading.record_frames": INNER,
    "sample.finding.project_id_of": "looks among the projects that may be seen",
    **dict.fromkeys(ADMINISTRATIVE, _SAMPLE),
}
"""Services that ask for no right, or that no sample call stands for; each with its reason."""
