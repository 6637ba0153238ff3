"""Sample calls of anomalies: cards, what people do with them, scans, stand-ups, budgets."""

from datetime import timedelta
from typing import Any, Final

from ecogov.domain.anomalies.asking import AnomalyFilter
from ecogov.domain.anomalies.triage import AssignmentDraft, BudgetDraft, NoteDraft, Reason
from ecogov.domain.log.drafts import ActionDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.anomalies import budgets, learning, reading, standups, triage
from ecogov.services.jobs.running import Run
from tests.builders import ACTOR
from tests.harness.cards import DAY, stored_card
from tests.harness.rights import TODAY, World
from tests.harness.rights_samples.declaring import (
    LOG,
    READ,
    SET_UP,
    TRIAGE,
    actor,
    as_of,
    just,
    project_id,
    sample,
    told,
)

_UNTIL: Final = TODAY + timedelta(days=3)


def _card(w: World) -> int:
    return stored_card(w.db, w.project_id, day=DAY - timedelta(days=w.fresh))


def _seen(w: World) -> tuple[int, int]:
    return _card(w), 1


def _dismissed(w: World) -> tuple[int, int]:
    card = _card(w)
    triage.dismiss(w.db, (card, 1), Reason.NOISE, actor=ACTOR)
    return card, 2


def _number(w: World) -> int:
    return int(reading.get_anomaly(w.db, _card(w)).card["number"])


def _lesson(w: World) -> list[int]:
    _dismissed(w)
    return [int(one) for one in learning.shifts(w.db, project_id=w.project_id)["entries"].iloc[0]]


def _was(_w: World) -> dict[str, Any]:
    return {"status": "new", "owner": "", "reason": "", "snoozed_until": None, "settled_at": None}


def _standup(w: World) -> int:
    return standups.start_standup(w.db, w.project_id, actor=ACTOR)


def _minuted(w: World) -> int:
    _standup(w)
    running = standups.standups_of(w.db, w.project_id).running
    return int(running["version"]) if running else 0


def _budget(w: World) -> BudgetDraft:
    return BudgetDraft(years_per_alarm=1 + w.fresh % 9)


def _promised(w: World) -> ActionDraft:
    return ActionDraft(project_id=w.project_id, title="Retrain the shift")


for _name, _more in (
    ("acknowledge", ()),
    ("assign", (AssignmentDraft(owner="Lin"),)),
    ("close", ()),
    ("dismiss", (Reason.NOISE,)),
    ("mark_planned", ()),
):
    sample(f"anomalies.triage.{_name}", TRIAGE)(
        lambda w, more=_more: ((_seen(w), *more), {"actor": ACTOR})
    )
told("anomalies.triage.snooze", TRIAGE, _seen, just(_UNTIL), actor=actor, today=as_of)
told("anomalies.triage.reopen", TRIAGE, _dismissed, actor=actor)
told("anomalies.triage.take_back", TRIAGE, _dismissed, _was, actor=actor)
told(
    "anomalies.triage.convert",
    LOG,
    _seen,
    just(RecordKind.RISK),
    just({"title": "Kerlip may stay at it"}),
    actor=actor,
)
told("anomalies.triage.comment", TRIAGE, _card, just(NoteDraft(text="Seen.")), actor=actor)

told("anomalies.reading.find_anomaly", READ, project_id, _number)
told("anomalies.reading.get_anomaly", READ, _card)
told("anomalies.reading.list_anomalies", READ, lambda w: AnomalyFilter(project_id=w.project_id))
told("anomalies.reading.new_counts", READ, reach="anybody")
told(
    "anomalies.naming.names_for",
    READ,
    lambda w: [{"project_id": w.project_id, "annotator_id": 1, "cause": None}],
)

told("anomalies.learning.precision", READ, project_id=project_id)
told("anomalies.learning.shifts", READ, project_id=project_id)
told("anomalies.learning.take_back_shift", TRIAGE, _lesson, actor=actor)
told("anomalies.budgets.budget_of", READ, project_id)
told(
    "anomalies.budgets.set_budget",
    SET_UP,
    project_id,
    _budget,
    version=lambda w: budgets.budget_of(w.db, w.project_id).version,
    actor=actor,
)

told("anomalies.asking.ask_for_scan", TRIAGE, project_id, actor=actor)
told("anomalies.asking.is_scan_wanted", READ, reach="anybody")
told(
    "anomalies.asking.scan_as_job",
    TRIAGE,
    lambda w: {"project_id": w.project_id},
    lambda _w: Run(1, ACTOR),
)
told("anomalies.scanning.scan_database", TRIAGE, project_id, actor=actor)
told("anomalies.scanning.last_scans", READ, reach="anybody")

told("anomalies.standups.standups_of", READ, project_id)
told("anomalies.standups.start_standup", TRIAGE, project_id, actor=actor)
told(
    "anomalies.standups.keep_minutes",
    TRIAGE,
    _standup,
    lambda w: standups.MinutesDraft(minutes=f"Said {w.fresh}."),
    version=_minuted,
    actor=actor,
)
told("anomalies.standups.promise", TRIAGE, _standup, _promised, actor=actor)
told("anomalies.standups.close_standup", TRIAGE, _standup, actor=actor)
