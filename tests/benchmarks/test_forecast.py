"""How fast a forecast is, and in how many of many projects its P80 holds."""

from time import perf_counter

import pytest

from ecogov.domain.forecast.simulation import RUNS, Luck, finish_offsets
from tests.harness.flows import share_held, simulated


def test_ten_thousand_runs_take_a_fifth_of_a_second(capsys):
    told = simulated(1)
    finish_offsets(told.flow, told.remaining)
    took = []
    for _ in range(7):
        started = perf_counter()
        finish_offsets(told.flow, told.remaining, Luck(RUNS))
        took.append(perf_counter() - started)
    with capsys.disabled():
        print(f"\nforecast of {RUNS} runs: {sorted(took)[3] * 1000:.0f} ms (median of 7)")
    assert sorted(took)[3] <= 0.2


def test_p80_holds_in_eighty_of_a_hundred_projects_give_or_take_three(capsys):
    share = share_held(2000)
    with capsys.disabled():
        print(f"\nP80 held in {share:.1%} of 2000 simulated projects")
    assert share == pytest.approx(0.8, abs=0.03)
