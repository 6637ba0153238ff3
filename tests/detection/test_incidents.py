import pandas as pd

from ecogov.detection.explaining import FOUND_COLUMNS
from ecogov.detection.incidents import incidents

ABOUT = pd.DataFrame({"series_id": ["a", "b", "c"], "project": "p", "vendor": ["v1", "v1", "v2"]})


def days(*rows):
    found = pd.DataFrame(rows, columns=["series_id", "timestamp", "kind", "p_value"])
    return found.assign(timestamp=pd.to_datetime(found["timestamp"]))


def groups(found):
    numbered = incidents(found, ABOUT)
    return [
        sorted(zip(one["series_id"], one["timestamp"].dt.day, strict=True))
        for _, one in numbered.groupby("incident")
    ]


def test_neighbouring_days_of_a_series_are_one_incident():
    found = days(
        ("a", "2026-03-01", "shift", 1e-4),
        ("a", "2026-03-04", "shift", 1e-5),
        ("a", "2026-03-08", "shift", 1e-3),
    )
    assert groups(found) == [[("a", 1), ("a", 4)], [("a", 8)]]


def test_shared_days_of_one_place_are_one_incident():
    found = days(
        ("a", "2026-03-01", "shared", 1e-4),
        ("b", "2026-03-02", "shared", 1e-5),
        ("b", "2026-03-04", "shift", 1e-9),
        ("c", "2026-03-01", "shared", 1e-3),
    )
    assert groups(found) == [[("a", 1), ("b", 2), ("b", 4)], [("c", 1)]]


def test_same_day_at_one_place_is_not_one_incident_unless_shared():
    found = days(("a", "2026-03-01", "shift", 1e-4), ("b", "2026-03-01", "shift", 1e-5))
    assert groups(found) == [[("b", 1)], [("a", 1)]]


def test_strangest_day_leads():
    found = days(("a", "2026-03-01", "shift", 1e-4), ("a", "2026-03-02", "shift", 1e-8))
    assert incidents(found, ABOUT)["timestamp"].dt.day.tolist() == [2, 1]


def test_nothing_makes_no_incident():
    empty = pd.DataFrame(columns=list(FOUND_COLUMNS))
    assert "incident" in incidents(empty, ABOUT)
