"""Sample calls of the rules that watch production."""

from datetime import date, timedelta
from typing import Final

from ecogov.domain.production_rules.rules import RuleDraft, RuleKind
from ecogov.services.production_rules.evaluating import evaluate_rules, list_alarms
from ecogov.services.production_rules.rules import add_rule, archive_rule, switch_rule
from tests.builders import ACTOR
from tests.harness.rights import TODAY, World
from tests.harness.rights_samples.declaring import (
    READ,
    SET_UP,
    TRIAGE,
    actor,
    as_of,
    just,
    one,
    project_id,
    told,
)

SHEET_DAY: Final = date(2026, 3, 2)
"""The day of the sheet that every world holds."""


def _draft(w: World) -> RuleDraft:
    return RuleDraft(project_id=w.project_id, kind=RuleKind.NO_DATA, days=2)


def _rule(w: World) -> int:
    return add_rule(w.db, _draft(w), actor=ACTOR)


def _archived(w: World) -> int:
    number = _rule(w)
    archive_rule(w.db, number, actor=ACTOR)
    return number


told("production_rules.rules.add_rule", SET_UP, _draft, actor=actor)
told("production_rules.rules.change_rule", SET_UP, _rule, _draft, version=one, actor=actor)
told(
    "production_rules.rules.switch_rule",
    SET_UP,
    _rule,
    is_on=just(value=True),
    version=one,
    actor=actor,
)
told("production_rules.rules.archive_rule", SET_UP, _rule, actor=actor)
told("production_rules.rules.restore_rule", SET_UP, _archived, actor=actor)
told("production_rules.rules.list_rules", READ, project_id)
told("production_rules.evaluating.try_rule", READ, _draft)
told("production_rules.evaluating.list_alarms", READ, project_id)
told(
    "production_rules.evaluating.evaluate_rules",
    TRIAGE,
    as_of,
    project_ids=lambda w: [w.project_id],
    actor=actor,
)
told("production_rules.watching.broken", READ, _draft, just((TODAY, TODAY)))


def _alarms(w: World) -> list[int]:
    number = _rule(w)
    switch_rule(w.db, number, is_on=True, version=1, actor=ACTOR)
    evaluate_rules(w.db, SHEET_DAY + timedelta(days=7), project_ids=[w.project_id], actor=ACTOR)
    archive_rule(w.db, number, actor=ACTOR)
    found = list_alarms(w.db, w.project_id)
    return [int(found.loc[found["rule_id"] == number, "id"].iloc[0])]


told("production_rules.settling.open_alarms", READ, project_id)
told("production_rules.settling.settle_alarms", TRIAGE, _alarms, actor=actor)
told("production_rules.settling.reopen_alarms", TRIAGE, _alarms, actor=actor)
