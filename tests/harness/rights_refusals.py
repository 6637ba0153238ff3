"""Services whose refusals are tried without a whole sample call: the right stands before all else.

Where a service works on a stored record, that record is there; what it would do with the rest of
its arguments is not tried here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import insert

from ecogov.domain.anomalies.asking import AnomalyFilter
from ecogov.domain.anomalies.triage import Reason
from ecogov.domain.lights.overrides import OverrideDraft
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.services.anomalies.standups import start_standup
from ecogov.services.status.overrides import override_light
from ecogov.services.status.reporting import project_subject
from ecogov.storage.anomalies.cards import ANOMALY
from ecogov.storage.registers import now
from tests.builders import ACTOR
from tests.harness.rights import TODAY, World

Arguments = Callable[[World], tuple[Any, ...]]


@dataclass(frozen=True)
class Refusal:
    """Who is refused, and with which first arguments; those by name are left out."""

    right: Right
    arguments: Arguments = lambda _w: ()
    reach: str = "project"


def _asked(w: World) -> tuple[Any, ...]:
    return (SimpleNamespace(project_id=w.project_id),)


def _id(w: World) -> tuple[Any, ...]:
    return (w.project_id,)


def _card(w: World) -> int:
    values = {
        "version": 1, "project_id": w.project_id, "number": w.fresh, "status": "new",
        "found_at": now(), "first_day": TODAY, "last_day": TODAY, "metric": "submitted_units",
        "finding": "drop", "direction": "down", "p_value": 0.01, "score": 0.9, "series_count": 1,
        "lead": {}, "picture": {}, "context": {}, "owner": "", "reason": "", "vendor_id": 0,
        "queue_id": 0, "locale": "", "annotator_id": 0,
    }  # fmt: skip
    with w.db.touch() as session:
        statement = insert(ANOMALY).values(**values).returning(ANOMALY.c.id)
        return int(session.execute(statement).scalar_one())


def _seen(w: World) -> tuple[Any, ...]:
    return ((_card(w), 1),)


def _standup(w: World) -> tuple[Any, ...]:
    return (start_standup(w.db, w.project_id, actor=ACTOR),)


def _override(w: World) -> tuple[Any, ...]:
    draft = OverrideDraft(
        project_id=w.project_id,
        dimension=list(Dimension)[w.fresh % len(Dimension)],
        light=Light.AMBER,
        reason="The vendor told us more than the figures show.",
        expires_on=now().date() + timedelta(days=3),
    )
    return (override_light(w.db, draft, actor=ACTOR),)


def _shared(w: World) -> tuple[Any, ...]:
    return (SimpleNamespace(project_id=w.project_id, subject=project_subject(w.project_id)),)


_NOTHING = SimpleNamespace()
_HELD = dict.fromkeys(("status", "owner", "reason", "snoozed_until", "settled_at"), "")
READ, TRIAGE, ADMINISTER, PUBLISH = Right.READ, Right.TRIAGE, Right.ADMINISTER, Right.PUBLISH

REFUSALS: Final = {
    "anomalies.budgets.budget_of": Refusal(READ, _id),
    "anomalies.budgets.set_budget": Refusal(Right.SET_UP, lambda w: (w.project_id, None)),
    "anomalies.reading.find_anomaly": Refusal(READ, lambda w: (w.project_id, 1)),
    "anomalies.reading.get_anomaly": Refusal(READ, lambda w: (_card(w),)),
    "anomalies.reading.list_anomalies": Refusal(
        READ, lambda w: (AnomalyFilter(project_id=w.project_id),)
    ),
    "anomalies.scanning.scan_database": Refusal(TRIAGE, _id),
    "anomalies.standups.start_standup": Refusal(TRIAGE, _id),
    "anomalies.standups.standups_of": Refusal(READ, _id),
    "anomalies.standups.close_standup": Refusal(TRIAGE, _standup),
    "anomalies.standups.keep_minutes": Refusal(TRIAGE, lambda w: (*_standup(w), _NOTHING)),
    "anomalies.standups.promise": Refusal(TRIAGE, lambda w: (*_standup(w), *_asked(w))),
    "anomalies.asking.ask_for_scan": Refusal(TRIAGE, _id),
    "anomalies.triage.take_back": Refusal(TRIAGE, lambda w: (*_seen(w), _HELD)),
    "status.links.create_link": Refusal(PUBLISH, _shared),
    "anomalies.triage.acknowledge": Refusal(TRIAGE, _seen),
    "anomalies.triage.close": Refusal(TRIAGE, _seen),
    "anomalies.triage.dismiss": Refusal(TRIAGE, lambda w: (*_seen(w), next(iter(Reason)))),
    "anomalies.triage.mark_planned": Refusal(TRIAGE, _seen),
    "anomalies.triage.reopen": Refusal(TRIAGE, _seen),
    "anomalies.triage.assign": Refusal(
        TRIAGE, lambda w: (*_seen(w), SimpleNamespace(owner="Ann"))
    ),
    "anomalies.triage.snooze": Refusal(
        TRIAGE, lambda w: (*_seen(w), now().date() + timedelta(days=3))
    ),
    "anomalies.triage.convert": Refusal(Right.LOG, lambda w: (*_seen(w), RecordKind.RISK, {})),
    "anomalies.triage.comment": Refusal(
        TRIAGE, lambda w: (_card(w), SimpleNamespace(text="Seen."))
    ),
    **{
        name: Refusal(ADMINISTER, lambda _w: (None,), reach="everywhere")
        for name in (
            "interface.tokens.create_token", "interface.tokens.revoke_token",
            "interface.webhooks.add_webhook", "interface.webhooks.revoke_webhook",
            "people.erasing.stored_about", "people.erasing.erase_person", "trail.is_in_trail",
            "asking.questions.ask", "asking.questions.note_export", "asking.saved.remove_query",
            "jobs.desk.get_job", "jobs.desk.start_job", "jobs.desk.cancel_job",
            "jobs.desk.retry_job",
        )
    },
    **{
        name: Refusal(ADMINISTER, reach="everywhere")
        for name in (
            "interface.tokens.list_tokens",
            "interface.webhooks.list_webhooks",
            "trail.trail_head",
            "asking.questions.schema", "asking.saved.list_queries", "jobs.desk.list_jobs",
            "status.publishing.tampered_reports",
        )
    },
    "asking.saved.save_query": Refusal(ADMINISTER, lambda _w: ("q", "SELECT 1"), "everywhere"),
    "keeping.backups.back_up": Refusal(ADMINISTER, lambda _w: (None, None), "everywhere"),
    "status.overrides.override_light": Refusal(PUBLISH, _asked),
    "status.overrides.end_override": Refusal(PUBLISH, _override),
    "status.overrides.list_overrides": Refusal(READ, _id),
    "status.publishing.publish_project": Refusal(PUBLISH, lambda w: (w.project_id, None)),
    "status.reporting.project_status": Refusal(READ, lambda w: (w.project_id, TODAY)),
    "status.reporting.project_forecast": Refusal(READ, lambda w: (w.project_id, TODAY)),
    "status.thresholds.light_thresholds": Refusal(READ, lambda _w: ("",), "somewhere"),
    "status.thresholds.change_thresholds": Refusal(
        Right.SET_UP, lambda _w: ("", None), "everywhere"
    ),
}  # fmt: skip

_NARROWED = "lists of what may be seen; the project that is asked for is asked for as elsewhere"
_INNER = "inner part of a service that has asked; it only reads what it is handed"
_BY_FIRST = "asks by the service that it calls first"

_BEARER = "the door of programs and of readers: what it takes is a token"
_WORKER = "work of the background, which nobody asks for by name"
_BY_RECORD = "asks by the project of the record, once it is read"

UNTRIED: Final = {
    "anomalies.asking.is_scan_wanted": "tells no more than that the background is busy",
    "anomalies.asking.scan_as_job": _WORKER,
    "interface.tokens.bearer_of": _BEARER,
    "interface.tokens.earlier_answer": _BEARER,
    "interface.tokens.keep_answer": _BEARER,
    "interface.tokens.forget_answers": _WORKER,
    "interface.webhooks.relay": _WORKER,
    "interface.webhooks.deliver": _WORKER,
    "keeping.readiness.check_ready": "tells machines whether the database answers",
    "keeping.readiness.jobs_by_status": "counts, for machines",
    "overview.looks.last_visit": "of whoever asks",
    "overview.looks.news_since": _NARROWED,
    "overview.standings.list_standings": _NARROWED,
    "overview.standings.standing_reports": _NARROWED,
    "overview.standings.refresh_standings": _NARROWED,
    "overview.standings.ask_for_standings": _NARROWED,
    "status.links.revoke_link": _BY_RECORD,
    "status.links.list_links": _NARROWED,
    "status.links.report_shown": _BEARER,
    "status.links.count_views": _BEARER,
    "status.publishing.published_number": _BY_FIRST,
    "anomalies.learning.precision": _NARROWED,
    "anomalies.learning.shifts": _NARROWED,
    "anomalies.learning.take_back_shift": "asks for each entry, once it is read",
    "anomalies.naming.names_for": _INNER,
    "anomalies.reading.new_counts": _NARROWED,
    "anomalies.scanning.last_scans": _NARROWED,
    "keeping.backups.take_scheduled": _BY_FIRST,
    "status.facts.moment": _INNER,
    "status.lights.moments": _INNER,
    "status.records.read_log": _BY_FIRST,
    "status.records.escalation_parts": _INNER,
    "status.sources.sources_of": _BY_FIRST,
    "log.breaches.raise_breached": _NARROWED,
    "status.publishing.published_reports": _NARROWED,
    "status.publishing.published_report": "asks by the project of the report",
    "status.publishing.compare_reports": _BY_FIRST,
    "status.programmes.list_programmes": _NARROWED,
    "status.programmes.programme_status": "asks for every project of the programme",
    "status.programmes.publish_programme": "asks for every project of the programme",
}
"""Services for which no call stands; each with its reason."""
