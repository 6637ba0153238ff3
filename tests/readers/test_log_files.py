"""Files of records by themselves, without a database."""

import gzip
import io
import zipfile

import pytest

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.log.interchange import BringMapping, BringRequest, ExchangeFormat, Wait
from ecogov.readers.log.days import day_in, is_day_first
from ecogov.readers.log.reading import found_rows
from ecogov.services.log.bringing.taking import opened_files
from ecogov.services.log.bringing.wording import vocabulary

PLAN = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
  <Name>Rollout</Name><MinutesPerDay>480</MinutesPerDay>
  <Tasks>
    <Task><UID>0</UID><ID>0</ID><Name>Rollout</Name><Summary>1</Summary></Task>
    <Task><UID>1</UID><ID>1</ID><Name>Phase</Name><Summary>1</Summary></Task>
    <Task><UID>7</UID><ID>2</ID><Name>Train</Name><Start>2026-03-02T08:00:00</Start>
      <Finish>2026-03-06T17:00:00</Finish><Duration>PT40H0M0S</Duration><Milestone>0</Milestone>
      <PercentComplete>100</PercentComplete><ActualFinish>2026-03-05T17:00:00</ActualFinish>
      <Baseline><Number>1</Number><Finish>2020-01-01T17:00:00</Finish></Baseline>
      <Baseline><Number>0</Number><Finish>2026-03-04T17:00:00</Finish></Baseline></Task>
    <Task><UID>9</UID><ID>3</ID><Name>Live</Name><Start>2026-03-20T17:00:00</Start>
      <Finish>2026-03-20T17:00:00</Finish><Milestone>1</Milestone><Duration>PT0H0M0S</Duration>
      <PercentComplete>0</PercentComplete><Cost>120</Cost>
      <PredecessorLink><PredecessorUID>7</PredecessorUID><Type>1</Type><CrossProject>0</CrossProject>
        <LinkLag>9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
      <PredecessorLink><PredecessorUID>8</PredecessorUID><Type>3</Type>
        <LinkLag>-2400</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
      <PredecessorLink><PredecessorUID>6</PredecessorUID><Type>0</Type>
        <LinkLag>28800</LinkLag><LagFormat>8</LagFormat></PredecessorLink></Task>
  </Tasks>
  <Resources><Resource><UID>1</UID><Name>Lin</Name></Resource></Resources>
  <Assignments><Assignment><UID>1</UID><TaskUID>7</TaskUID><ResourceUID>1</ResourceUID></Assignment>
  </Assignments>
