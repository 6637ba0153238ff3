"""Sample calls of root causes and of control charts."""

from datetime import date
from typing import Any, Final

from ecogov.domain.control_charts.limits import ChartKind, Limits
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.rootcause.questions import ChangeQuestion, Period
from ecogov.services.control_charts.charting import ChartQuestion
from ecogov.services.control_charts.freezing import freeze_limits, unfreeze_limits
from tests.builders import ACTOR
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import (
    READ,
    SET_UP,
    actor,
    just,
    project_id,
    told,
    whole,
)

_DAY: Final = date(2026, 3, 2)
_BEFORE, _AFTER = Period(_DAY, _DAY), Period(date(2026, 3, 3), date(2026, 3, 9))
_LIMITS: Final = Limits(ChartKind.XMR, 1.0, 0.1, _DAY, _DAY, 20, is_share=False)
_METRIC: Final = "submitted_units"


def _change(w: World) -> ChangeQuestion:
    return ChangeQuestion(whole(w), _METRIC, _BEFORE, _AFTER)


def _chart(w: World) -> ChartQuestion:
    days = Period(_BEFORE.first, _AFTER.last)
    return ChartQuestion(whole(w), _METRIC, days, days)


def _frozen(w: World) -> int:
    told_limits: dict[str, Any] = {"limits": _LIMITS, "rules": RuleSet.NELSON, "actor": ACTOR}
    return freeze_limits(w.db, whole(w), _METRIC, **told_limits)


def _let_go(w: World) -> int:
    number = _frozen(w)
    unfreeze_limits(w.db, number, actor=ACTOR)
    return number


told("rootcause.explaining.explain_change", READ, _change)
told("rootcause.leaves.sides_of", READ, _change)
told("rootcause.suspects.suspects_of", READ, _change)
told("rootcause.offers.offered_dimensions", READ, _change)
told("rootcause.offers.rows_of", READ, _change, just([{"vendor": "KERLIP"}]))
told("rootcause.offers.dimension_ids", READ, project_id)
told("rootcause.starting.biggest_change", READ, whole)

told("control_charts.charting.control_chart", READ, _chart)
told("control_charts.freezing.frozen_limits", READ, whole, just(_METRIC))
told(
    "control_charts.freezing.freeze_limits",
    SET_UP,
    whole,
    just(_METRIC),
    limits=just(_LIMITS),
    rules=just(RuleSet.NELSON),
    actor=actor,
)
told("control_charts.freezing.unfreeze_limits", SET_UP, _frozen, actor=actor)
told("control_charts.freezing.refreeze_limits", SET_UP, _let_go, actor=actor)
