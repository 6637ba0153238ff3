"""Milestones as a plan of Microsoft Project in XML, in the order of elements that its schema has.

References
----------
.. [1] Microsoft, "Microsoft Office Project 2007 XML Data Interchange Schema" (mspdi_pj12.xsd).
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from ecogov.domain.log.plans import PlanFacts
from ecogov.domain.log.template import parsed_waits

_NAMESPACE: Final = "http://schemas.microsoft.com/project"
_OWN_ID_FIELD: Final = "188743731"
_LINK_TYPES: Final = {"FF": "0", "FS": "1", "SF": "2", "SS": "3"}
_DAYS_FORMAT: Final = "7"
_TENTHS: Final = 10
_MINUTES: Final = 60
_DONE: Final = 100
# What XML 1.0 cannot hold at all, in whatever way it is written.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def mspdi(rows: pd.DataFrame, facts: PlanFacts) -> bytes:
    """Write milestones as tasks of a plan; `rows` as `exported` of the services gives them.

    A milestone that came from a plan keeps the number that it had there. Characters that XML
    cannot hold are left out.
    """
    root = ET.Element("Project", xmlns=_NAMESPACE)
    told = {
        "SaveVersion": "12",
        "Name": facts.name,
        "Title": facts.name,
        "ScheduleFromStart": "1",
        "CalendarUID": "1",
        "DefaultStartTime": _clock(facts.day_start),
        "DefaultFinishTime": _clock(facts.day_end),
        "MinutesPerDay": str(facts.minutes),
        "MinutesPerWeek": str(facts.minutes * (7 - len(facts.weekend))),
    }
    _put(root, told)
    attribute = ET.SubElement(ET.SubElement(root, "ExtendedAttributes"), "ExtendedAttribute")
    _put(attribute, {"FieldID": _OWN_ID_FIELD, "FieldName": "Text1", "Alias": "EcoGov ID"})
    _calendar(root, facts)
    records = rows.to_dict("records")
    uids = _uids(records)
    owners = {name: str(place) for place, name in enumerate(_owners(records), 1)}
    tasks = ET.SubElement(root, "Tasks")
    for place, row in enumerate(records, 1):
        _task(ET.SubElement(tasks, "Task"), place, row, (uids, facts))
    _resources(root, records, uids, owners)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _owners(records: Iterable[Mapping[Any, Any]]) -> list[str]:
    return list(dict.fromkeys(str(row["owner"]) for row in records if row["owner"]))


def _uids(records: list[dict[Any, Any]]) -> dict[str, str]:
    """Give each task a number: that of the plan it came from, else one after those."""
    held: dict[str, int] = {}
    for row in records:
        source, _, number = str(row["external_key"]).partition(":")
        is_theirs = source.split("@")[0] == "mspdi" and number.isdecimal() and len(number) < 10  # noqa: PLR2004 - the schema counts in 32 bits
        if is_theirs and int(number) not in held.values():
            held[str(row["ref"])] = int(number)
    following = max(held.values(), default=0)
    for row in records:
        if str(row["ref"]) not in held:
            following += 1
            held[str(row["ref"])] = following
    return {ref: str(number) for ref, number in held.items()}


def _task(
    task: ET.Element, place: int, row: Mapping[Any, Any], about: tuple[Mapping[str, str], PlanFacts]
) -> None:
    uids, facts = about
    finish = row["actual_on"] or row["forecast_on"]
    duration = None if pd.isna(row["duration_days"]) else int(row["duration_days"])
    is_date = not duration
    start = row["start_on"] or finish
    told: dict[str, str | None] = {
        "UID": uids[str(row["ref"])],
        "ID": str(place),
        "Name": str(row["title"]),
        "Active": "0" if row["status"] == "cancelled" else "1",
        "Type": "1",
        "IsNull": "0",
        "WBS": str(place),
        "OutlineNumber": str(place),
        "OutlineLevel": "1",
        "Priority": "500",
        "Start": _moment(start, facts.day_end if is_date else facts.day_start),
        "Finish": _moment(finish, facts.day_end),
        "Duration": None if duration is None else _length(duration * facts.minutes),
        "DurationFormat": _DAYS_FORMAT,
        "Milestone": "1" if is_date else "0",
        "Summary": "0",
        "PercentComplete": _percent(row),
        "ActualFinish": _moment(row["actual_on"], facts.day_end),
        "CalendarUID": "-1",
        "Notes": str(row["description"]) or None,
    }
    _put(task, told)
    for wait in parsed_waits(str(row["waits_for"])):
        if wait.what in uids:
            link = {
                "PredecessorUID": uids[wait.what],
                "Type": _LINK_TYPES[wait.type],
                "CrossProject": "0",
                "LinkLag": str(wait.lag_days * facts.minutes * _TENTHS),
                "LagFormat": _DAYS_FORMAT,
            }
            _put(ET.SubElement(task, "PredecessorLink"), link)
    attribute = {"FieldID": _OWN_ID_FIELD, "Value": str(row["ref"])}
    _put(ET.SubElement(task, "ExtendedAttribute"), attribute)
    if row["baseline_on"] is not None:
        promised = _moment(row["baseline_on"], facts.day_end)
        _put(ET.SubElement(task, "Baseline"), {"Number": "0", "Finish": promised})


def _percent(row: Mapping[Any, Any]) -> str | None:
    if row["status"] == "done":
        return str(_DONE)
    if pd.isna(row["percent_complete"]):
        return None
    # A task at 100 is done in a plan, and this one is not.
    return str(min(int(row["percent_complete"]), _DONE - 1))


def _calendar(root: ET.Element, facts: PlanFacts) -> None:
    calendar = ET.SubElement(ET.SubElement(root, "Calendars"), "Calendar")
    _put(calendar, {"UID": "1", "Name": "Standard", "IsBaseCalendar": "1"})
    days = ET.SubElement(calendar, "WeekDays")
    for number in range(1, 8):
        weekday = (number - 2) % 7
        is_worked = weekday not in facts.weekend
        day = ET.SubElement(days, "WeekDay")
        _put(day, {"DayType": str(number), "DayWorking": str(int(is_worked))})
        if is_worked:
            times = ET.SubElement(ET.SubElement(day, "WorkingTimes"), "WorkingTime")
            hours = {"FromTime": _clock(facts.day_start), "ToTime": _clock(facts.day_end)}
            _put(times, hours)
    for off in facts.days_off:
        day = ET.SubElement(days, "WeekDay")
        _put(day, {"DayType": "0", "DayWorking": "0"})
        span = {"FromDate": f"{off}T00:00:00", "ToDate": f"{off}T23:59:00"}
        _put(ET.SubElement(day, "TimePeriod"), span)


def _resources(
    root: ET.Element,
    records: Iterable[Mapping[Any, Any]],
    uids: Mapping[str, str],
    owners: Mapping[str, str],
) -> None:
    resources = ET.SubElement(root, "Resources")
    for name, uid in owners.items():
        told = {"UID": uid, "ID": uid, "Name": name, "Type": "1"}
        _put(ET.SubElement(resources, "Resource"), told)
    assignments = ET.SubElement(root, "Assignments")
    owned = [row for row in records if row["owner"]]
    for place, row in enumerate(owned, 1):
        told = {"UID": str(place), "TaskUID": uids[str(row["ref"])],
                "ResourceUID": owners[str(row["owner"])]}  # fmt: skip
        _put(ET.SubElement(assignments, "Assignment"), told)


def _put(element: ET.Element, told: Mapping[str, str | None]) -> None:
    for tag, text in told.items():
        if text is not None:
            ET.SubElement(element, tag).text = _UNWRITABLE.sub("", text)


def _moment(day: date | None, hours: float) -> str | None:
    return None if day is None else f"{day}T{_clock(hours)}"


def _clock(hours: float) -> str:
    minutes = min(round(hours * _MINUTES), 24 * _MINUTES - 1)
    return f"{minutes // _MINUTES:02}:{minutes % _MINUTES:02}:00"


def _length(minutes: int) -> str:
    return f"PT{minutes // _MINUTES}H{minutes % _MINUTES}M0S"
