import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.kpi.agreement import agreement, cohen_kappa, evaluate_agreement
from ecogov.domain.kpi.metrics import METRICS, RESULT_COLUMNS

KRIPPENDORFF_2011 = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
THREE_CODERS = [
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
]
FLEISS_14_RATERS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def patterns(*counted, self_pairs=0, self_agreeing=0):
    rows = [
        {
            "pattern": json.dumps(pattern),
            "items": items,
            "self_pairs": self_pairs,
            "self_agreeing": self_agreeing,
        }
        for pattern, items in counted
    ]
    return pd.DataFrame(rows, columns=["pattern", "items", "self_pairs", "self_agreeing"])


def by_coder(coders):
    units = zip(*(coder.split() for coder in coders), strict=True)
    return patterns(*((Counter(v for v in unit if v != "."), 1) for unit in units))


def two_raters(a, b, c, d):
    return patterns(({"yes": 2}, a), ({"yes": 1, "no": 1}, b + c), ({"no": 2}, d))


@pytest.mark.parametrize(("coders", "alpha"), [(KRIPPENDORFF_2011, 0.743), (THREE_CODERS, 0.691)])
def test_alpha_of_the_classic_data(coders, alpha):
    assert agreement(by_coder(coders)).alpha.value == pytest.approx(alpha, abs=5e-4)


def test_fleiss_kappa_of_the_classic_data():
    counted = [({str(k): n for k, n in enumerate(row) if n}, 1) for row in FLEISS_14_RATERS]
    assert agreement(patterns(*counted)).fleiss_kappa == pytest.approx(0.210, abs=5e-4)


@pytest.mark.parametrize(
    ("cells", "percent", "kappa", "ac1"),
    [
        ((85, 5, 5, 5), 0.900, 0.444, 0.878),
        ((45, 5, 5, 45), 0.900, 0.800, 0.800),
        ((94, 3, 3, 0), 0.940, -0.031, 0.936),
    ],
)
def test_two_raters(cells, percent, kappa, ac1):
    a, b, c, d = cells
    measured = agreement(two_raters(*cells))
    assert measured.percent.value == pytest.approx(percent)
    assert measured.ac1.value == pytest.approx(ac1, abs=5e-4)
    assert cohen_kappa([[a, b], [c, d]]) == pytest.approx(kappa, abs=5e-4)


def test_kappa_is_undefined_when_chance_explains_all():
    assert np.isnan(cohen_kappa([[7, 0], [0, 0]]))
    assert np.isnan(cohen_kappa([[0, 0], [0, 0]]))


def test_one_label_leaves_alpha_undefined_and_ac1_perfect():
    measured = agreement(patterns(({"yes": 2}, 20)))
    assert np.isnan(measured.alpha.value)
    assert measured.null_reason == "one_label"
    assert measured.ac1.value == 1
    assert measured.percent.value == 1


def test_perfect_agreement_of_few_items_is_not_certain():
    measured = agreement(patterns(({"yes": 2}, 10), ({"no": 2}, 10)))
    assert measured.percent.value == 1
    assert measured.percent.low == pytest.approx(0.8389, abs=5e-5)
    assert measured.alpha.low < 0.75
    assert measured.alpha.high == 1


def test_constant_disagreement_of_few_items_is_not_certain():
    percent = agreement(patterns(({"yes": 1, "no": 1}, 20))).percent
    assert percent.value == percent.low == 0
    assert percent.high == pytest.approx(1 - 0.8389, abs=5e-5)


def test_one_item_bounds_nothing():
    assert np.isnan(agreement(patterns(({"yes": 2, "no": 1}, 1))).percent.low)


@pytest.mark.parametrize("counted", [[], [({"yes": 1}, 50)], [({"yes": 2}, 0)]])
def test_without_overlap_there_is_no_agreement(counted):
    measured = agreement(patterns(*counted))
    assert measured.null_reason == "no_overlap"
    assert measured.items == 0
    assert np.isnan(measured.percent.value)


def test_labels_of_one_person_on_the_same_item_are_no_agreement():
    twice_by_one = patterns(({"yes": 2}, 5), self_pairs=5, self_agreeing=5)
    assert agreement(twice_by_one).null_reason == "no_overlap"
    with_a_second = patterns(({"yes": 2, "no": 1}, 4), self_pairs=4, self_agreeing=4)
    measured = agreement(with_a_second)
    assert measured.percent.value == 0
    assert measured.pairs == 8


def test_single_labels_change_nothing():
    with_singles = pd.concat([two_raters(85, 5, 5, 5), patterns(({"no": 1}, 900))])
    assert agreement(with_singles) == agreement(two_raters(85, 5, 5, 5))


def test_prevalence_is_the_share_of_the_commonest_label():
    assert agreement(two_raters(85, 5, 5, 5)).prevalence == pytest.approx(0.9)


def test_the_same_input_gives_the_same_interval():
    first, second = (agreement(two_raters(85, 5, 5, 5)) for _ in range(2))
    assert first == second
    assert first.alpha.low < first.alpha.value < first.alpha.high


def test_bounds_can_be_left_out():
    measured = agreement(two_raters(85, 5, 5, 5), with_bounds=False)
    assert measured.alpha.value == agreement(two_raters(85, 5, 5, 5)).alpha.value
    assert np.isnan(measured.alpha.low)


def test_more_items_narrow_the_interval():
    few, many = (agreement(two_raters(*(n * k for n in (85, 5, 5, 5)))) for k in (1, 100))
    assert many.alpha.high - many.alpha.low < (few.alpha.high - few.alpha.low) / 5


def test_cells_look_like_those_of_every_kpi():
    groups = [agreement(two_raters(85, 5, 5, 5)), agreement(patterns())]
    cells = evaluate_agreement(METRICS["agreement_percent"], groups)
    assert tuple(cells.columns) == RESULT_COLUMNS
    assert cells.loc[0, ["value", "numerator", "denominator", "n"]].tolist() == [0.9, 90, 100, 100]
    assert cells["null_reason"].tolist() == [None, "no_overlap"]
    assert np.isnan(cells.loc[1, "numerator"])


def test_one_label_is_the_reason_of_alpha_only():
    groups = [agreement(patterns(({"yes": 2}, 20)))]
    assert evaluate_agreement(METRICS["agreement_alpha"], groups).loc[0, "null_reason"] == (
        "one_label"
    )
    assert evaluate_agreement(METRICS["agreement_ac1"], groups).loc[0, "null_reason"] is None


def test_other_kpis_are_no_agreement():
    with pytest.raises(KeyError):
        evaluate_agreement(METRICS["qa_accuracy"], [])
