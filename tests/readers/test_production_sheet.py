import io
from datetime import UTC, date, datetime, timedelta

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.production import SourceFormat
from ecogov.readers.canonical import ColumnMapping, ReadOptions
from ecogov.readers.formats import production_sheet
from ecogov.readers.formats.production_sheet import READER, suggest_mapping
from ecogov.readers.opening import open_sources
from ecogov.readers.sniffing import head_of
from tests.harness.exports import csv_bytes, read_upload

ENGLISH = ["Date", "Vendor", "Task type", "Language", "Agent ID", "Submitted", "QA sampled"]
CHINESE = ["日期", "供应商", "队列", "语种", "工号", "完成量", "抽检量"]


def full_width(text):
    """Write ASCII as a Chinese input method may."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


FULL_WIDTH_DATE, FULL_WIDTH_COUNT = full_width("2026-03-05"), full_width("1,234")


def read(header, *rows, **options):
    return read_upload(csv_bytes(header, rows), ReadOptions(**options), READER)


def days(*cells, **options):
    """Read the dates of a sheet that has nothing else."""
    reading = read(["Day", "Output"], *([cell, 1] for cell in cells), **options)
    return [stamp.date().isoformat() for stamp in reading.column("submitted_at")], reading.codes()


def one(field, cell, **more):
    """Read one row with one more column; answer the reading."""
    columns = {"date": "Day", "units": "Units", field: field} | more.pop("columns", {})
    values = {"Day": "2026-03-02", "Units": "100", **more, field: cell}
    mapping = ColumnMapping({**columns, **{name: name for name in more}})
    return read(list(values), list(values.values()), mapping=mapping)


@pytest.mark.parametrize("header", [ENGLISH, CHINESE])
def test_headings_in_both_languages_are_known(header):
    mapping = suggest_mapping(header)
    fields = ("date", "vendor", "queue", "locale", "annotator", "units", "units_reviewed")
    assert dict(mapping.columns) == dict(zip(fields, header, strict=True))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("PRODUCTION_DATE", "date"),
        ("生产 日期", "date"),
        ("Units (accepted)", "units"),
        ("Accepted Units", "units_accepted"),
        ("合格量（条）", "units_accepted"),
        ("不合格量", "units_defect"),
        ("Incorrect", "units_defect"),
        ("correct", "units_correct"),
        ("Re-worked", "units_returned"),
        ("返修", "units_returned"),
        ("进量", "units_received"),
        ("Backlog EOD", "units_open"),
        ("积压", "units_open"),
        ("有效工时", "hours"),
        ("AHT", "aht_seconds"),
        ("成本", "cost"),
        ("币种", "currency"),
        ("Guideline version", "guideline_version"),
    ],
)
def test_a_heading_feeds_the_field_that_it_names(heading, field):
    assert dict(suggest_mapping([heading]).columns) == {field: heading}


@pytest.mark.parametrize("heading", ["合格率", "Accuracy %", "Acceptance rate", "Comment", "备注"])
def test_shares_and_remarks_feed_nothing(heading):
    assert dict(suggest_mapping([heading]).columns) == {}


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Hours", "hours"),
        ("工时(分钟)", "minutes"),
        ("Minutes worked", "minutes"),
        ("时长/秒", "seconds"),
    ],
)
def test_the_unit_of_the_time_stands_in_the_heading(heading, unit):
    assert suggest_mapping([heading]).hours_unit == unit


def test_cells_that_do_not_fit_overrule_the_heading():
    mapping = suggest_mapping(["Date received", "Errors"], [["2026-03-02", "none of note"]])
    assert dict(mapping.columns) == {"date": "Date received"}


def test_a_row_stands_for_a_day_of_one_person():
    header = [*CHINESE, "合格量", "错误量", "返工量", "工时", "成本（元）"]
    cells = ["2026年3月5日", "甲公司", "图像", "zh-CN", "A01", "1,234", full_width("100")]
    reading = read(header, [*cells, "1,200", 3, 5, "7.5", "¥980.50"], timezone="Asia/Shanghai")
    row = reading.rows.row(0, named=True)
    assert row["event_id"] == "2026-03-05|甲公司|图像|zh-CN|A01"
    assert (row["vendor"], row["queue"], row["locale"], row["annotator_id"]) == (
        "甲公司",
        "图像",
        "zh-CN",
        "A01",
    )
    assert row["submitted_at"] == datetime(2026, 3, 5, 4, tzinfo=UTC)
    assert row["reviewed_at"] == row["submitted_at"]
    counts = ("units", "units_accepted", "units_reviewed", "units_correct", "units_returned")
    assert tuple(row[name] for name in counts) == (1234, 1200, 100, 97, 5)
    assert (row["handle_seconds"], row["time_basis"]) == (27_000.0, "elapsed")
    assert (row["amount"], row["currency"]) == (980.5, "CNY")


def test_a_sheet_is_recognised_by_a_day_and_a_count():
    head = head_of(next(open_sources(csv_bytes(ENGLISH, []), "sheet.csv")))
    assert production_sheet.matches(head)
    other = head_of(next(open_sources(csv_bytes(["id", "text"], [[1, "x"]]), "other.csv")))
    assert not production_sheet.matches(other)
    assert READER.format is SourceFormat.PRODUCTION_SHEET


@pytest.mark.parametrize(
    "cell",
    ["2026-03-05", "2026/3/5", "2026.03.05", "2026年3月5日", "20260305", "46086", "46086.0",
     "5-Mar-2026", "Mar 5, 2026", "2026-03-05 00:00:00", FULL_WIDTH_DATE],
)  # fmt: skip
def test_a_date_is_read_in_every_layout(cell):
    assert days(cell) == (["2026-03-05"], [])


def test_a_day_over_twelve_settles_the_order_for_the_whole_file():
    assert days("1/2/2026", "13/2/2026")[0] == ["2026-02-01", "2026-02-13"]
    assert days("1/2/2026", "2/13/2026")[0] == ["2026-01-02", "2026-02-13"]


def test_days_in_a_row_settle_the_order_too():
    assert days("1/2/2026", "2/2/2026", "3/2/2026")[0][2] == "2026-02-03"
    assert days("2/1/2026", "2/2/2026", "2/3/2026")[0][2] == "2026-02-03"


def test_a_lone_date_with_two_readings_is_asked_about():
    with pytest.raises(UnreadableFileError) as caught:
        days("3/4/2026")
    assert caught.value.code == "file.date_ambiguous"
    assert days("4/4/2026")[0] == ["2026-04-04"]


@pytest.mark.parametrize("layout", ["DD/MM/YYYY", "%d/%m/%Y"])
def test_a_given_layout_decides(layout):
    mapping = ColumnMapping({"date": "Day", "units": "Output"}, date_format=layout)
    assert days("3/4/2026", mapping=mapping)[0] == ["2026-04-03"]


def test_dates_that_are_missing_or_none_are_rejected():
    assert days("2026-03-05", "", "soon", "2026-02-30")[1] == [
        (3, "row.date_missing"),
        (4, "row.date_unreadable"),
        (5, "row.date_unreadable"),
    ]


@pytest.mark.parametrize(
    "name", ["Total", "TOTALS", "Grand Total", "Total: 2 days", "合计", "小计（甲）", "汇总"]
)
def test_totals_are_left_out(name):
    reading = read(["Day", "Output"], ["2026-03-05", 5], [name, 5])
    assert (reading.rows_read, reading.skipped, reading.codes()) == (2, 1, [])


def test_a_vendor_may_be_called_total_quality():
    reading = read(["Day", "Vendor", "Output"], ["2026-03-05", "Total Quality", 5])
    assert reading.column("vendor") == ["Total Quality"]


def test_a_day_without_any_figure_is_left_out():
    reading = read(["Day", "Output"], ["2026-03-05", ""], ["2026-03-06", 0])
    assert (reading.skipped, reading.column("units")) == (1, [0])


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        (FULL_WIDTH_COUNT, 1234),
        ("120条", 120),
        ("12.0", 12),
        ("", 0),
    ],
)
def test_a_count_is_read_as_people_type_it(cell, count):
    reading = one("Units", cell, Open="1", columns={"units": "Units", "units_open": "Open"})
    assert reading.column("units") == [count]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("abc", "row.number"), ("-3", "row.negative"), ("3.5", "row.fractional_count")],
)
def test_a_count_that_is_none_is_rejected(cell, code):
    assert one("units_open", cell).codes() == [(2, code)]


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("units_defect", "21", "row.defects_exceed_reviewed"),
        ("units_correct", "21", "row.correct_exceeds_reviewed"),
    ],
)
def test_more_wrong_or_right_than_reviewed_is_rejected(field, cell, code):
    assert one(field, cell, units_reviewed="20").codes() == [(2, code)]


@pytest.mark.parametrize(("share", "correct"), [("95%", 19), ("90.0%", 18)])
def test_a_share_becomes_the_count_that_it_was_rounded_from(share, correct):
    reading = one("units_correct", share, units_reviewed="20")
    assert reading.column("units_correct") == [correct]


def test_a_share_that_no_count_gives_is_rejected():
    reading = one("units_correct", "92.0%", units_reviewed="20")
    assert reading.codes() == [(2, "row.fractional_count")]


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [("7.5", "hours", 27_000), ("90", "minutes", 5_400), ("45", "seconds", 45),
     ("7:30", "hours", 27_000), ("0:01:30", "hours", 90), ("8小时", "hours", 28_800)],
)  # fmt: skip
def test_time_is_the_total_of_the_row_in_its_unit(cell, unit, seconds):
    mapping = ColumnMapping({"date": "Day", "units": "N", "hours": "T"}, hours_unit=unit)
    reading = read(["Day", "N", "T"], ["2026-03-02", 10, cell], mapping=mapping)
    assert reading.column("handle_seconds") == [seconds]


def test_handling_time_per_unit_is_multiplied():
    reading = read(["Day", "Output", "AHT (sec)"], ["2026-03-02", 10, 30])
    assert reading.column("handle_seconds") == [300.0]


def test_the_second_row_of_a_key_is_rejected_naming_the_first():
    rows = (["2026-03-05", "甲", 5], ["2026-03-05", "乙", 6], ["2026/3/5", "甲", 7])
    reading = read(["日期", "供应商", "产量"], *rows)
    assert reading.codes() == [(4, "row.duplicate_key")]
    assert reading.rejections[0].params == {"earlier": "2"}
    assert reading.column("units") == [5, 6]


def test_received_work_has_a_day_and_reviews_alone_are_no_production():
    reading = read(["日期", "进量", "抽检量", "错误量"], ["2026-03-05", 50, 10, 1])
    row = reading.rows.row(0, named=True)
    assert (row["units"], row["units_received"], row["units_correct"]) == (0, 50, 9)
    assert row["assigned_at"] == row["submitted_at"]


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        ({"units": "Output"}, ("import.column.date",)),
        ({"date": "Day"}, ("import.column.units",)),
    ],
)
def test_a_mapping_without_a_day_or_a_count_is_refused(columns, missing):
    with pytest.raises(UnreadableFileError) as caught:
        read(["Day", "Output"], ["2026-03-05", 5], mapping=ColumnMapping(columns))
    assert (caught.value.code, caught.value.params["fields"]) == ("file.mapping_missing", missing)


def test_a_mapping_of_a_column_that_is_not_there_is_refused():
    mapping = ColumnMapping({"date": "Day", "units": "Outptu"})
    with pytest.raises(UnreadableFileError) as caught:
        read(["Day", "Output"], ["2026-03-05", 5], mapping=mapping)
    assert caught.value.code == "file.columns_missing"


def test_a_workbook_is_read_like_a_csv():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("三月")
        sheet.write_row(0, 0, ["日期", "产量", "工时"])
        sheet.write_datetime(1, 0, datetime(2026, 3, 5), book.add_format({"num_format": "m/d"}))  # noqa: DTZ001 (Excel has no zones)
        sheet.write_row(1, 1, [1200, 7.5])
        sheet.write_row(2, 0, ["合计", 1200, 7.5])
    reading = read_upload(buffer.getvalue(), ReadOptions(), READER)
    assert (reading.column("units"), reading.skipped) == ([1200], 1)
    assert reading.column("event_id") == ["2026-03-05||||"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 500), st.integers(0, 24 * 60)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%d-%b-%Y"]),
    st.randoms(use_true_random=False),
)
def test_rows_are_read_back_in_any_order_and_layout(figures, layout, random):
    start = date(2026, 3, 1)
    rows = [
        [(start + timedelta(days=n)).strftime(layout), f"{units:,}", reviewed, minutes]
        for n, (units, reviewed, minutes) in enumerate(figures)
    ]
    random.shuffle(rows)
    reading = read(["Day", "Output", "Reviewed", "Minutes"], *rows)
    names = ("submitted_at", "units", "units_reviewed", "handle_seconds")
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert set(reading.rows.select(names).iter_rows()) == {
        (noon + timedelta(days=n), units, reviewed, minutes * 60.0)
        for n, (units, reviewed, minutes) in enumerate(figures)
    }
