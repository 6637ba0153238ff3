import pandas as pd
import pytest

from ecogov.domain.risks.appetite import Appetite, with_appetite
from ecogov.domain.risks.default_scale import DEFAULT_SCALE
from ecogov.domain.risks.matrix import matrix, movement
from ecogov.domain.risks.scoring import coverage, live, scored, with_contradictions
from ecogov.domain.risks.words import Stage
from tests.harness.risks import SCALES, risks, scored_risks


def row(**told):
    return scored_risks(told).iloc[0]


def residual(probability, impact):
    return {"residual_probability": probability, "residual_impact": impact}


def target(probability, impact):
    return {"target_probability": probability, "target_impact": impact}


def test_without_a_residual_the_current_score_is_the_inherent_one():
    found = row(probability=3, impact=4)
    assert (found["inherent_score"], found["current_score"]) == (12, 12)
    assert found["current_band"] == "high"


def test_a_residual_level_replaces_only_itself():
    assert row(probability=3, impact=4, residual_probability=1)["current_score"] == 4


def test_a_target_that_names_one_level_takes_the_other_from_the_current_stage():
    found = row(probability=5, impact=4, residual_impact=3, target_probability=2)
    assert found["target_score"] == 6


def test_without_a_target_there_is_no_target_score():
    found = row(probability=3, impact=4)
    assert pd.isna(found["target_score"])
    assert found["target_band"] is None


@pytest.mark.parametrize(("probability", "impact"), [(None, 4), (3, None), (None, None)])
def test_what_is_unscored_has_no_score_and_never_0(probability, impact):
    found = row(probability=probability, impact=impact)
    assert pd.isna(found["current_score"])
    assert found["current_band"] is None


def test_scoring_leaves_its_input_alone():
    given = risks({}, {"probability": None})
    before = given.copy()
    scored(given, SCALES)
    pd.testing.assert_frame_equal(given, before)


def test_an_empty_register_can_be_scored():
    empty = scored_risks()
    assert empty.empty
    assert "current_band" in empty
    assert coverage(empty).null_reason == "no_risks"
    assert pd.isna(coverage(empty).share)


def test_coverage_counts_the_scored_among_all():
    found = coverage(scored_risks({}, {"impact": None}, {}))
    assert (found.numerator, found.denominator) == (2, 3)
    assert found.share == pytest.approx(2 / 3)


def test_realised_and_closed_risks_are_no_exposure():
    statuses = ["open", "responding", "accepted", "realised", "closed"]
    register = risks(*({"status": status} for status in statuses))
    assert live(register)["status"].tolist() == statuses[:3]


MARKS = ["is_residual_worse", "is_improved_without_action", "is_target_worse"]


@pytest.mark.parametrize(
    ("told", "marks"),
    [
        (residual(3, 5), [True, False, False]),
        (residual(2, 4), [False, True, False]),
        (residual(2, 4) | {"n_actions": 1}, [False, False, False]),
        (target(4, 4), [False, False, True]),
        (target(2, 4), [False, False, False]),
        ({"nature": "opportunity"} | residual(2, 4), [True, False, False]),
        ({"nature": "opportunity"} | residual(4, 4), [False, True, False]),
        ({"nature": "opportunity"} | target(2, 4), [False, False, True]),
        ({"impact": None}, [False, False, False]),
    ],
)
def test_contradicting_scores_are_marked(told, marks):
    found = with_contradictions(scored_risks({"probability": 3, "impact": 4} | told)).iloc[0]
    assert found[MARKS].tolist() == marks


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({"probability": 2, "impact": 3}, "within"),
        ({"probability": 3, "impact": 4}, "outside_appetite"),
        ({"probability": 4, "impact": 4}, "outside_tolerance"),
        ({"category": "people"}, "not_set"),
        ({"category": None}, "not_set"),
        ({"impact": None}, "unscored"),
        ({"nature": "opportunity", "probability": 5, "impact": 5}, "opportunity"),
    ],
)
def test_threats_are_held_to_the_appetite_of_their_category(told, standing):
    found = with_appetite(scored_risks(told), {"vendor": Appetite(6, 12)})
    assert found["appetite"].tolist() == [standing]


def test_the_matrix_has_every_cell_once_and_counts_natures_apart():
    register = scored_risks({}, {}, {"nature": "opportunity"}, {"impact": None})
    cells = matrix(register, Stage.CURRENT, DEFAULT_SCALE)
    assert len(cells.drop_duplicates(["nature", "probability", "impact"])) == 50
    filled = cells[cells["n"] > 0].set_index("nature")
    assert filled["n"].to_dict() == {"threat": 2, "opportunity": 1}
    assert filled.loc["threat", "refs"] == ("R-1", "R-2")
    assert filled.loc["threat", "band"] == "high"


def test_the_matrix_follows_the_stage():
    register = scored_risks({"probability": 5, "impact": 5} | residual(2, 1) | target(1, 1))
    at = {
        stage: matrix(register, stage, DEFAULT_SCALE).query("n > 0")["score"].tolist()
        for stage in Stage
    }
    assert at == {Stage.INHERENT: [25], Stage.CURRENT: [2], Stage.TARGET: [1]}


def test_a_risk_moves_from_inherent_over_current_to_target():
    register = scored_risks(
        {"probability": 5, "impact": 4} | residual(3, 4) | target(1, 2), {}, {"impact": None}
    )
    legs = movement(register)
    ends = ["ref", "leg", "from_probability", "from_impact", "to_probability", "to_impact"]
    assert legs[ends].to_numpy().tolist() == [
        ["R-1", "current", 5, 4, 3, 4],
        ["R-1", "target", 3, 4, 1, 2],
        ["R-2", "current", 3, 4, 3, 4],
    ]
    assert legs["has_moved"].tolist() == [True, True, False]


def test_nothing_moves_in_an_empty_register():
    assert movement(scored_risks()).empty
