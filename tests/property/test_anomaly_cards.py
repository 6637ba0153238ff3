"""Flagged days become cards: the same ones in any order, and day by day as at once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.anomalies.grouping import Card, FlaggedDay, grouped, is_related
from ecogov.domain.anomalies.watched import WHOLE, Place, series_name, series_of

MONDAY = date(2026, 3, 2)
places = st.one_of(
    st.just(WHOLE),
    st.builds(Place, st.integers(0, 2), st.integers(0, 2), st.sampled_from(["", "de", "zh"])),
)


@st.composite
def flagged(draw):
    day = draw(st.integers(0, 25))
    return FlaggedDay(
        metric=draw(st.sampled_from(["qa_accuracy", "aht_seconds"])),
        place=draw(places),
        day=MONDAY + timedelta(days=day),
        since=MONDAY + timedelta(days=draw(st.integers(max(day - 20, 0), day))),
        p_value=draw(st.sampled_from([1e-3, 1e-4, 1e-6])),
        is_up=draw(st.booleans()),
    )


days = st.lists(flagged(), max_size=25, unique_by=lambda one: (one.metric, one.place, one.day))


def parts(cards, found):
    return {frozenset(found[at] for at in card.added) for card in cards}


@given(days, st.randoms(use_true_random=False))
def test_the_order_of_days_does_not_matter(found, dice):
    mixed = list(found)
    dice.shuffle(mixed)
    assert parts(grouped(mixed, []), mixed) == parts(grouped(found, []), found)


@given(days)
def test_every_day_is_on_one_card(found):
    added = [at for card in grouped(found, []) for at in card.added]
    assert sorted(added) == list(range(len(found)))


@given(days, st.integers(0, 25))
def test_day_by_day_gives_the_cards_of_one_scan(found, cut):
    until = MONDAY + timedelta(days=cut)
    first = [one for one in found if one.day <= until]
    later = [one for one in found if one.day > until]
    standing = [Card(key, card.days) for key, card in enumerate(grouped(first, []))]
    new = [card for card in grouped(later, standing) if card.key is None]
    by_and_by = {frozenset(card.days) for card in (*standing, *new)}
    assert by_and_by == {frozenset(card.days) for card in grouped(found, [])}


@given(flagged(), flagged())
def test_being_related_is_mutual(one, other):
    assert is_related(one, other) == is_related(other, one)


@given(places, st.integers(0, 9))
def test_the_name_of_a_series_tells_what_it_is(place, annotator):
    told = Place(place.vendor_id, place.queue_id, place.locale, annotator)
    assert series_of(series_name("qa_accuracy", told)) == ("qa_accuracy", told)
