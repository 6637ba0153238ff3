import json
from collections import Counter

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ecogov.domain.kpi.agreement import agreement, cohen_kappa

LABELS = "abcd"
units = st.lists(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6), min_size=1, max_size=15)


def patterns(labelled):
    counted = Counter(json.dumps(Counter(sorted(unit))) for unit in labelled)
    frame = pd.DataFrame(counted.items(), columns=["pattern", "items"])
    return frame.assign(self_pairs=0, self_agreeing=0)


@given(units)
def test_alpha_is_that_of_the_reference_package(labelled):
    overlapped = [unit for unit in labelled if len(unit) > 1]
    assume(len({label for unit in overlapped for label in unit}) > 1)
    counts = np.array([[unit.count(label) for label in LABELS] for unit in labelled])
    oracle = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
    assert agreement(patterns(labelled)).alpha.value == pytest.approx(oracle, abs=1e-9)


@given(units)
@settings(deadline=None)
def test_coefficients_stay_within_their_bounds(labelled):
    measured = agreement(patterns(labelled))
    assume(measured.items)
    assert 0 <= measured.percent.value <= 1
    assert 0 < measured.prevalence <= 1
    for coefficient in (measured.percent, measured.alpha, measured.ac1):
        if not np.isnan(coefficient.low):
            assert coefficient.low <= coefficient.value <= coefficient.high <= 1 + 1e-9


@given(units, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_and_names_of_labels_do_not_matter(labelled, random):
    renamed = dict(zip(LABELS, random.sample("wxyz", len(LABELS)), strict=True))
    shuffled = [
        [renamed[label] for label in unit] for unit in random.sample(labelled, len(labelled))
    ]
    here, there = agreement(patterns(labelled)), agreement(patterns(shuffled))
    for name in ("percent", "alpha", "ac1"):
        same = pytest.approx(getattr(here, name).value, nan_ok=True)
        assert getattr(there, name).value == same
    assert here.fleiss_kappa == pytest.approx(there.fleiss_kappa, nan_ok=True)


@given(units, st.integers(min_value=2, max_value=9))
@settings(deadline=None)
def test_repeated_items_keep_percent_and_ac1(labelled, factor):
    once = agreement(patterns(labelled))
    often = agreement(patterns(labelled * factor))
    assert often.percent.value == pytest.approx(once.percent.value, nan_ok=True)
    assert often.ac1.value == pytest.approx(once.ac1.value, nan_ok=True)
    assert often.pairs == once.pairs * factor


@given(units)
@settings(deadline=None)
def test_percent_counts_pairs(labelled):
    pairs = [(a, b) for unit in labelled for i, a in enumerate(unit) for b in unit[:i]]
    measured = agreement(patterns(labelled))
    assert measured.pairs == len(pairs)
    assert measured.agreeing_pairs == sum(a == b for a, b in pairs)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=3, max_size=3))
def test_kappa_is_symmetric_and_at_most_1(table):
    kappa = cohen_kappa(table)
    assert cohen_kappa(np.transpose(table)) == pytest.approx(kappa, nan_ok=True)
    assert np.isnan(kappa) or -1 <= kappa <= 1 + 1e-12
