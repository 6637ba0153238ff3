from datetime import date

import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.risks.default_scale import DEFAULT_SCALE
from ecogov.domain.risks.scales import ScaleDraft
from ecogov.domain.risks.score_history import LANES, Periods, score_trend
from tests.harness.risks import SCALES, entries, states

MARCH = Periods(date(2026, 3, 2), date(2026, 3, 22))


def lanes(trend, place):
    return {lane: n for lane, n in trend.loc[place, list(LANES)].items() if n}


def test_weeks_begin_on_monday_and_the_last_is_read_where_the_period_ends():
    periods = Periods(date(2026, 3, 4), date(2026, 3, 17))
    assert periods.starts == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    assert periods.ends == [date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 17)]


def test_months_have_their_own_lengths():
    periods = Periods(date(2026, 1, 31), date(2026, 3, 31), "month")
    assert periods.starts == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert periods.ends == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_a_score_holds_until_the_next_one():
    history = entries((1, 3, "inherent", 4, 5), (1, 17, "current", 2, 2))
    trend = score_trend(history, states(), SCALES, MARCH)
    assert trend["total_score"].tolist() == [20, 20, 4]
    assert [lanes(trend, place) for place in range(3)] == [
        {"critical": 1},
        {"critical": 1},
        {"low": 1},
    ]


def test_of_two_entries_of_one_day_the_last_holds():
    history = entries((1, 3, "current", 4, 5), (1, 3, "current", 1, 1))
    assert score_trend(history, states(), SCALES, MARCH)["total_score"].tolist() == [1, 1, 1]


def test_a_residual_that_is_taken_back_leaves_the_inherent_score():
    history = entries(
        (1, 3, "inherent", 4, 5), (1, 4, "current", 1, 1), (1, 10, "current", None, None)
    )
    assert score_trend(history, states(), SCALES, MARCH)["total_score"].tolist() == [1, 20, 20]


def test_targets_are_no_levels_that_were_reached():
    history = entries((1, 3, "inherent", 4, 5), (1, 10, "target", 1, 1))
    assert score_trend(history, states(), SCALES, MARCH)["total_score"].tolist() == [20, 20, 20]


def test_a_realised_risk_leaves_the_total_and_stays_in_the_trend():
    history = entries((1, 3, "inherent", 4, 5), (2, 3, "inherent", 2, 3))
    trend = score_trend(history, states((1, 3, "open"), (1, 12, "realised")), SCALES, MARCH)
    assert trend["total_score"].tolist() == [26, 6, 6]
    assert lanes(trend, 2) == {"moderate": 1, "realised": 1}


def test_a_closed_risk_is_gone_and_comes_back_when_reopened():
    history = entries((1, 3, "inherent", 4, 5))
    changes = states((1, 3, "open"), (1, 10, "closed"), (1, 18, "responding"))
    assert score_trend(history, changes, SCALES, MARCH)["total_score"].tolist() == [20, 0, 20]


def test_an_unscored_risk_has_its_own_lane_and_adds_nothing():
    history = entries((2, 3, "inherent", None, 4))
    trend = score_trend(history, states((1, 3, "open")), SCALES, MARCH)
    assert lanes(trend, 0) == {"unscored": 2}
    assert trend["total_score"].tolist() == [0, 0, 0]


def test_a_new_version_of_the_scale_rescores_no_entry():
    told = ScaleDraft.of(DEFAULT_SCALE).model_dump()
    told["bands"] = [
        {"severity": "low", "name_en": "L", "name_zh": "L", "lowest": 1, "highest": 1},
        {"severity": "critical", "name_en": "C", "name_zh": "C", "lowest": 2, "highest": 25},
    ]
    scales = {1: DEFAULT_SCALE, 2: ScaleDraft.model_validate(told).scale(2)}
    history = entries((1, 3, "inherent", 2, 2, 1), (2, 3, "inherent", 2, 2, 2))
    trend = score_trend(history, states(), scales, MARCH)
    assert lanes(trend, 0) == {"low": 1, "critical": 1}
    with pytest.raises(DomainError, match=r"risk\.scale\.unknown"):
        score_trend(history, states(), SCALES, MARCH)


def test_an_empty_history_gives_zeros():
    trend = score_trend(entries(), states(), SCALES, MARCH)
    assert trend[list(LANES)].to_numpy().sum() == 0
    assert trend["total_score"].tolist() == [0, 0, 0]
