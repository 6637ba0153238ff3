"""Findings depend on the records alone: neither on their order nor on their neighbours."""

from datetime import timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.log.hygiene.rules import RULES, xray
from tests.harness.hygiene import AS_OF, SPOILT, rows_of

KINDS = sorted({kind for kind, _ in SPOILT.values()})
SPOILERS = {kind: [{}, *(change for of, change in SPOILT.values() if of == kind)] for kind in KINDS}
DAYS = st.integers(-400, 400).map(lambda days: AS_OF + timedelta(days=days))


@st.composite
def registers(draw):
    kind = draw(st.sampled_from(KINDS))
    return kind, draw(st.lists(st.sampled_from(SPOILERS[kind]), min_size=1, max_size=8))


def _told(found):
    return found.astype(object).where(found.notna(), None).to_dict("records")


@given(registers(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(register, random):
    kind, changes = register
    rows = rows_of(kind, *changes)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert _told(xray({kind: rows}, AS_OF)) == _told(xray({kind: rows.iloc[order]}, AS_OF))


@given(registers())
def test_every_record_is_judged_as_if_it_stood_alone(register):
    kind, changes = register
    rows = rows_of(kind, *changes)
    together = xray({kind: rows}, AS_OF)
    alone = pd.concat([xray({kind: rows.iloc[[n]]}, AS_OF) for n in range(len(rows))])
    assert sorted(zip(together["rule"], together["id"], strict=True)) == sorted(
        zip(alone["rule"], alone["id"], strict=True)
    )


@given(registers(), DAYS)
def test_nothing_that_is_told_is_negative_and_frames_stay_as_they_are(register, as_of):
    kind, changes = register
    rows = rows_of(kind, *changes)
    before = rows.copy(deep=True)
    found = xray({kind: rows}, as_of)
    pd.testing.assert_frame_equal(rows, before)
    assert (found["days"].dropna() >= 0).all()
    assert set(found["rule"]) <= set(RULES)
    assert found["field"].notna().all()


@given(DAYS, DAYS)
def test_what_is_overdue_once_stays_overdue(due, as_of):
    rows = rows_of("action", {"due_on": due})
    today = set(xray({"action": rows}, as_of)["rule"])
    later = set(xray({"action": rows}, as_of + timedelta(days=1))["rule"])
    assert today <= later
    assert ("action_overdue" in today) == (due < as_of)
