"""Plans of Microsoft Project in XML: tasks become milestones, summary tasks are passed over.

References
----------
.. [1] Microsoft, "Microsoft Office Project 2007 XML Data Interchange Schema" (mspdi_pj12.xsd).
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.log.interchange import BringRequest, Finding, FoundRow, Told, Wait
from ecogov.readers.canonical import Source

OWN_ID_FIELD: Final = "188743731"
"""Number of the custom field Text1, in which our own plans carry references."""

LINK_TYPES: Final = ("FF", "FS", "SF", "SS")
"""In the order in which the schema numbers them."""

_TENTHS: Final = 10
_USUAL_MINUTES: Final = 480
_MINUTES_OF_DAY: Final = 1440
_PERCENT_FORMATS: Final = frozenset({"19", "20", "51", "52"})
_ELAPSED_FORMATS: Final = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
_DONE: Final = 100
_IGNORED: Final = ("Work", "Cost", "FixedCost", "Deadline", "HyperlinkAddress", "ConstraintDate")
_NOTHING: Final = frozenset({"", "0", "0.0", "0.00", "PT0H0M0S"})


def mspdi_rows(source: Source, request: BringRequest) -> list[FoundRow]:
    """Read the tasks of a plan in the order of the file.

    Raises
    ------
    UnreadableFileError
        ``file.xml_broken`` for what is no XML or no plan, ``file.xml_unsafe`` for a document that
        declares entities.
    """
    root = _root(source)
    plan = _Plan(root, "mspdi" + (f"@{request.instance}" if request.instance else ""))
    return [plan.row(task) for task in root.iterfind("./Tasks/Task")]


def _root(source: Source) -> ET.Element:
    stream = source.open()
    try:
        root: ET.Element = parse(stream).getroot()
    except DefusedXmlException as error:
        raise UnreadableFileError("file.xml_unsafe", name=source.name) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError("file.xml_broken", name=source.name) from error
    finally:
        stream.close()
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise UnreadableFileError("file.xml_broken", name=source.name)
    return root


class _Plan:
    """What of a plan its tasks refer to: hours of a day, resources, custom fields."""

    def __init__(self, root: ET.Element, source: str) -> None:
        self._source = source
        self._minutes = int(_text(root, "MinutesPerDay") or 0) or _USUAL_MINUTES
        names = {
            _text(one, "UID"): _text(one, "Name") for one in root.iterfind("./Resources/Resource")
        }
        self._owners: dict[str, list[str]] = {}
        for one in root.iterfind("./Assignments/Assignment"):
            name = names.get(_text(one, "ResourceUID"), "")
            if name:
                self._owners.setdefault(_text(one, "TaskUID"), []).append(name)
        self._has_own_ids = any(
            _text(one, "FieldID") == OWN_ID_FIELD and _text(one, "Alias") == "EcoGov ID"
            for one in root.iterfind("./ExtendedAttributes/ExtendedAttribute")
        )

    def row(self, task: ET.Element) -> FoundRow:
        uid = _text(task, "UID")
        number = int(_text(task, "ID") or (uid if uid.isdecimal() else 0) or 0)
        name = Told("Name", "title", _text(task, "Name"))
        if uid == "0" or _text(task, "Summary") == "1" or not name.text.strip():
            reason = "bring.summary_task" if name.text.strip() else "bring.empty_task"
            return FoundRow(row=number, kind="milestone", told=(name,), is_skipped=True,
                            dropped=(Finding("Summary", reason),))  # fmt: skip
        changed: list[Finding] = []
        dropped = [Finding(tag, "bring.no_field") for tag in _IGNORED
                   if _text(task, tag) not in _NOTHING]  # fmt: skip
        told = [name, *_states(task), *self._length(task, changed)]
        told += self._owner(uid, dropped)
        return FoundRow(
            row=number,
            kind="milestone",
            ref=self._own_id(task),
            key=f"{self._source}:{uid}" if uid else "",
            told=tuple(told),
            waits_for=tuple(self._waits(task, changed, dropped)),
            changed=tuple(changed),
            dropped=tuple(dropped),
        )

    def _own_id(self, task: ET.Element) -> str:
        values = (_text(one, "Value") for one in task.iterfind("ExtendedAttribute")
                  if _text(one, "FieldID") == OWN_ID_FIELD)  # fmt: skip
        return next(values, "") if self._has_own_ids else ""

    def _owner(self, uid: str, dropped: list[Finding]) -> list[Told]:
        names = self._owners.get(uid, [])
        dropped += [Finding("Resource", "bring.several", {"value": name}) for name in names[1:]]
        return [Told("Resource", "owner", names[0] if names else "")]

    def _length(self, task: ET.Element, changed: list[Finding]) -> list[Told]:
        minutes = _minutes(_text(task, "Duration"))
        if minutes is None:
            return []
        if _text(task, "Milestone") == "1":
            return [Told("Duration", "duration_days", "0")]
        days = round(minutes / self._minutes)
        if days * self._minutes != minutes:
            changed.append(Finding("Duration", "bring.rounded", {"days": days}))
        return [Told("Duration", "duration_days", str(days))]

    def _waits(
        self, task: ET.Element, changed: list[Finding], dropped: list[Finding]
    ) -> Iterable[Wait]:
        for link in task.iterfind("PredecessorLink"):
            if _text(link, "CrossProject") == "1":
                dropped.append(Finding("PredecessorLink", "bring.other_plan"))
                continue
            type_number = int(_text(link, "Type") or 1)
            lag = self._lag(link, changed, dropped)
            what = f"{self._source}:{_text(link, 'PredecessorUID')}"
            yield Wait(what, LINK_TYPES[type_number % len(LINK_TYPES)], lag)

    def _lag(self, link: ET.Element, changed: list[Finding], dropped: list[Finding]) -> int:
        """Read a lag, in tenths of a minute, as working days."""
        tenths, form = int(float(_text(link, "LinkLag") or 0)), _text(link, "LagFormat")
        if tenths and form in _PERCENT_FORMATS:
            dropped.append(Finding("LinkLag", "bring.lag_percent"))
            return 0
        is_elapsed = form in _ELAPSED_FORMATS
        length = _TENTHS * (_MINUTES_OF_DAY if is_elapsed else self._minutes)
        days = round(tenths / length)
        if tenths and (is_elapsed or days * length != tenths):
            changed.append(Finding("LinkLag", "bring.rounded", {"days": days}))
        return days


def _states(task: ET.Element) -> list[Told]:
    """Read dates and progress; what a plan does not write stays untold.

    A mere date begins when it ends, and what is done is expected no more.
    """
    percent = int(float(_text(task, "PercentComplete") or 0))
    finish, start = _day(task, "Finish"), _day(task, "Start")
    is_done = percent >= _DONE
    is_date = _text(task, "Milestone") == "1" and start == finish
    told = {
        "Start": ("start_on", "" if is_date else start),
        "Finish": ("forecast_on", "" if is_done else finish),
        "ActualFinish": ("actual_on", (_day(task, "ActualFinish") or finish) if is_done else ""),
        "PercentComplete": ("percent_complete", _text(task, "PercentComplete") and str(percent)),
        "Baseline": ("baseline_on", _baseline(task)),
    }
    is_active = _text(task, "Active") != "0"
    status = "done" if is_done else "planned" if is_active else "cancelled"
    return [
        *(Told(tag, name, text) for tag, (name, text) in told.items() if text),
        Told("Notes", "description", _text(task, "Notes")),
        Told("Active", "status", status),
    ]


def _baseline(task: ET.Element) -> str:
    found = (one for one in task.iterfind("Baseline") if (_text(one, "Number") or "0") == "0")
    baseline = next(found, None)
    return "" if baseline is None else _day(baseline, "Finish")


def _text(element: ET.Element, tag: str) -> str:
    return element.findtext(tag) or ""


def _day(element: ET.Element, tag: str) -> str:
    text = _text(element, tag)[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return text


_UNITS: Final[Mapping[str, int]] = {"H": 60, "M": 1}


def _minutes(duration: str) -> int | None:
    """Read ``PT16H30M0S``; seconds are left out."""
    if not duration.startswith("PT"):
        return None
    total, digits = 0, ""
    for mark in duration[2:]:
        if mark.isdecimal():
            digits += mark
        else:
            total += int(digits or 0) * _UNITS.get(mark, 0)
            digits = ""
    return total
