"""Forecasts: dates from the flow, what risks do to them, and whether they hold."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.forecast.backtest import back_test, drift
from ecogov.domain.forecast.flow import Flow
from ecogov.domain.forecast.outlook import ForecastGap, Goal, forecast, reached_on
from ecogov.domain.forecast.pert import ThreePoint, joined
from ecogov.domain.forecast.simulation import (
    NEVER,
    SEED,
    Luck,
    finish_offsets,
    units_by,
)
from ecogov.domain.forecast.threats import delayed, delays, what_mitigation_buys
from ecogov.domain.workdays import Calendar
from tests.harness.flows import share_held, simulated, steady

FRIDAY = date(2026, 11, 20)
FEW = Luck(500, SEED)


def risks(*rows):
    columns = ["id", "nature", "p", "days_low", "days_likely", "days_high"]
    return pd.DataFrame(list(rows), columns=columns)


def test_pert_of_the_definition():
    estimate = ThreePoint(3, 10, 17)
    assert estimate.mean == 10
    assert round(estimate.deviation, 2) == 2.33
    mean, deviation = joined([estimate, estimate])
    assert (mean, round(deviation, 3)) == (20, 3.3)


def test_pert_without_a_range_is_constant_and_draws_stay_inside_one():
    generator = np.random.default_rng(1)
    assert set(ThreePoint(4, 4, 4).draws(generator, 10)) == {4.0}
    drawn = ThreePoint(3, 10, 17).draws(generator, 20_000)
    assert drawn.min() >= 3
    assert drawn.max() <= 17
    assert abs(drawn.mean() - 10) < 0.1


def test_a_steady_flow_ends_when_arithmetic_says_and_not_on_a_weekend():
    outlook = forecast(steady(FRIDAY, 60), Goal(int(steady(FRIDAY, 60).total) + 1000, FRIDAY))
    assert outlook.p50 == outlook.p80 == outlook.p95 == date(2026, 12, 4)
    assert outlook.confidence == 0.0


def test_holidays_to_come_push_the_date():
    off = frozenset({date(2026, 11, 24), date(2026, 11, 25)})
    calendar = Calendar(days_off=off)
    finish = finish_offsets(steady(FRIDAY, 60, calendar=calendar), 1000, FEW)
    assert set(finish) == {18}


def test_work_on_weekends_is_part_of_the_rhythm():
    flow = Flow(FRIDAY, np.full(70, 100.0), Calendar())
    assert set(finish_offsets(flow, 700, FEW)) == {7}


def test_the_ramp_at_the_beginning_is_not_the_level():
    steps = [10.0] * 14 + [40.0] * 14
    ramped = Flow(FRIDAY, np.array(steps + [100.0] * 42), Calendar(weekend=frozenset()))
    assert set(finish_offsets(ramped, 1000, FEW)) == {10}


def test_the_same_seed_gives_the_same_runs():
    told = simulated(3)
    first, second = (finish_offsets(told.flow, told.remaining, FEW) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("flow", "goal", "gap"),
    [
        (steady(FRIDAY, 60), Goal(None, FRIDAY), ForecastGap.NO_UNITS),
        (steady(FRIDAY, 0), Goal(100, FRIDAY), ForecastGap.NONE_ACCEPTED),
        (Flow.of(pd.DataFrame({"day": [FRIDAY], "value": [0.0]}), FRIDAY, Calendar()),
         Goal(100, FRIDAY), ForecastGap.NONE_ACCEPTED),
        (steady(FRIDAY, 11), Goal(100_000, FRIDAY), ForecastGap.FEW_DAYS),
        (steady(FRIDAY, 60), Goal(10**9, FRIDAY), ForecastGap.BEYOND_HORIZON),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(flow, goal, gap):
    outlook = forecast(flow, goal, FEW)
    assert outlook.gap is gap
    assert outlook.p95 is None


def test_ten_working_days_are_enough():
    assert forecast(steady(FRIDAY, 14), Goal(100_000, None), FEW).p80 is not None


def test_what_is_delivered_was_reached_on_a_day():
    flow = steady(FRIDAY, 60)
    outlook = forecast(flow, Goal(500, FRIDAY), FEW)
    assert outlook.gap is ForecastGap.DELIVERED
    assert outlook.p80 == reached_on(flow, 500) == outlook.p50
    assert outlook.confidence == 1.0


def test_a_horizon_is_never_cut_silently():
    finish = finish_offsets(steady(FRIDAY, 60), 10**9, FEW)
    assert set(finish) == {NEVER}


def test_how_many_by_a_date_is_the_fifteenth_percentile():
    told = simulated(11)
    due = told.flow.last + timedelta(days=28)
    outlook = forecast(told.flow, Goal(10**7, due), FEW)
    more = np.sort(units_by(told.flow, due, FEW))
    assert outlook.by_committed == pytest.approx(told.flow.total + more[74])
    assert units_by(told.flow, told.flow.last, FEW).sum() == 0


def test_confidence_is_the_share_of_runs_until_the_day():
    told = simulated(5)
    outlook = forecast(told.flow, Goal(int(told.flow.total + told.remaining), None), FEW)
    again = forecast(told.flow, Goal(outlook.goal.units, outlook.p80), FEW)
    assert again.confidence == pytest.approx(
        np.mean(again.finish <= (outlook.p80 - told.flow.last).days)
    )
    assert again.confidence >= 0.8


def test_every_risk_meets_the_same_fate_with_another_one_removed():
    told = risks((1, "threat", 0.5, 2, 5, 9), (2, "threat", 0.3, 1, 2, 3))
    both, alone = delays(told, FEW), delays(told.iloc[:1], FEW)
    assert np.array_equal(both[1], alone[1])


def test_a_certain_risk_costs_its_working_days():
    certain = risks((1, "threat", 1.0, 5, 5, 5), (2, "opportunity", 1.0, 2, 2, 2))
    finish = np.full(4, 14)
    by_risk = {one: days[:4] for one, days in delays(certain, FEW).items()}
    assert set(delayed(finish, by_risk[1], FRIDAY, Calendar())) == {21}
    assert set(delayed(finish, by_risk[2], FRIDAY, Calendar())) == {12}
    bought = what_mitigation_buys(finish, by_risk, FRIDAY, Calendar())
    assert [(one.risk_id, one.days) for one in bought] == [(1, 7), (2, -2)]


def test_risks_without_chance_or_days_move_nothing():
    told = risks((1, "threat", None, 1, 2, 3), (2, "threat", 0.5, None, None, None))
    assert delays(told, FEW) == {}
    assert what_mitigation_buys(np.full(4, 14), {}, FRIDAY, Calendar()) == []


def test_a_missing_bound_is_the_likely_value():
    drawn = delays(risks((1, "threat", 1.0, None, 4, None)), FEW)[1]
    assert set(drawn) == {4.0}


def test_the_past_of_a_steady_project_always_held():
    tested = back_test(steady(FRIDAY, 140), FEW)
    assert tested.held == tested.judged > 5
    assert tested.share == 1.0
    assert back_test(steady(FRIDAY, 14), FEW).share is None


def test_drift_tells_what_would_have_been_said_then():
    told = simulated(7)
    goal = Goal(int(told.flow.total + told.remaining), None)
    told_then = drift(told.flow, goal, FEW, weeks=4)
    assert [one.day for one in told_then] == [
        told.flow.last - timedelta(weeks=n) for n in (3, 2, 1, 0)
    ]
    assert told_then[-1].p80 == forecast(told.flow, goal, Luck(1000, SEED)).p80


def test_p80_holds_in_about_eighty_of_a_hundred_projects():
    # 400 projects: three standard errors are six points; the benchmarks play 2 000.
    assert abs(share_held(400, runs=400) - 0.8) <= 0.06
