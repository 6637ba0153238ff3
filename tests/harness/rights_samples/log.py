"""Sample calls of the log beside its records: what is brought in, links, milestones."""

from ecogov.domain.escalations.ladder import Level
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.drafts import DecisionDraft
from ecogov.domain.log.interchange import BringRequest
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.i18n.translator import translator
from ecogov.services.log import escalations, feeds, milestones
from ecogov.services.log.bringing.taking import opened_files
from tests.builders import (
    ACTOR,
)
from tests.harness.rights import TODAY, World
from tests.harness.rights_samples.declaring import (
    LOG,
    READ,
    actor,
    as_of,
    just,
    listed,
    now,
    one,
    project,
    project_id,
    record,
    risk,
    sample,
    told,
    two,
)

_K = RecordKind

told("log.bringing.exporting.exported", READ, project_id, just((_K.RISK,)))
told("log.bringing.exporting.plan_facts", READ, project, name=just("Plan"), days=just([TODAY]))
told("log.bringing.portfolio.project_ratings", READ, project_id)
for _name in ("bring", "rehearse_bringing"):
    told(
        f"log.bringing.taking.{_name}", LOG, project_id,
        lambda w: opened_files(f"kind,title\nrisk,Late {w.fresh}\n".encode(), "log.csv")[0],
        just(BringRequest()), **({"actor": actor} if _name == "bring" else {}),
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
    just(_K.RISK),
    lambda w: (w.record(_K.RISK), 1),
    just(_K.ASSUMPTION),
    actor=actor,
)
told(
    "log.decisions.supersede_decision",
    LOG,
    record(_K.DECISION),
    lambda w: DecisionDraft(project_id=w.project_id, title="Another way"),
    version=one,
    actor=actor,
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


told("log.escalations.take_over", LOG, _handed, version=two, actor=actor)
told("log.escalations.reopen", LOG, _resolved, version=two, actor=actor)
told("log.escalations.events_of", READ, record(_K.ESCALATION))
told("log.escalations.clocks_of", READ, project_id, lambda w: listed(w, _K.ESCALATION), at=now)
told("log.feeds.create_feed", Right.PUBLISH, project_id, just("en"), actor=actor)


def _feed(w: World) -> int:
    feeds.create_feed(w.db, w.project_id, "en", actor=ACTOR)
    return int(feeds.list_feeds(w.db, w.project_id)["id"].iloc[0])


told("log.feeds.revoke_feed", Right.PUBLISH, _feed, actor=actor)
told("log.feeds.list_feeds", READ, project_id)
told("log.feeds.project_followed", READ, project_id, just(translator("en")))
told("log.hygiene.xray.xray", READ, project_id, as_of=as_of)
told("log.hygiene.xray.today_of", READ, project_id)
told("log.links.link_records", LOG, lambda w: w.link(), actor=actor)
told("log.links.unlink", LOG, lambda w: w.linked(), actor=actor)
told("log.links.links_of", READ, just(_K.RISK), risk)
told("log.milestones.link_milestones", LOG, lambda w: w.plan(), actor=actor)
told(
    "log.milestones.unlink_milestones",
    LOG,
    lambda w: milestones.link_milestones(w.db, w.plan(), actor=ACTOR),
    actor=actor,
)
told("log.milestones.milestone_links", READ, project_id)
told(
    "log.milestones.milestone_schedule",
    READ,
    lambda w: LogFilter(project_id=w.project_id),
    as_of=as_of,
)
told("log.milestones.project_path", READ, project_id, as_of=as_of)
told(
    "log.milestones.what_moves",
    READ,
    record(_K.MILESTONE, forecast_on=TODAY),
    just(3),
    as_of=as_of,
)
told("log.milestones.forecast_history", READ, lambda w: (w.record(_K.MILESTONE),))
told("log.milestones.baseline_history", READ, record(_K.MILESTONE))
told("log.my_day.my_day", READ, just(["Ann"]), as_of, project_id)
told("log.breaches.raise_breached", LOG, at=now, actor=actor, reach="somewhere")
