"""Published charts and patterns: limits, signals, capability."""

from datetime import date
from math import isnan, nan

import numpy as np
import pytest

from ecogov.domain.control_charts.capability import capability
from ecogov.domain.control_charts.limits import ChartKind, fitting_kind, limits_of
from ecogov.domain.control_charts.signals import RuleSet, signals
from ecogov.domain.errors import DomainError

DAYS = (date(2026, 3, 2), date(2026, 3, 31))

# Montgomery, table 6.6: viscosity of aircraft primer paint, 15 batches.
VISCOSITY = np.array(
    [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54,
     33.12, 33.84]
)  # fmt: skip

# Montgomery, table 7.1: nonconforming cans of frozen orange juice in 30 samples of 50.
CANS = np.array(
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12,
     7, 13, 9, 6]
)  # fmt: skip
FIFTY = np.full(30, 50.0)


def limits(kind, values, n=None, *, is_share=False):
    n = np.ones(len(values)) if n is None else n
    return limits_of(kind, (np.asarray(values, dtype=float), n), DAYS, is_share=is_share)


def flagged(z, rules=RuleSet.NELSON):
    told = signals(np.asarray(z, dtype=float), rules)
    return {number: np.flatnonzero(flags).tolist() for number, flags in told.items() if flags.any()}


def test_xmr_of_the_paint_primer_is_the_published_one():
    found = limits(ChartKind.XMR, VISCOSITY)
    low, high = found.bounds(np.ones(1))
    assert found.center == pytest.approx(33.52, abs=0.005)
    assert (low[0], high[0]) == (pytest.approx(32.24, abs=0.02), pytest.approx(34.80, abs=0.02))
    assert found.range_limit == pytest.approx(1.57, abs=0.01)
    assert found.is_provisional


def test_p_chart_of_the_orange_juice_cans_is_the_published_one():
    found = limits(ChartKind.P, CANS / 50, FIFTY, is_share=True)
    low, high = found.bounds(np.array([50.0]))
    assert found.center == pytest.approx(0.2313, abs=1e-4)
    assert (low[0], high[0]) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.4102, abs=1e-4))
    told = signals(found.standings(CANS / 50, FIFTY), RuleSet.WESTERN_ELECTRIC)
    assert np.flatnonzero(told[1]).tolist() == [14, 22]


def test_laney_widens_by_what_days_differ_more_than_sampling():
    n = np.full(24, 100_000.0)
    values = 0.05 + np.tile([0.004, -0.004], 12)
    plain = limits(ChartKind.P, values, n, is_share=True)
    wide = limits(ChartKind.LANEY, values, n, is_share=True)
    assert (np.abs(plain.standings(values, n)) > 3).all()
    z = (values - 0.05) / np.sqrt(0.05 * 0.95 / n)
    assert wide.sigma == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert not (np.abs(wide.standings(values, n)) > 3).any()
    assert fitting_kind((values, n), is_share=True) is ChartKind.LANEY


def test_sampling_alone_calls_for_a_plain_p_chart():
    dice = np.random.default_rng(5)
    n = dice.integers(200, 800, 200).astype(float)
    values = dice.binomial(n.astype(int), 0.06) / n
    assert fitting_kind((values, n), is_share=True) is ChartKind.P
    assert fitting_kind((values * 300, n), is_share=False) is ChartKind.XMR


def test_shares_stay_between_nothing_and_everything():
    low, high = limits(ChartKind.P, [0.9, 1.0, 0.95], np.full(3, 20.0), is_share=True).bounds(
        np.array([5.0])
    )
    assert low[0] >= 0
    assert high[0] == 1


def test_a_day_without_a_figure_is_no_point():
    gap = np.insert(VISCOSITY, 4, nan)
    assert limits(ChartKind.XMR, gap).sigma == limits(ChartKind.XMR, VISCOSITY).sigma


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        (ChartKind.XMR, [1.0], "control_chart.too_few"),
        (ChartKind.P, [300.0, 310.0], "control_chart.no_share"),
    ],
)
def test_what_cannot_be_charted_is_refused(kind, values, code):
    with pytest.raises(DomainError) as caught:
        limits(kind, values)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "z", "where"),
    [
        (1, [0, 3.1, -3.1, 3.0], [1, 2]),
        (2, [0.2] * 8 + [0.3, -0.1], [8]),
        (3, [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.4], [5]),
        (4, [0.5, -0.5] * 7, [13]),
        (5, [2.1, 0, 2.2, 0, 0, -2.1, 2.1], [2]),
        (6, [1.1, 1.2, 0, 1.1, 1.3], [4]),
        (7, [0.9, -0.9, 0.4] * 5, [14]),
        (8, [1.5, -1.5, 1.2, 1.3, -1.1, 1.4, -1.2, 1.1], [7]),
    ],
)
def test_nelsons_rules_fire_where_their_pattern_is_complete(number, z, where):
    assert flagged(z)[number] == where
    assert flagged(-np.array(z, dtype=float))[number] == where


@pytest.mark.parametrize(
    ("number", "z", "where"),
    [
        (1, [3.2], [0]),
        (2, [0, 2.1, 2.3], [2]),
        (3, [1.1, 1.2, 1.3, 0, 1.2], [4]),
        (4, [0.1] * 8, [7]),
    ],
)
def test_the_rules_of_western_electric_fire_too(number, z, where):
    assert flagged(z, RuleSet.WESTERN_ELECTRIC)[number] == where


def test_one_point_less_completes_no_pattern():
    almost = {
        2: [0.2] * 8, 3: [-0.2, -0.1, 0, 0.1, 0.2], 4: [0.5, -0.5] * 6 + [0.5],
        7: [0.9, -0.9] * 7, 8: [1.5, -1.5, 1.2, 1.3, -1.1, 1.4, -1.2],
    }  # fmt: skip
    for number, z in almost.items():
        assert number not in flagged(z), number


def test_a_stable_process_seldom_signals():
    z = np.random.default_rng(11).normal(size=20_000)
    shares = {number: flags.mean() for number, flags in signals(z, RuleSet.NELSON).items()}
    assert shares[1] == pytest.approx(0.0027, abs=0.0012)
    assert all(share < 0.01 for share in shares.values())


def test_a_still_process_has_no_signal_and_its_first_move_is_one():
    found = limits(ChartKind.XMR, [5.0] * 20)
    z = found.standings(np.array([5.0, 5.1]), np.ones(2))
    assert z[0] == 0
    assert flagged(z) == {1: [1]}


def test_capability_of_a_stable_process():
    values = np.array([9.0, 11.0] * 15)
    found = capability(values, 1.0, (4.0, 16.0), is_stable=True)
    assert (found.cp, found.cpk) == (2.0, 2.0)
    assert found.pp == pytest.approx(12 / (6 * values.std(ddof=1)))
    one_side = capability(values, 1.0, (nan, 13.0), is_stable=True)
    assert isnan(one_side.cp)
    assert one_side.cpk == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"is_stable": False}, "unstable"),
        ({"spec": (nan, nan)}, "no_spec"),
        ({"values": np.full(5, 3.0), "sigma_within": 0.0}, "no_spread"),
    ],
)
def test_capability_says_why_there_is_none(told, reason):
    asked = {
        "values": np.array([1.0, 2.0]),
        "sigma_within": 1.0,
        "spec": (0.0, 9.0),
        "is_stable": True,
    }
    found = capability(**asked | told)
    assert (found.null_reason, isnan(found.cpk)) == (reason, True)
