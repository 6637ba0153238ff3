"""A scan is causal, does not care for units, names or order, and bears bad input."""

import numpy as np
import pandas as pd
import pytest

from ecogov.detection.calibration import threshold
from ecogov.detection.kinds import Kind
from ecogov.detection.panel import described_without_file, panel, since
from ecogov.detection.scanning import scan
from tests.harness.work import amounts, described, shares

RATIO = {"project": "p1", "vendor": "v1"}


def scanned(observations, kind="ratio", days_off=None, **place):
    return scan(panel(observations, described(observations, kind, **place), days_off))


def scores(found):
    return found.scores.set_index(["series_id", "timestamp"])["score"]


@pytest.fixture(scope="module")
def quiet():
    return shares()


@pytest.fixture(scope="module")
def fallen(quiet):
    """One series loses eight points for the last six days."""
    told = quiet.copy()
    is_bad = (told["series_id"] == "s04") & (
        told["timestamp"] > told["timestamp"].max() - pd.Timedelta(days=6)
    )
    told.loc[is_bad, "num"] = np.floor(told.loc[is_bad, "den"] * 0.87)
    told["value"] = told["num"] / told["den"]
    return told


def test_fall_is_found_with_direction_and_band(fallen):
    found = scanned(fallen).found
    days = found[found["series_id"] == "s04"]
    assert len(days) >= 5
    assert set(days["direction"]) == {"down"}
    lead = days.sort_values("p_value").iloc[0]
    assert lead["value"] < lead["expected_low"] < lead["expected"] < lead["expected_high"]
    assert 0 <= lead["p_value"] < 1e-6
    assert 0.6 < lead["score"] <= 1


@pytest.mark.parametrize("days_known", [40, 75, 122])
def test_score_of_a_day_does_not_depend_on_later_days(fallen, days_known):
    last = fallen["timestamp"].min() + pd.Timedelta(days=days_known)
    early = scores(scanned(fallen[fallen["timestamp"] <= last], **RATIO))
    late = scores(scanned(fallen, **RATIO))
    assert len(early) > 0
    pd.testing.assert_series_equal(early, late.loc[early.index], check_exact=True)


def test_new_days_are_scored_alone_and_as_a_scan_of_all_days_does(fallen):
    laid = panel(fallen, described(fallen, "ratio", **RATIO), None)
    first = fallen["timestamp"].max() - pd.Timedelta(days=4)
    new = scores(scan(since(laid, first.date(), history=999)))
    assert new.index.get_level_values("timestamp").min() == first
    pd.testing.assert_series_equal(new, scores(scan(laid)).loc[new.index], check_exact=True)


def test_new_days_are_judged_from_the_weeks_before_them(fallen):
    laid = panel(fallen, described(fallen, "ratio", **RATIO), None)
    first = fallen["timestamp"].max() - pd.Timedelta(days=4)
    cut = since(laid, first.date(), history=80)
    assert len(cut.days) == 85
    found = scan(cut).found
    assert set(found["series_id"]) == {"s04"}
    assert found["timestamp"].min() >= first


def test_order_of_series_and_days_changes_nothing(fallen):
    shuffled = fallen.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(scores(scanned(fallen)), scores(scanned(shuffled)))


def test_error_rate_scores_as_accuracy_does(fallen):
    errors = fallen.assign(num=fallen["den"] - fallen["num"])
    errors["value"] = errors["num"] / errors["den"]
    right, wrong = scanned(fallen, **RATIO), scanned(errors, **RATIO)
    pd.testing.assert_series_equal(scores(right), scores(wrong), rtol=1e-5)
    assert set(wrong.found.loc[wrong.found["series_id"] == "s04", "direction"]) == {"up"}


def test_unit_of_a_mean_does_not_move_its_scores():
    seconds = amounts()
    minutes = seconds.assign(value=seconds["value"] / 60)
    pd.testing.assert_series_equal(
        scores(scanned(seconds, "mean")), scores(scanned(minutes, "mean")), rtol=1e-7
    )


def test_series_of_one_place_that_slip_together_are_found_where_one_alone_is_not():
    told = shares(series=12, units=80)
    last = told["timestamp"].max()
    is_bad = told["timestamp"] > last - pd.Timedelta(days=5)
    dice = np.random.default_rng(9)
    told.loc[is_bad, "num"] = dice.binomial(told.loc[is_bad, "den"].astype(int), 0.90)
    told["value"] = told["num"] / told["den"]
    together = scanned(told, **RATIO).found
    alone = scanned(told).found
    assert together["series_id"].nunique() > alone["series_id"].nunique()
    shared = together[together["kind"] == "shared"]
    assert len(shared) > 0
    assert (shared["siblings"] == 11).all()


