from datetime import date

import pytest

from ecogov.domain.errors import ConflictError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT
from ecogov.domain.risks.score_history import Periods
from ecogov.services.log.conversion import convert_record
from ecogov.services.log.reading import get_record
from ecogov.services.log.records import amend_record
from ecogov.services.log.risks import (
    BUILT_IN,
    appetites_by_category,
    change_scale,
    clear_appetite,
    risk_appetites,
    risk_scales,
    risk_trend,
    scale_in_force,
    score_history,
    scored_risks,
    set_appetite,
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
    set_appetite(
        db, project, AppetiteDraft(category="quality", appetite=6, tolerance=12), version=0,
        actor=ACTOR,
    )  # fmt: skip
    changed = AppetiteDraft(category="quality", appetite=4, tolerance=9)
    with refused(db, "risk_appetite.taken"):
        set_appetite(db, project, changed, version=0, actor=ACTOR)
    set_appetite(db, project, changed, version=1, actor=ACTOR)
    with refused(db, "record.conflict", ConflictError):
        set_appetite(db, project, changed, version=1, actor=ACTOR)
    held = appetites_by_category(db, project)["quality"]
    assert (held.appetite, held.tolerance) == (4, 9)
    clear_appetite(db, int(risk_appetites(db, project)["id"].iloc[0]), actor=ACTOR)
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
