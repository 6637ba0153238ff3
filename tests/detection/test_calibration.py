import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from ecogov.detection.calibration import (
    p_values,
    strangeness,
    threshold,
    within_false_discovery_rate,
)
from ecogov.detection.detectors import pooled, tail_log
from ecogov.detection.kinds import Kind
from ecogov.detection.panel import panel
from ecogov.detection.scanning import scan
from tests.harness.calm import calm
from tests.harness.work import FIRST_DAY, described

FIRST_SCORED = pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=60)

CHANCES = st.lists(st.floats(min_value=1e-9, max_value=1.0), min_size=1, max_size=30)


@given(CHANCES, st.floats(min_value=0.01, max_value=0.5))
def test_false_discovery_rate_is_scipys(chances, rate):
    told = within_false_discovery_rate(np.asarray(chances)[:, None], rate)[:, 0]
    adjusted = false_discovery_control(chances)
    unclear = np.isclose(adjusted, rate, rtol=1e-9)
    assert ((told == (adjusted <= rate)) | unclear).all()


def test_series_without_a_score_do_not_count_against_the_others():
    chances = np.array([[0.04], [np.nan], [np.nan], [np.nan]])
    assert within_false_discovery_rate(chances, 0.05)[:, 0].tolist() == [True, False, False, False]


@given(st.lists(st.floats(min_value=-1, max_value=60), min_size=2, max_size=40))
def test_stranger_evidence_is_less_likely_and_scores_higher(evidence):
    day = pd.date_range("2026-03-01", periods=1)
    chance = p_values(Kind.RATIO, np.sort(evidence)[:, None], day)
    assert ((chance > 0) & (chance <= 1)).all()
    assert (np.diff(strangeness(chance[:, 0])) >= 0).all()


@pytest.mark.parametrize("share", [0.5, 0.1, 0.03])
def test_chance_among_past_scores_is_counted(share):
    past = np.random.default_rng(1).normal(size=20_000)
    score = np.quantile(past, 1 - share)
    assert tail_log(past, np.array([score]))[0] == pytest.approx(-np.log(share), abs=0.01)


def test_tail_goes_on_beyond_what_was_seen():
    past = np.random.default_rng(1).exponential(size=50_000)
    told = tail_log(past, np.array([12.0, 18.0, 30.0]))
    assert told == pytest.approx([12, 18, 30], rel=0.1)


@pytest.fixture(scope="module")
def nothing_wrong():
    told = {}
    for kind in Kind:
        seen = calm(kind, seed=7)
        about = described(seen, kind, first_scored=FIRST_SCORED)
        told[kind] = scan(panel(seen, about, None)).scores
    return told


@pytest.mark.parametrize("kind", list(Kind))
def test_chances_are_uniform_where_nothing_is_wrong(nothing_wrong, kind):
    chance = nothing_wrong[kind]["p_value"]
    for below, slack in ((0.5, 0.1), (0.2, 0.12), (0.1, 0.15), (0.05, 0.2), (0.01, 0.35)):
        assert (chance <= below).mean() == pytest.approx(below, rel=slack)


@pytest.mark.parametrize("kind", list(Kind))
def test_false_alarms_keep_to_the_budget_where_nothing_is_wrong(nothing_wrong, kind):
    budget = 3.0
    scores = nothing_wrong[kind]
    days = scores[scores["p_value"] <= threshold(kind, budget)]
    gap = days.sort_values(["series_id", "timestamp"]).groupby("series_id")["timestamp"].diff()
    alarms = (gap.isna() | (gap > pd.Timedelta(days=3))).sum()
    years = scores["series_id"].nunique() * scores["timestamp"].nunique() / 365.25
    assert alarms == pytest.approx(budget * years, rel=0.3)


def test_detector_that_fails_is_named_by_its_month_and_stops_no_other_month():
    dice = np.random.default_rng(1)
    days = pd.date_range("2026-01-01", "2026-05-31")
    features = dice.normal(size=(60, len(days), 3))
    features[7, days.get_loc("2026-03-09")] = np.inf
    usable = np.ones(features.shape[:2], dtype=bool)
    strange, failed = pooled(features, usable, days, np.zeros(60, dtype=np.int64))
    assert failed == ("2026-03", "2026-04", "2026-05")
    assert np.isfinite(strange[:, days.month == 2]).all()
    assert np.isnan(strange[:, days.month > 2]).all()