@pytest.mark.parametrize("kind", ["ratio", "mean", "count", "backlog"])
def test_equal_values_are_never_strange(kind):
    told = shares(series=2).assign(num=380.0, den=400.0)
    told["value"] = 0.95 if kind == "ratio" else 400.0
    found = scanned(told, kind)
    assert found.found.empty
    assert found.failures == ()
    assert found.scores["score"].between(0, 1).all()


def test_missing_days_and_zero_denominators_are_no_days(quiet):
    holes = quiet.copy()
    holes.loc[holes.index % 7 == 2, ["num", "den"]] = 0.0
    holes.loc[holes.index % 7 == 2, "value"] = np.nan
    gone = quiet[quiet.index % 7 != 2]
    pd.testing.assert_series_equal(scores(scanned(holes)), scores(scanned(gone)))


def test_one_point_is_borne_without_a_score():
    found = scanned(shares(series=1, days=1))
    assert (len(found.found), len(found.scores), found.failures) == (0, 0, ())


def test_nothing_is_borne():
    found = scanned(shares(series=1, days=1).iloc[:0])
    assert (len(found.found), len(found.scores)) == (0, 0)


def test_a_million_units_a_day_are_borne():
    found = scanned(shares(series=3, days=80, units=1_000_000))
    assert np.isfinite(found.scores["score"]).all()
    assert len(found.found) == 0


def test_series_that_makes_no_sense_is_named_and_stops_no_other(quiet):
    odd = pd.DataFrame(
        {
            "series_id": "zz",
            "timestamp": pd.date_range("2026-01-05", periods=3),
            "value": [0.5, 17.0, 0.4],
        }
    )
    found = scanned(pd.concat([quiet, odd]))
    assert [(one.series_id, one.code) for one in found.failures] == [("zz", "scan.not_a_share")]
    pd.testing.assert_series_equal(scores(found), scores(scanned(quiet)))


def test_days_before_the_first_scored_one_are_not_scored(quiet):
    first = quiet["timestamp"].min() + pd.Timedelta(days=60)
    about = described(quiet, "ratio", first_scored=first)
    assert scan(panel(quiet, about, None)).scores["timestamp"].min() == first


def test_young_series_is_held_to_a_plain_limit():
    young = amounts(series=1, days=20)
    young.loc[young.index[-1], "value"] *= 8
    found = scanned(young, "mean").found
    assert list(found["kind"]) == ["limit"]
    assert found["timestamp"].iloc[0] == young["timestamp"].max()


def test_volume_on_a_day_off_is_not_strange():
    told = shares(series=2, days=90).drop(columns=["num", "den"])
    told["value"] = 400.0 + np.arange(len(told)) % 9
    day = pd.Timestamp("2026-03-18")
    told.loc[told["timestamp"] == day, "value"] = 3.0
    off = pd.DataFrame({"locale": ["zh-CN"], "date": [day]})
    assert day in set(scanned(told, "count", locale="zh-CN").found["timestamp"])
    assert day not in set(scanned(told, "count", off, locale="zh-CN").found["timestamp"])


def test_larger_budget_flags_no_fewer_days(fallen):
    about = described(fallen, "ratio")
    counts = [
        len(scan(panel(fallen, about, None), budget=budget).found) for budget in (0.05, 0.5, 5.0)
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_false_discovery_rate_only_takes_away(fallen):
    laid = panel(fallen, described(fallen, "ratio"), None)
    every = scan(laid, budget=20).found.set_index(["series_id", "timestamp"]).index
    few = scan(laid, budget=20, false_discovery_rate=0.01).found
    few = few.set_index(["series_id", "timestamp"]).index
    assert set(few) < set(every)


def test_nothing_wrong_spends_about_the_budget():
    budget = 4.0
    told = shares(series=80, days=200, seed=21)
    found = scan(panel(told, described(told, "ratio"), None), budget=budget).found
    days = found.sort_values(["series_id", "timestamp"])
    gap = days.groupby("series_id")["timestamp"].diff()
    alarms = int((gap.isna() | (gap > pd.Timedelta(days=3))).sum())
    years = 80 * (200 - 8) / 365.25
    assert 0.4 * budget * years < alarms < 1.4 * budget * years


def test_threshold_is_a_chance():
    for kind in Kind:
        assert 0 < threshold(kind, 0.5) < threshold(kind, 5) <= 1
        assert threshold(kind, 1e9) == 1


def test_kinds_are_guessed_from_the_columns():
    told = pd.concat([shares(series=1, days=3), amounts(series=1, days=3)])
    whole = amounts(series=1, days=3).assign(series_id="c00", value=[3.0, 4.0, 5.0])
    guessed = described_without_file(pd.concat([told, whole]))
    assert dict(guessed.to_numpy().tolist()) == {"a00": "mean", "c00": "count", "s00": "ratio"}
