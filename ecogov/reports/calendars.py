"""Milestones of a project as a calendar that other programs subscribe to.

References
----------
.. [1] B. Desruisseaux (ed.), "Internet Calendaring and Scheduling Core Object Specification
   (iCalendar)", RFC 5545, 2009; C. Daboo, "New Properties for iCalendar", RFC 7986, 2016.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import pandas as pd
from icalendar import Calendar, Event

from ecogov.i18n.formats import day
from ecogov.i18n.translator import Translator

_REFRESH: Final = timedelta(hours=12)
_DATES: Final = ("baseline_on", "forecast_on", "actual_on")


def milestones_calendar(
    milestones: pd.DataFrame, t: Translator, *, code: str, name: str, stamp: datetime
) -> bytes:
    """Write milestones as all-day events: confirmed where they are committed or done.

    An event keeps its identity for as long as the milestone keeps its number, and its sequence
    rises with every change of the record, so that a move replaces what was sent before.

    Parameters
    ----------
    milestones : DataFrame
        Columns ``ref, version, title, owner, description, status, baseline_on, forecast_on,
        actual_on, is_committed``; those without any date are left out.
    code, name : str
        Of the project; the code is part of every event's identity.
    stamp : datetime
        Now, with its zone.
    """
    calendar = Calendar()
    told = {
        "prodid": "-//EcoGov//Milestones//EN",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": t("calendar_feed.name", project=name),
        "x-wr-calname": t("calendar_feed.name", project=name),
    }
    for field, value in told.items():
        calendar.add(field, value)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for row in milestones.to_dict("records"):
        event = _event(row, t, code)
        if event is not None:
            event.add("dtstamp", stamp)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(row: Mapping[Any, Any], t: Translator, code: str) -> Event | None:
    when: date | None = row["actual_on"] or row["forecast_on"] or row["baseline_on"]
    if when is None:
        return None
    event = Event()
    event.add("uid", f"{code}-{row['ref']}@ecogov".lower())
    event.add("sequence", int(row["version"]) - 1)
    event.add("dtstart", when)
    event.add("dtend", when + timedelta(days=1))
    event.add("summary", str(row["title"]))
    event.add("description", _description(row, t))
    event.add("status", _status(row))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [t("new.milestone")])
    return event


def _status(row: Mapping[Any, Any]) -> str:
    if row["status"] == "cancelled":
        return "CANCELLED"
    return "CONFIRMED" if row["is_committed"] or row["status"] == "done" else "TENTATIVE"


def _description(row: Mapping[Any, Any], t: Translator) -> str:
    told = {"ref": str(row["ref"]), "status": t(f"milestone.status.{row['status']}")}
    told |= {name: day(t, row[name]) for name in _DATES if row[name] is not None}
    told |= {"owner": str(row["owner"])} if row["owner"] else {}
    lines = [t("calendar_feed.line", label=t(f"milestone.{name}"), value=text)
             for name, text in told.items()]  # fmt: skip
    return "\n".join([*lines, *([str(row["description"])] if row["description"] else [])])
