from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecogov.domain.errors import DomainError
from ecogov.readers.timestamps import parse_stamps, unparsed

ZONES = ("UTC", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia")
moments = st.datetimes(datetime(2000, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001 (local wall-clock time is what is written)
    lambda moment: moment.replace(microsecond=0, fold=0)
)


def parsed(*cells, zone="UTC", **options):
    return parse_stamps(pl.Series(cells), zone, **options).to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-01-06T20:36:21.468Z", datetime(2017, 1, 6, 20, 36, 21, 468000, UTC)),
        ("2017-01-06T20:36:21+08:00", datetime(2017, 1, 6, 12, 36, 21, tzinfo=UTC)),
        ("2017-01-06T20:36:21+0800", datetime(2017, 1, 6, 12, 36, 21, tzinfo=UTC)),
        ("2017-01-06 20:36:21.5-03", datetime(2017, 1, 6, 23, 36, 21, 500000, UTC)),
        ("2017-01-06 20:36:21 +0800", datetime(2017, 1, 6, 12, 36, 21, tzinfo=UTC)),
        ("2017-01-06 20:36:55 UTC", datetime(2017, 1, 6, 20, 36, 55, tzinfo=UTC)),
        ("Sat May 27 07:55:15 PDT 2023", datetime(2023, 5, 27, 14, 55, 15, tzinfo=UTC)),
        ("Sun Jan 01 07:55:15 PST 2023", datetime(2023, 1, 1, 15, 55, 15, tzinfo=UTC)),
        ("Sun Jan 01 07:55:15 EST 2023", datetime(2023, 1, 1, 12, 55, 15, tzinfo=UTC)),
        ("Sun Jan 01 07:55:15 UTC 2023", datetime(2023, 1, 1, 7, 55, 15, tzinfo=UTC)),
        ("8/20/2018 9:05:07", datetime(2018, 8, 20, 9, 5, 7, tzinfo=UTC)),
        ("8/20/2018 19:05", datetime(2018, 8, 20, 19, 5, tzinfo=UTC)),
        ("8/20/2018 7:05:07 PM", datetime(2018, 8, 20, 19, 5, 7, tzinfo=UTC)),
        ("2018/8/2 9:05", datetime(2018, 8, 2, 9, 5, tzinfo=UTC)),
        ("2018年8月2日", datetime(2018, 8, 2, tzinfo=UTC)),
        ("2018-08-02", datetime(2018, 8, 2, tzinfo=UTC)),
        ("1711317347.693", datetime(2024, 3, 24, 21, 55, 47, 693000, UTC)),
        ("1711317347693", datetime(2024, 3, 24, 21, 55, 47, 693000, UTC)),
        ("  2018-08-02 10:00:00 ", datetime(2018, 8, 2, 10, tzinfo=UTC)),
    ],
)
def test_every_layout_met_in_exports_is_read(text, expected):
    assert parsed(text) == [expected]


def test_layouts_may_be_mixed_within_a_column():
    cells = ("8/20/2018 9:05:07", None, "2018-08-20T09:05:07Z", "Mon Aug 20 02:05:07 PDT 2018", "")
    moment = datetime(2018, 8, 20, 9, 5, 7, tzinfo=UTC)
    assert parsed(*cells) == [moment, None, moment, moment, None]


def test_day_comes_first_only_where_a_reader_asks_for_it():
    assert parsed("3/4/2016 10:30")[0].month == 3
    assert parsed("3/4/2016 10:30", is_day_first=True)[0].month == 4


@pytest.mark.parametrize(
    "text", ["yesterday", "2023-02-30", "25/25/2020 10:00", "Sat May 27 07:55:15 XYZ 2023", "12"]
)
def test_what_is_no_stamp_is_told_from_an_empty_cell(text):
    column = pl.Series([text, None, "", " "])
    assert unparsed(column, parse_stamps(column, "UTC")).to_list() == [True, False, False, False]


def test_numbers_dates_and_stamps_need_no_text():
    moment = datetime(2024, 3, 24, 21, 55, 47, tzinfo=UTC)
    assert parsed(1711317347.0, None) == [moment, None]
    assert parsed(1711317347, 1711317347000) == [moment, moment]
    assert parsed(date(2024, 3, 24), zone="Asia/Shanghai") == [
        datetime(2024, 3, 23, 16, tzinfo=UTC)
    ]
    assert parsed(moment) == [moment]
    assert parsed(float("nan"), float("inf")) == [None, None]
    assert parsed(None, None) == [None, None]


def test_skipped_and_repeated_hours_lose_no_stamp():
    skipped, repeated = parsed("2024-03-10 02:30:00", "2024-11-03 01:30:00", zone=ZONES[1])
    assert skipped == datetime(2024, 3, 10, 7, 30, tzinfo=UTC)
    assert repeated == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)


@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from(ZONES))
def test_local_time_means_what_the_standard_library_says(walls, zone):
    expected = [wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall in walls]
    assert parsed(*(wall.isoformat(sep=" ") for wall in walls), zone=zone) == expected


@given(moments, st.integers(-14 * 4, 14 * 4))
def test_an_offset_in_the_cell_beats_the_zone_of_the_reader(wall, quarters):
    offset = timedelta(minutes=15 * quarters)
    sign, minutes = ("-" if quarters < 0 else "+"), abs(15 * quarters)
    text = f"{wall.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"
    assert parsed(text, zone="Asia/Shanghai") == [(wall - offset).replace(tzinfo=UTC)]


def test_unknown_zone_is_refused():
    with pytest.raises(DomainError) as refusal:
        parsed("2018-08-02", zone="Mars/Olympus")
    assert refusal.value.code == "import.timezone"
