from datetime import UTC, date, datetime

import pandas as pd
import pytest
from icalendar import Calendar

from ecogov.i18n.translator import translator
from ecogov.reports.calendars import milestones_calendar

STAMP = datetime(2026, 3, 2, 8, tzinfo=UTC)


def a_milestone(**told):
    return {
        "ref": "M-1", "version": 1, "title": "Pilot", "owner": "Lin", "description": "",
        "status": "planned", "baseline_on": None, "forecast_on": date(2026, 5, 1),
        "actual_on": None, "is_committed": False, **told,
    }  # fmt: skip


def events(*milestones, language="en"):
    frame = pd.DataFrame(list(milestones), dtype=object)
    told = milestones_calendar(
        frame, translator(language), code="TS-VIDEO", name="Review", stamp=STAMP
    )
    return told, Calendar.from_ical(told).walk("VEVENT")


def test_event_lasts_the_whole_day_and_ends_on_the_next():
    raw, [event] = events(a_milestone())
    assert b"DTSTART;VALUE=DATE:20260501" in raw
    assert b"DTEND;VALUE=DATE:20260502" in raw
    assert event["dtend"].dt == date(2026, 5, 2)
    assert b"METHOD:PUBLISH" in raw


def test_move_keeps_the_identity_and_raises_the_sequence():
    _, [first] = events(a_milestone())
    _, [moved] = events(a_milestone(version=3, forecast_on=date(2026, 6, 1)))
    assert first["uid"] == moved["uid"] == "ts-video-m-1@ecogov"
    assert (first["sequence"], moved["sequence"]) == (0, 2)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, "TENTATIVE"),
        ({"is_committed": True}, "CONFIRMED"),
        ({"status": "done", "actual_on": date(2026, 4, 30)}, "CONFIRMED"),
        ({"status": "cancelled", "is_committed": True}, "CANCELLED"),
    ],
)
def test_status_says_whether_the_day_is_promised_or_expected(told, status):
    _, [event] = events(a_milestone(**told))
    assert event["status"] == status


def test_day_of_the_end_wins_over_the_forecast_and_without_any_day_there_is_no_event():
    done = a_milestone(status="done", actual_on=date(2026, 4, 30))
    _, found = events(done, a_milestone(ref="M-2", forecast_on=None))
    assert [event["dtstart"].dt for event in found] == [date(2026, 4, 30)]


def test_hostile_title_stays_one_text_and_the_reader_has_his_language():
    title = "A, b; c\\d \u202e=1+1 🚀 X-EVIL:1"
    raw, [event] = events(a_milestone(title=title), language="zh-Hans")
    assert str(event["summary"]) == title
    assert "预测" in str(event["description"])
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
