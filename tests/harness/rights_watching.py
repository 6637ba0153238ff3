"""Sample calls of root causes, control charts and rules; importing this declares them."""

from datetime import date
from typing import Any, Final

from ecogov.domain.control_charts.limits import ChartKind, Limits
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Right
from ecogov.domain.production_rules.rules import RuleDraft, RuleKind
from ecogov.domain.rootcause.questions import ChangeQuestion, Period
from ecogov.services.control_charts.charting import ChartQuestion
from ecogov.services.control_charts.freezing import freeze_limits, unfreeze_limits
from ecogov.services.production_rules.rules import add_rule, archive_rule
from tests.builders import ACTOR, take_in
from tests.harness.rights import SHEET, TODAY, World
from tests.harness.rights_samples import INNER, UNASKED, told

READ, SET_UP = Right.READ, Right.SET_UP
_DAY: Final = date(2026, 3, 2)
_BEFORE, _AFTER = Period(_DAY, _DAY), Period(date(2026, 3, 3), date(2026, 3, 9))
_LIMITS: Final = Limits(ChartKind.XMR, 1.0, 0.1, _DAY, _DAY, 20, is_share=False)


def _slice(world: World) -> Slice:
    return Slice((world.project_id,))


def _change(world: World) -> ChangeQuestion:
    """Ask about two days; the second is taken in for it."""
    content = SHEET.replace(b"2026-03-02", b"2026-03-03").replace(b",100", b",%d" % world.fresh)
    take_in(world.db, world.project_id, content)
    return ChangeQuestion(_slice(world), "submitted_units", _BEFORE, _AFTER)


def _chart(world: World) -> ChartQuestion:
    question = _change(world)
    days = Period(_BEFORE.first, _AFTER.last)
    return ChartQuestion(question.slice, question.metric, days, days)


def _frozen(world: World) -> int:
    told_limits: dict[str, Any] = {"limits": _LIMITS, "rules": RuleSet.NELSON, "actor": ACTOR}
    return freeze_limits(world.db, _slice(world), "submitted_units", **told_limits)


def _let_go(world: World) -> int:
    number = _frozen(world)
    unfreeze_limits(world.db, number, actor=ACTOR)
    return number


def _draft(world: World) -> RuleDraft:
    return RuleDraft(project_id=world.project_id, kind=RuleKind.NO_DATA, days=2)


def _rule(world: World) -> int:
    return add_rule(world.db, _draft(world), actor=ACTOR)


def _archived_rule(world: World) -> int:
    number = _rule(world)
    archive_rule(world.db, number, actor=ACTOR)
    return number


def _actor(_world: World) -> str:
    return ACTOR


_SERIES: Final = (_slice, lambda _w: "submitted_units")

told("rootcause.explaining.explain_change", READ, _change)
told("rootcause.suspects.suspects_of", READ, _change)
told("rootcause.offers.offered_dimensions", READ, _change)
told("rootcause.offers.rows_of", READ, _change, lambda _w: [{"vendor": "KERLIP"}])
told("rootcause.offers.dimension_ids", READ, lambda w: w.project_id)
told("rootcause.starting.biggest_change", READ, _slice)
told("control_charts.charting.control_chart", READ, _chart)
told("control_charts.freezing.frozen_limits", READ, *_SERIES)
told(
    "control_charts.freezing.freeze_limits",
    SET_UP,
    *_SERIES,
    limits=lambda _w: _LIMITS,
    rules=lambda _w: RuleSet.NELSON,
    actor=_actor,
)
told("control_charts.freezing.unfreeze_limits", SET_UP, _frozen, actor=_actor)
told("control_charts.freezing.refreeze_limits", SET_UP, _let_go, actor=_actor)
told("production_rules.rules.add_rule", SET_UP, _draft, actor=_actor)
told(
    "production_rules.rules.change_rule",
    SET_UP,
    _rule,
    _draft,
    version=lambda _w: 1,
    actor=_actor,
)
told(
    "production_rules.rules.switch_rule",
    SET_UP,
    _rule,
    is_on=lambda _w: True,
    version=lambda _w: 1,
    actor=_actor,
)
told("production_rules.rules.archive_rule", SET_UP, _rule, actor=_actor)
told("production_rules.rules.restore_rule", SET_UP, _archived_rule, actor=_actor)
told("production_rules.rules.list_rules", READ, lambda w: w.project_id)
told("production_rules.evaluating.try_rule", READ, _draft)
told("production_rules.evaluating.list_alarms", READ, lambda w: w.project_id)
told(
    "production_rules.evaluating.evaluate_rules",
    Right.TRIAGE,
    lambda _w: TODAY,
    reach="somewhere",
    actor=_actor,
)

UNASKED.update(
    {
        "production_rules.watching.broken": INNER,
        "rootcause.leaves.sides_of": INNER,
    }
)
