from math import isnan

import pandas as pd
import pytest
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.domain.risks.default_scale import DEFAULT_DRAFT, DEFAULT_SCALE
from ecogov.domain.risks.scales import ScaleDraft, bands_of, chances_of


def draft(bands=None, chances=None):
    told = DEFAULT_DRAFT.model_dump()
    if bands is not None:
        told["bands"] = [
            {"severity": s, "name_en": s, "name_zh": s, "lowest": low, "highest": high}
            for s, low, high in bands
        ]
    if chances is not None:
        for level, (low, high) in zip(told["probability"], chances, strict=True):
            level |= {"chance_low": low, "chance_high": high}
    return ScaleDraft.model_validate(told)


def refused(**told):
    with pytest.raises(ValidationError) as caught:
        draft(**told)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ([("low", 1, 9), ("high", 11, 25)], "risk.scale.gap"),
        ([("low", 1, 10), ("high", 10, 25)], "risk.scale.overlap"),
        ([("low", 2, 10), ("high", 11, 25)], "risk.scale.ends"),
        ([("low", 1, 10), ("high", 11, 24)], "risk.scale.ends"),
        ([("high", 1, 10), ("low", 11, 25)], "risk.scale.band_order"),
        ([("low", 1, 10), ("low", 11, 25)], "risk.scale.band_order"),
        ([("low", 1, 25)], "too_short"),
    ],
)
def test_bands_must_cover_every_score_once_and_ascend(bands, code):
    assert refused(bands=bands) == code


def test_a_band_that_ends_before_it_begins_is_refused():
    bands = [("low", 1, 10), ("moderate", 11, 5), ("high", 6, 25)]
    assert refused(bands=bands) == "risk.scale.band_order"


NONE = (None, None)


@pytest.mark.parametrize(
    ("chances", "code"),
    [
        ([(0.2, 0.1), NONE, NONE, NONE, NONE], "risk.scale.chance_order"),
        ([(0.0, 0.3), (0.2, 0.4), NONE, NONE, NONE], "risk.scale.chance_order"),
        ([(0.5, 0.6), NONE, NONE, NONE, (0.1, 0.2)], "risk.scale.chance_order"),
        ([(0.1, None), NONE, NONE, NONE, NONE], "risk.scale.chance_half"),
        ([(0.0, 1.1), NONE, NONE, NONE, NONE], "less_than_equal"),
    ],
)
def test_chances_must_ascend_between_0_and_1(chances, code):
    assert refused(chances=chances) == code


def test_a_scale_may_set_no_chances():
    assert isnan(draft(chances=[NONE] * 5).scale(2).chance(3))


def test_a_scale_survives_json():
    stored = ScaleDraft.of(DEFAULT_SCALE).model_dump_json()
    assert ScaleDraft.model_validate_json(stored).scale(1) == DEFAULT_SCALE


@pytest.mark.parametrize(
    ("score", "severity"),
    [(1, "low"), (4, "low"), (5, "moderate"), (9, "moderate"), (10, "high"), (16, "critical")],
)
def test_bands_hold_both_their_ends(score, severity):
    assert DEFAULT_SCALE.band(score).severity == severity


def test_names_are_given_in_the_language_of_the_reader():
    level = DEFAULT_SCALE.impact[4]
    assert (level.name("en"), level.name("zh-Hans")) == ("Severe", "重大")
    assert level.meaning("zh-Hans").startswith("延期四周以上")


def test_every_entry_keeps_the_bands_of_its_own_version():
    stricter = draft(bands=[("low", 1, 2), ("critical", 3, 25)]).scale(2)
    scales = {1: DEFAULT_SCALE, 2: stricter}
    found = bands_of(pd.Series([4.0, 4.0, None]), pd.Series([1, 2, None]), scales)
    assert found.tolist() == ["low", "critical", None]


def test_chances_are_the_middle_of_their_bounds():
    found = chances_of(pd.Series([1, 5, None]), pd.Series([1, 1, 1]), {1: DEFAULT_SCALE})
    assert found[:2] == pytest.approx([0.05, 0.85])
    assert isnan(found[2])


@pytest.mark.parametrize("version", [7, None])
def test_a_score_of_an_unknown_version_is_refused(version):
    with pytest.raises(DomainError) as caught:
        bands_of(pd.Series([4.0]), pd.Series([version], dtype="float64"), {1: DEFAULT_SCALE})
    assert caught.value.code == "risk.scale.unknown"


def test_less_cannot_be_borne_than_is_wanted():
    with pytest.raises(ValidationError) as caught:
        AppetiteDraft(category="vendor", appetite=9, tolerance=4)
    assert caught.value.errors()[0]["type"] == "risk.appetite.order"