</Project>"""
REDMINE = (
    "#;Project;Tracker;Parent task;Status;Priority;Subject;Author;Assignee;Updated;"
    "Due date;% Done\n"
    "12;Ops;Bug;;New;Urgent;Queue down;Ann;Lin;03/12/2026 03:04 pm;03/28/2026;50\n"
    "13;Ops;Support;;Closed;Low;Slow;Ann;;03/12/2026 03:04 pm;04/02/2026;\n"
)
REDMINE_ZH = (
    "#,项目,跟踪,状态,优先级,主题,指派给,计划完成日期\n5,运营,错误,新建,高,队列中断,林,2026-03-28\n"
)
OPENPROJECT = (
    "ID,Subject,Type,Status,Assignee,Priority,Finish date\n"
    "40,Live,Milestone,New,Lin,Normal,2026-03-28\n"
)


def found(content, **told):
    data = content if isinstance(content, bytes) else content.encode()
    return found_rows(opened_files(data, "file")[0], BringRequest(**told), vocabulary())


def cells(row):
    return {told.name: told.text for told in row.told}


def test_plan_gives_tasks_with_their_dates_links_and_first_baseline():
    plan = found(PLAN)
    assert plan.format is ExchangeFormat.MSPDI
    top, phase, train, live = plan.rows
    assert top.is_skipped
    assert [finding.code for finding in phase.dropped] == ["bring.summary_task"]
    assert cells(train) == {
        "title": "Train", "start_on": "2026-03-02", "actual_on": "2026-03-05",
        "percent_complete": "100", "baseline_on": "2026-03-04", "description": "",
        "status": "done", "duration_days": "5", "owner": "Lin",
    }  # fmt: skip
    assert (live.key, cells(live)["forecast_on"]) == ("mspdi:9", "2026-03-20")
    assert live.waits_for == (
        Wait("mspdi:7", "FS", 2), Wait("mspdi:8", "SS", 0), Wait("mspdi:6", "FF", 2),
    )  # fmt: skip
    assert [finding.code for finding in live.changed] == ["bring.rounded", "bring.rounded"]
    assert [finding.place for finding in live.dropped] == ["Cost"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Project><Tasks>", "file.xml_broken"),
        ("<html/>", "file.xml_broken"),
        ('<!DOCTYPE p [<!ENTITY a "b">]><Project>&a;</Project>', "file.xml_unsafe"),
        (
            '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project>&a;</Project>',
            "file.xml_unsafe",
        ),
        ("a,b\n1,2\n", "bring.format_unknown"),
    ],
)
def test_what_is_no_file_of_records_is_refused(text, code):
    with pytest.raises(UnreadableFileError) as caught:
        found(text)
    assert caught.value.code == code


def test_redmine_is_read_with_semicolons_and_american_days():
    told = found(REDMINE)
    assert told.format is ExchangeFormat.REDMINE
    first, second = told.rows
    assert (first.key, first.kind) == ("redmine:12", "Bug")
    assert (cells(first)["due"], cells(second)["due"]) == ("2026-03-28", "2026-04-02")
    assert {finding.place for finding in first.dropped} == {"Project", "Updated"}


def test_chinese_headings_of_redmine_are_known_also_in_gb18030():
    told = found(REDMINE_ZH.encode("gb18030"))
    assert told.format is ExchangeFormat.REDMINE
    assert cells(told.rows[0])["owner"] == "林"


def test_openproject_is_told_from_redmine():
    told = found(OPENPROJECT)
    assert told.format is ExchangeFormat.OPENPROJECT
    assert (told.rows[0].key, cells(told.rows[0])["due"]) == ("openproject:40", "2026-03-28")


def test_packed_files_are_unpacked():
    assert len(found(gzip.compress(OPENPROJECT.encode())).rows) == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("plan.xml", PLAN)
        archive.writestr("work.csv", OPENPROJECT)
    sources = opened_files(packed.getvalue(), "all.zip")
    formats = [found_rows(one, BringRequest(), vocabulary()).format for one in sources]
    assert formats == [ExchangeFormat.MSPDI, ExchangeFormat.OPENPROJECT]


def test_day_that_could_be_two_is_told_and_a_format_settles_it():
    text = OPENPROJECT.replace("2026-03-28", "03/04/2026")
    assert [finding.code for finding in found(text).rows[0].changed] == ["bring.day_order"]
    mapping = BringMapping(date_formats=("%d/%m/%Y",))
    row = found(text, mapping=mapping).rows[0]
    assert (cells(row)["due"], row.changed) == ("2026-04-03", ())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/Mar/26 3:04 PM", "2026-03-12"),
        ("1/September/2026", "2026-09-01"),
        ("12/三月/26 3:04 下午", "2026-03-12"),
        ("2026年3月5日", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("31.12.99", "1999-12-31"),
        ("2026-03-05T23:59:00Z", "2026-03-05"),
        ("03/12/2026 03:04 pm", "2026-03-12"),
        ("31/31/2026", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_days_are_read_as_tools_write_them(text, day):
    told = day_in(text)
    assert (told.isoformat() if told else None) == day


def test_a_column_shows_which_number_is_the_day():
    assert is_day_first(["03/04/2026", "28/03/2026"]) is True
    assert is_day_first(["03/04/2026", "03/28/2026"]) is False
    assert is_day_first(["03/04/2026", ""]) is None
