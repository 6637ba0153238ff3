from datetime import date

import pandas as pd
import pytest

from ecogov.domain.kpi.backlog import STREAM, levels_on, open_levels

DAYS = [date(2026, 3, day) for day in (2, 3, 4, 5)]


def told(*rows):
    return pd.DataFrame(rows, columns=[*STREAM, "day", "open_units"])


def flow(*rows):
    frame = pd.DataFrame(rows, columns=[*STREAM, "day", "received_units", "closed_units"])
    return frame.astype({"received_units": "float64", "closed_units": "float64"})


def test_streams_that_tell_their_stock_are_not_counted():
    levels = open_levels(
        told((1, 1, 0, "", DAYS[0], 9.0)),
        flow((1, 1, 0, "", DAYS[0], 100.0, 1.0), (1, 2, 0, "", DAYS[1], 5.0, 2.0)),
    )
    assert levels_on(levels, [DAYS[3]], ["queue"])["backlog"].tolist() == [9, 3]


def test_level_holds_until_the_next_is_known_and_starts_with_the_first():
    levels = open_levels(
        told((1, 1, 0, "", DAYS[1], 9.0), (1, 1, 0, "", DAYS[3], 4.0)),
        flow((1, 2, 0, "", DAYS[0], 5.0, 2.0), (1, 2, 0, "", DAYS[2], 0.0, 2.0)),
    )
    assert levels_on(levels, DAYS, [])["backlog"].tolist() == [3, 12, 10, 5]


def test_stream_that_never_received_anything_is_unknown():
    levels = open_levels(told(), flow((1, 2, 0, "", DAYS[0], 0.0, 2.0)))
    assert levels.empty


@pytest.mark.parametrize("keys", [[], ["vendor"], ["queue", "vendor"]])
def test_parts_add_up_to_the_whole(keys):
    rows = [
        (1, queue, vendor, "", day, 10.0 * queue, float(vendor))
        for day in DAYS
        for queue in (1, 2)
        for vendor in (3, 4)
    ]
    levels = open_levels(told(), flow(*rows))
    parts = levels_on(levels, [DAYS[-1]], keys)["backlog"].sum()
    assert parts == sum(received - closed for *_, received, closed in rows)


def test_nothing_gives_nothing():
    assert open_levels(told(), flow()).empty
