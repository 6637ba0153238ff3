"""Sample calls of status reports: computed, published, shown by links, lights set by hand."""

from datetime import date, timedelta

from ecogov.domain.lights.overrides import OverrideDraft
from ecogov.domain.lights.thresholds import DEFAULT_THRESHOLDS
from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.status.records import AskPart, StepPart
from ecogov.services.jobs.running import Run
from ecogov.services.status.links import LinkDraft, create_link, list_links
from ecogov.services.status.overrides import override_light
from ecogov.services.status.publishing import PublicationDraft, publish_project, published_reports
from ecogov.services.status.reporting import project_subject
from ecogov.services.status.sources import Sources, sources_of
from ecogov.services.status.thresholds import light_thresholds
from ecogov.storage.registers import now
from tests.builders import ACTOR
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import (
    ADMINISTER,
    PUBLISH,
    READ,
    SET_UP,
    actor,
    just,
    listed,
    project_id,
    told,
)

_DAY = date(2026, 3, 3)
"""Right after the first day with data: there are no weeks before it to look back on."""

_on = just(_DAY)
STEP = StepPart(action="Move raters", owner="Mei", due_on=_DAY, effect="Back on plan")
ASK = AskPart(ask="Pay overtime", recommendation="Yes", needed_by=_DAY, cost_of_delay="3 days")
_DRAFT = PublicationDraft(as_of=_DAY, path=(STEP,), decisions=(ASK,))


def _subject(w: World) -> str:
    return project_subject(w.project_id)


def _programme(w: World) -> str:
    return w.project.programme


def _published(w: World) -> int:
    """Give a report of the project; the first call publishes it."""
    subject = project_subject(w.project_id)
    if published_reports(w.db, subject).empty:
        publish_project(w.db, w.project_id, _DRAFT, actor=ACTOR)
    return int(published_reports(w.db, subject)["id"].iloc[0])


def _first(w: World) -> int:
    _published(w)
    return 1


def _link(w: World) -> LinkDraft:
    expires_on = now().date() + timedelta(days=5)
    return LinkDraft(subject=_subject(w), report_id=_published(w), expires_on=expires_on)


def _opened(w: World) -> int:
    create_link(w.db, _link(w), actor=ACTOR)
    return int(list_links(w.db, _subject(w))["id"].iloc[0])


def _light(w: World) -> OverrideDraft:
    return OverrideDraft(
        project_id=w.project_id,
        dimension=list(Dimension)[w.fresh % len(Dimension)],
        light=Light.AMBER,
        reason="The vendor told us more than the figures show.",
        expires_on=now().date() + timedelta(days=3),
    )


def _set_by_hand(w: World) -> int:
    return override_light(w.db, _light(w), actor=ACTOR)


def _sources(w: World) -> Sources:
    return sources_of(w.db, w.project_id, _DAY)


told("status.sources.sources_of", READ, project_id, _on)
told("status.facts.moment", READ, _sources, _on, is_past=just(value=False))
told("status.lights.moments", READ, _sources, _on)
told("status.records.read_log", READ, project_id)
told(
    "status.records.escalation_parts",
    READ,
    _sources,
    lambda w: listed(w, RecordKind.ESCALATION),
    _on,
)
told("status.reporting.project_status", READ, project_id, _on)
told("status.reporting.project_forecast", READ, project_id, _on)
told("status.programmes.list_programmes", READ, reach="anybody")
told("status.programmes.programme_status", READ, _programme, _on)

told("status.publishing.publish_project", PUBLISH, project_id, just(_DRAFT), actor=actor)
told("status.reviews.weekly_review", READ, _programme, _on)
told("status.programmes.publish_programme", PUBLISH, _programme, just(_DRAFT), actor=actor)
told("status.publishing.published_reports", READ, _subject)
told("status.publishing.published_report", READ, _published)
told("status.publishing.published_number", READ, _subject, _first)
told("status.publishing.compare_reports", READ, _published, _published)
told("status.publishing.tampered_reports", ADMINISTER, reach="everywhere")

told("status.links.create_link", PUBLISH, _link, actor=actor)
told("status.links.revoke_link", PUBLISH, _opened, actor=actor)
told("status.links.list_links", READ, _subject)

told("status.overrides.override_light", PUBLISH, _light, actor=actor)
told("status.overrides.end_override", PUBLISH, _set_by_hand, actor=actor)
told("status.overrides.list_overrides", READ, project_id)
told("status.thresholds.light_thresholds", READ, _programme, reach="somewhere")
told(
    "status.thresholds.change_thresholds",
    SET_UP,
    _programme,
    just(DEFAULT_THRESHOLDS),
    version=lambda w: light_thresholds(w.db, w.project.programme).version,
    actor=actor,
    reach="everywhere",
)

told("status.digests.send_digests", ADMINISTER, _on, actor=actor, reach="everywhere")
told(
    "status.digests.send_as_job",
    ADMINISTER,
    just({}),
    lambda _w: Run(1, ACTOR),
    reach="everywhere",
)
