"""A change is shared out without a rest, in any order, and luck is told from causes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.rootcause.noise import SURE, chance, distance, share_variance
from ecogov.domain.rootcause.parts import Kind, vital_few
from ecogov.services.rootcause.sharing import slices_along

amounts = st.floats(0, 1e6, allow_nan=False)


@st.composite
def periods(draw):
    """Draw two periods of a rate by code; values come and go."""
    sides = []
    for _ in range(2):
        codes = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
        n = draw(st.lists(st.integers(1, 10**6), min_size=len(codes), max_size=len(codes)))
        k = [draw(st.integers(0, total)) for total in n]
        sides.append(pd.DataFrame({"k": k, "n": n}, index=codes, dtype="float64"))
    return sides


def whole(frame):
    return frame["k"].sum() / frame["n"].sum()


@given(periods())
def test_rate_and_mix_effects_add_up_to_the_change(sides):
    before, after = sides
    told = slices_along(before, after, Kind.RATE)
    change = whole(after) - whole(before)
    assert told["contribution"].sum() == pytest.approx(change, abs=1e-9)
    assert (told["rate_effect"] + told["mix_effect"]).sum() == pytest.approx(change, abs=1e-9)


@given(periods())
def test_amounts_add_up_to_the_change(sides):
    before, after = sides
    told = slices_along(before, after, Kind.AMOUNT)
    assert told["contribution"].sum() == pytest.approx(after["k"].sum() - before["k"].sum())


@given(periods(), st.randoms(use_true_random=False))
def test_the_order_of_slices_does_not_matter(sides, dice):
    before, after = sides
    shuffled = [side.sample(frac=1, random_state=dice.randrange(2**31)) for side in sides]
    told = slices_along(before, after, Kind.RATE)
    pd.testing.assert_frame_equal(told, slices_along(*shuffled, Kind.RATE), rtol=1e-9, atol=1e-12)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1), st.sampled_from([-1.0, 1.0]))
def test_the_vital_few_carry_their_share_and_one_less_does_not(contributions, change):
    moved = np.array(contributions)
    few = vital_few(moved, change)
    along = np.sort(np.maximum(moved * change, 0))[::-1]
    if few == 0:
        assert along.sum() == 0
    else:
        assert along[:few].sum() >= 0.8 * along.sum() * (1 - 1e-9)
        assert along[: few - 1].sum() < 0.8 * along.sum() * (1 + 1e-9)


def test_luck_is_called_a_change_as_seldom_as_it_says():
    dice = np.random.default_rng(20261125)
    told = []
    for _ in range(400):
        n = dice.integers(80, 400, 35).astype(float)
        k = dice.binomial(n.astype(int), 0.95).astype(float)
        variance = share_variance(k.sum(), n.sum())
        z = distance((k[:28], n[:28]), (k[28:], n[28:]), unit_variance=variance)
        told.append(chance(z) < SURE)
    assert 0.01 <= np.mean(told) <= 0.07


def test_lively_days_need_a_larger_move():
    n = np.full(35, 1000.0)
    calm = np.where(np.arange(35) % 2, 951.0, 949.0)
    lively = np.where(np.arange(35) % 2, 990.0, 910.0)
    moved = np.where(np.arange(35) >= 28, -15.0, 0.0)
    variance = share_variance(950, 1000)
    z = [
        distance(
            ((k + moved)[:28], n[:28]), ((k + moved)[28:], n[28:]), unit_variance=variance
        )
        for k in (calm, lively)
    ]  # fmt: skip
    assert z[0] < -4
    assert abs(z[1]) < abs(z[0]) / 3
