from datetime import date

import pytest

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.score_history import Periods
from ecogov.domain.risks.words import Stage
from ecogov.services.log.conversion import convert_record
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from ecogov.services.log.risks import (
    BUILT_IN,
    appetites_by_category,
    change_appetites,
    change_scale,
    first_scored_on,
    risk_scales,
    risk_trend,
    scale_in_force,
    scale_versions,
    score_history,
    scored_risks,
)
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.refusals import refused

RISK = RecordKind.RISK
STRICT = DEFAULT_DRAFT.model_copy(
    update={
        "bands": tuple(
            band.model_copy(update={"lowest": lowest, "highest": highest})
            for band, (lowest, highest) in zip(
                DEFAULT_DRAFT.bands, ((1, 2), (3, 4), (5, 9), (10, 25)), strict=True
            )
        )
    }
)


@pytest.fixture
def project(db):
    return stored_project(db)


def test_changing_a_scale_never_rescores_history(db, project):
    old = stored_record(db, RISK, project, probability=3, impact=4)
    version = change_scale(db, STRICT, project_id=project, version=BUILT_IN, actor=ACTOR)
    new = stored_record(db, RISK, project, probability=3, impact=4)
    amend_record(db, RISK, old.id, {"title": "Renamed"}, version=1, actor=ACTOR)
    rows = scored_risks(db, LogFilter(project_id=project)).set_index("id")
    assert rows.loc[old.id, "current_band"] == "high"
    assert rows.loc[new.id, "current_band"] == "critical"
    amend_record(db, RISK, old.id, {"impact": 3}, version=2, actor=ACTOR)
    assert get_record(db, RISK, old.id)["scale_id"] == version


def test_a_project_scores_by_its_own_scale_before_that_of_all(db, project):
    other = stored_project(db, code="OTHER")
    general = change_scale(db, STRICT, project_id=None, version=BUILT_IN, actor=ACTOR)
    assert scale_in_force(db, other).version == general
    own = change_scale(db, DEFAULT_DRAFT, project_id=project, version=general, actor=ACTOR)
    assert scale_in_force(db, project).version == own
    assert set(risk_scales(db)) == {BUILT_IN, general, own}
    with refused(db, "risk_scale.conflict", ConflictError):
        change_scale(db, STRICT, project_id=project, version=general, actor=ACTOR)


def test_appetite_is_set_changed_and_cleared_by_category(db, project):
    def say(*drafts, version=0, **told):
        versions = {"quality": version} if version else {}
        change_appetites(db, project, drafts, versions=versions, actor=ACTOR, **told)

    say(AppetiteDraft(category="quality", appetite=6, tolerance=12))
    changed = AppetiteDraft(category="quality", appetite=4, tolerance=9)
    with refused(db, "risk_appetite.taken"):
        say(changed)
    say(changed, version=1)
    with refused(db, "record.conflict", ConflictError):
        say(AppetiteDraft(category="quality", appetite=1, tolerance=2), version=1)
    held = appetites_by_category(db, project)["quality"]
    assert (held.appetite, held.tolerance) == (4, 9)
    with refused(db, "record.conflict", ConflictError):
        say(cleared=("quality",), version=1)
    say(cleared=("quality",), version=2)
    assert appetites_by_category(db, project) == {}


def test_score_history_keeps_the_last_levels_of_a_day_at_each_stage(db, project):
    risk = stored_record(db, RISK, project, probability=3, impact=4)
    changes = {"residual_probability": 2, "residual_impact": 4}
    amend_record(db, RISK, risk.id, changes, version=1, actor=ACTOR)
    amend_record(db, RISK, risk.id, {"residual_impact": 3}, version=2, actor=ACTOR)
    kept = score_history(db, risk.id)
    assert kept["stage"].tolist() == ["current", "inherent"]
    assert kept["impact"].tolist() == [3, 4]


def test_a_realised_risk_leaves_the_exposure_and_stays_in_the_trend(db, project):
    risk = stored_record(db, RISK, project, probability=5, impact=4)
    stored_record(db, RISK, project, probability=1, impact=4)
    stored_record(db, RISK, project, nature="opportunity", probability=5, impact=5)
    convert_record(db, RISK, (risk.id, 1), RecordKind.ISSUE, actor=ACTOR)
    last = risk_trend(db, project, Periods(date(2020, 1, 1), date(2090, 1, 1), "month")).iloc[-1]
    assert (last["low"], last["realised"], last["total_score"]) == (1, 1, 4)


def test_expected_value_follows_from_chance_and_cost(db, project):
    stored_record(db, RISK, project, chance=0.25, cost_likely=1000)
    stored_record(db, RISK, project, title="Unscored")
    rows = scored_risks(db, LogFilter(project_id=project))
    assert rows["expected_value"].dropna().tolist() == [-250.0]


def test_appetites_are_changed_together_or_not_at_all(db, project):
    drafts = [AppetiteDraft(category=one, appetite=4, tolerance=9) for one in ("cost", "tool")]
    change_appetites(db, project, drafts, versions={}, actor=ACTOR)
    wider = AppetiteDraft(category="cost", appetite=5, tolerance=9)
    with refused(db, "record.conflict", ConflictError):
        change_appetites(
            db, project, [wider], cleared=["tool"], versions={"cost": 1, "tool": 9}, actor=ACTOR
        )
    assert appetites_by_category(db, project)["cost"].appetite == 4
    versions = {"cost": 1, "tool": 1}
    change_appetites(db, project, [wider], cleared=["tool"], versions=versions, actor=ACTOR)
    held = appetites_by_category(db, project)
    assert set(held) == {"cost"}
    assert held["cost"].appetite == 5


def test_the_versions_of_a_scale_are_those_of_the_project_and_of_all(db, project):
    other = stored_project(db, code="OTHER")
    of_all = change_scale(db, STRICT, project_id=None, version=BUILT_IN, actor=ACTOR)
    change_scale(db, STRICT, project_id=other, version=of_all, actor=ACTOR)
    own = change_scale(db, STRICT, project_id=project, version=of_all, actor="ben")
    told = scale_versions(db, project)
    assert told["version"].tolist() == [own, of_all, BUILT_IN]
    assert told["is_own"].tolist() == [True, False, False]
    assert told["created_by"].tolist() == ["ben", ACTOR, ""]
    assert scale_in_force(db, None).version == of_all


def test_scores_reach_back_to_the_first_risk(db, project):
    assert first_scored_on(db, project) is None
    stored_record(db, RISK, project, probability=1, impact=1)
    first = score_history(db, 1)["day"].min()
    assert first_scored_on(db, project) == first
    assert first_scored_on(db, None) == first


def test_risks_without_a_score_are_found_at_every_stage(db, project):
    levels = {"probability": 2, "impact": 2}
    target = {"target_probability": 1, "target_impact": 1}
    stored_record(db, RISK, project, title="Both", **levels, **target)
    stored_record(db, RISK, project, title="No target", **levels)
    stored_record(db, RISK, project, title="Half", probability=2)
    lowered = {"residual_probability": 1, "residual_impact": 1}
    stored_record(db, RISK, project, title="Current only", **lowered)

    def found(stage):
        wanted = LogFilter(project_id=project, unscored=stage)
        return set(list_records(db, RISK, wanted)["title"])

    assert found(Stage.INHERENT) == {"Half", "Current only"}
    assert found(Stage.CURRENT) == {"Half"}
    assert found(Stage.TARGET) == {"No target", "Half", "Current only"}
