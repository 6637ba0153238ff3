"""Effects add up, the planted slice is named, chance names nobody."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.detection.rootcause.effects import effects
from ecogov.detection.rootcause.leaves import leaves
from ecogov.detection.rootcause.localising import root_causes
from ecogov.domain.errors import DomainError

CUTS = ("vendor", "queue", "locale")


@st.composite
def periods(draw):
    size = draw(st.integers(min_value=1, max_value=12))
    told = []
    for _ in range(2):
        n = draw(st.lists(st.integers(0, 10_000), min_size=size, max_size=size))
        k = [draw(st.integers(0, most)) for most in n]
        told.append((np.array(k, dtype=float), np.array(n, dtype=float)))
    return told


@given(periods())
def test_effects_add_up_to_the_change(told):
    (k0, n0), (k1, n1) = told
    if n0.sum() == 0 or n1.sum() == 0:
        return
    split = effects((k0, n0), (k1, n1))
    change = k1.sum() / n1.sum() - k0.sum() / n0.sum()
    total = split["rate_effect"].sum() + split["mix_effect"].sum()
    assert total == pytest.approx(change, abs=1e-9)
    assert split["contribution"].sum() == pytest.approx(change, abs=1e-9)


def test_moved_volume_alone_is_mix():
    split = effects(([90, 50], [100, 100]), ([90, 100], [100, 200]))
    assert split["rate_effect"].tolist() == [0, 0]
    assert split["mix_effect"].sum() == pytest.approx(190 / 300 - 0.7)


def work(seed, *, units=60, rate=0.95):
    dice = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_product(
        [["v1", "v2", "v3", "v4"], ["q1", "q2", "q3"], ["de", "en", "ja", "zh"], range(5)],
        names=[*CUTS, "annotator"],
    ).to_frame(index=False)
    n = dice.poisson(units, len(rows))
    return rows.assign(n=n, k=dice.binomial(n, rate))


def asked(before, after, cuts=CUTS):
    return root_causes(leaves(before, after, cuts, numerator="k", denominator="n"))


def fallen(where, rate=0.75, seed=2):
    after = work(seed)
    is_bad = after.eval(where)
    dice = np.random.default_rng(seed)
    after.loc[is_bad, "k"] = dice.binomial(after.loc[is_bad, "n"], rate)
    return after


@pytest.mark.parametrize(
    ("where", "slice_"),
    [
        ("vendor == 'v2'", {"vendor": "v2"}),
        ("vendor == 'v2' and locale == 'zh'", {"vendor": "v2", "locale": "zh"}),
        (
            "vendor == 'v2' and queue == 'q1' and locale == 'zh'",
            {"vendor": "v2", "queue": "q1", "locale": "zh"},
        ),
    ],
)
def test_slice_that_fell_is_named_first(where, slice_):
    change = asked(work(1), fallen(where))
    first = change.causes[0]
    assert first.slice == slice_
    assert first.is_named
    assert first.after < first.expected < 1
    assert first.contribution < 0
    assert not first.is_mix


def test_two_slices_that_fell_are_both_named():
    where = "locale == 'ja' or (vendor == 'v4' and locale == 'de')"
    change = asked(work(1), fallen(where, rate=0.8))
    assert [cause.slice for cause in change.causes] == [
        {"locale": "ja"},
        {"vendor": "v4", "locale": "de"},
    ]
    assert all(cause.is_named for cause in change.causes)


def test_errors_and_successes_name_the_same_slice():
    before, after = work(1), fallen("queue == 'q2' and locale == 'en'")
    wrong = [frame.assign(k=frame["n"] - frame["k"]) for frame in (before, after)]
    right, turned = asked(before, after), asked(*wrong)
    assert [one.slice for one in right.causes] == [one.slice for one in turned.causes]
    assert turned.causes[0].contribution == pytest.approx(-right.causes[0].contribution)


def test_whole_change_is_rate_plus_mix():
    change = asked(work(1), fallen("vendor == 'v1'"))
    total = change.rate_effect + change.mix_effect
    assert total == pytest.approx(change.after - change.before, abs=1e-12)


def test_more_volume_of_a_poor_slice_is_mix_and_not_blame():
    before = fallen("queue == 'q3'", seed=4)
    after = fallen("queue == 'q3'", seed=5)
    grown = after["queue"] == "q3"
    after.loc[grown, ["n", "k"]] *= 4
    change = asked(before, after)
    assert [cause.slice for cause in change.causes] == [{"queue": "q3"}]
    assert change.causes[0].is_mix
    assert abs(change.mix_effect) > abs(change.rate_effect)


def test_chance_names_nobody():
    named = sum(
        any(cause.is_named for cause in asked(work(seed), work(seed + 1000)).causes)
        for seed in range(40)
    )
    assert named <= 2


def test_exchanging_before_and_after_at_random_names_nobody():
    dice = np.random.default_rng(3)
    named = 0
    for seed in range(30):
        before, after = work(seed), fallen("locale == 'ja'", seed=seed + 500)
        is_turned = dice.random(len(before)) < 0.5
        turned = [
            one.assign(**{name: np.where(is_turned, other[name], one[name]) for name in ("k", "n")})
            for one, other in ((before, after), (after, before))
        ]
        named += any(cause.is_named for cause in asked(*turned).causes)
    assert named <= 3


def test_next_best_slices_follow_the_cause_and_are_not_named():
    change = asked(work(1), fallen("vendor == 'v2' and locale == 'zh'"))
    slices = [tuple(cause.slice.items()) for cause in change.suspects]
    assert len(slices) == len(set(slices)) > 1
    assert not any(cause.is_named for cause in change.others)
    chances = [cause.likelihood for cause in change.others]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] < change.causes[0].likelihood <= 1


def test_order_of_rows_changes_nothing():
    before, after = work(1), fallen("vendor == 'v3' and locale == 'de'")
    turned = asked(before.sample(frac=1, random_state=1), after.sample(frac=1, random_state=2))
    assert turned == asked(before, after)


def test_new_and_vanished_values_are_borne():
    before, after = work(1), work(2)
    before = before[before["vendor"] != "v4"]
    after = after[after["locale"] != "ja"]
    change = asked(before, after)
    assert np.isfinite([change.rate_effect, change.mix_effect]).all()


def test_amounts_without_denominator_are_compared():
    before, after = (work(seed).rename(columns={"n": "units"}) for seed in (1, 2))
    after.loc[after["queue"] == "q2", "units"] //= 3
    change = root_causes(leaves(before, after, CUTS, numerator="units", denominator=None))
    assert change.causes[0].slice == {"queue": "q2"}
    assert change.causes[0].contribution < 0
    assert change.mix_effect == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"n": 0, "k": 0}, "rootcause.empty"),
        ({"k": -1}, "rootcause.negative"),
        ({"k": 10**9}, "rootcause.not_a_share"),
    ],
)
def test_periods_that_make_no_sense_are_refused(change, code):
    with pytest.raises(DomainError) as refusal:
        asked(work(1), work(2).assign(**change))
    assert refusal.value.code == code
