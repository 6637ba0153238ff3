"""Control charts of what was imported, and limits that people freeze, on both databases."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ecogov.domain.control_charts.limits import ChartKind
from ecogov.domain.control_charts.signals import RuleSet
from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.domain.rootcause.questions import Period
from ecogov.services.control_charts.charting import ChartQuestion, control_chart
from ecogov.services.control_charts.freezing import (
    freeze_limits,
    frozen_limits,
    refreeze_limits,
    unfreeze_limits,
)
from tests.builders import ACTOR, a_sheet_day, stored_project, stored_target, take_in
from tests.harness.exports import records_bytes

BASELINE = Period(date(2026, 3, 2), date(2026, 3, 25))
SHOWN = Period(date(2026, 3, 2), date(2026, 3, 31))


@pytest.fixture(scope="module")
def question(module_db):
    """Thirty days of a steady process that falls on the last two."""
    dice = np.random.default_rng(3)
    days = [
        a_sheet_day(
            Date=f"2026-03-{day:02}",
            Reviewed="400",
            Defects=str(dice.binomial(400, 0.03 if day < 30 else 0.12)),
        )
        for day in range(2, 32)
    ]
    number = stored_project(module_db, code="CHART", timezone="UTC")
    take_in(module_db, number, records_bytes(days), name="march.csv")
    stored_target(module_db, number, value=0.9)
    return ChartQuestion(Slice((number,)), "qa_accuracy", BASELINE, SHOWN)


def test_the_days_that_fell_break_the_first_rule(module_db, question):
    chart = control_chart(module_db, question)
    told = dict(chart.signal_days)
    assert 1 in told[date(2026, 3, 30)]
    assert 1 in told[date(2026, 3, 31)]
    assert not [day for day, numbers in told.items() if 1 in numbers and day.day < 30]
    assert chart.capability.null_reason == "unstable"
    assert chart.limits.kind in {ChartKind.P, ChartKind.LANEY}


def test_a_stable_process_tells_its_capability_against_the_target(module_db, question):
    steady = replace(question, shown=BASELINE, rules=RuleSet.WESTERN_ELECTRIC)
    chart = control_chart(module_db, steady)
    assert chart.signal_days == []
    assert chart.capability.cpk > 1
    assert chart.target == pytest.approx(0.9)


def test_days_after_the_baseline_do_not_move_its_limits(module_db, question):
    early = control_chart(module_db, replace(question, shown=BASELINE))
    assert early.limits == control_chart(module_db, question).limits


def test_frozen_limits_hold_whatever_days_are_asked_for(module_db, question):
    limits = control_chart(module_db, question).limits
    told = {"limits": limits, "rules": RuleSet.WESTERN_ELECTRIC, "actor": ACTOR}
    number = freeze_limits(module_db, question.slice, question.metric, **told)
    late = replace(question, baseline=Period(date(2026, 3, 26), date(2026, 3, 31)))
    chart = control_chart(module_db, late)
    assert chart.limits == limits
    assert chart.rules is RuleSet.WESTERN_ELECTRIC
    assert (chart.frozen.who, chart.frozen.id) == (ACTOR, number)
    unfreeze_limits(module_db, number, actor=ACTOR)
    assert control_chart(module_db, late).limits != limits
    refreeze_limits(module_db, number, actor=ACTOR)
    assert control_chart(module_db, late).limits == limits
    unfreeze_limits(module_db, number, actor=ACTOR)


def test_each_slice_has_limits_of_its_own(module_db, question):
    chart = control_chart(module_db, question)
    told = {"limits": chart.limits, "rules": chart.rules, "actor": ACTOR}
    narrow = replace(question.slice, locales=("zh-CN",))
    number = freeze_limits(module_db, narrow, question.metric, **told)
    assert frozen_limits(module_db, question.slice, question.metric) is None
    assert frozen_limits(module_db, replace(narrow, first_day=date(2026, 1, 1)), question.metric)
    unfreeze_limits(module_db, number, actor=ACTOR)


def test_freezing_again_replaces_and_the_first_cannot_come_back_beside_it(module_db, question):
    chart = control_chart(module_db, question)
    told = {"limits": chart.limits, "rules": chart.rules, "actor": ACTOR}
    first = freeze_limits(module_db, question.slice, question.metric, **told)
    second = freeze_limits(module_db, question.slice, question.metric, **told)
    with pytest.raises(DomainError, match=r"control_limit\.replaced"):
        refreeze_limits(module_db, first, actor=ACTOR)
    assert frozen_limits(module_db, question.slice, question.metric).id == second
    unfreeze_limits(module_db, second, actor=ACTOR)


def test_who_only_reads_may_not_freeze(module_db, question):
    chart = control_chart(module_db, question)
    reader = module_db.for_person(Person("rea", roles={question.project_id: Role.LEAD}))
    told = {"limits": chart.limits, "rules": chart.rules, "actor": "rea"}
    assert control_chart(reader, question).signal_days == chart.signal_days
    with pytest.raises(NotAllowedError):
        freeze_limits(reader, question.slice, question.metric, **told)


def test_an_xmr_chart_tells_a_jump_of_its_range(module_db, question):
    chart = control_chart(module_db, replace(question, kind=ChartKind.XMR))
    assert 0 in dict(chart.signal_days)[date(2026, 3, 30)]
    assert chart.points["moving_range"].notna().sum() == len(chart.points) - 1


def test_a_p_chart_of_an_amount_is_refused(module_db, question):
    with pytest.raises(DomainError, match=r"control_chart\.no_share"):
        control_chart(module_db, replace(question, metric="aht_seconds", kind=ChartKind.P))
