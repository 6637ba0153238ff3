from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.targets import TargetScope, target_in_force

START = date(2026, 1, 1)
vendors = st.one_of(st.none(), st.integers(1, 2))
queues = st.one_of(st.none(), st.integers(1, 2))
locales = st.one_of(st.none(), st.sampled_from(["en", "zh"]))
days = st.integers(0, 5).map(lambda n: START + timedelta(days=n))
targets = st.lists(
    st.builds(
        SimpleNamespace,
        metric=st.just("qa_accuracy"),
        vendor_id=vendors,
        queue_id=queues,
        locale=locales,
        effective_from=days,
    ),
    max_size=8,
)
scopes = st.builds(TargetScope, vendor_id=vendors, queue_id=queues, locale=locales)


def parts(scope):
    return (scope.queue_id, scope.vendor_id, scope.locale)


def holds(target, scope, on):
    fits = all(a in (None, b) for a, b in zip(parts(target), parts(scope), strict=True))
    return fits and target.effective_from <= on


def width(target):
    return sum(part is None for part in parts(target))


@given(targets, scopes, days)
def test_the_chosen_one_holds_and_none_that_holds_is_narrower(given_targets, scope, on):
    holding = [target for target in given_targets if holds(target, scope, on)]
    chosen = target_in_force(given_targets, "qa_accuracy", scope, on)
    if not holding:
        assert chosen is None
        return
    assert chosen in holding
    assert width(chosen) == min(width(target) for target in holding)


@given(targets, scopes, days, st.randoms(use_true_random=False))
def test_order_decides_between_equals_only(given_targets, scope, on, random):
    shuffled = random.sample(given_targets, len(given_targets))
    chosen, again = (
        target_in_force(listed, "qa_accuracy", scope, on) for listed in (given_targets, shuffled)
    )
    assert chosen == again
