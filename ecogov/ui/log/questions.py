"""What the filters in the link ask for: codes of no language in, a question to the log out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ecogov.domain.log.asking import SCORE, Cell, LogFilter, Order
from ecogov.domain.log.fields import FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.words import Stage
from ecogov.ui.log import cached
from ecogov.ui.log.place import PAGE, asked, project_id
from ecogov.ui.page import Page

TEXT: Final = "q"
STATUS: Final = "status"
OWNER: Final = "owner"
VENDOR: Final = "vendor"
DUE: Final = "due"
CELL: Final = "cell"
SORT: Final = "sort"
ARCHIVED: Final = "archived"

NOTHING: Final = "-"
"""Stands in the link for an empty field: nobody, no category."""

OPEN_ONES: Final = "open"
ALL: Final = "all"
ENDED: Final = "ended"
OVERDUE: Final = "overdue"
DUE_SOON: Final = "week"
UNDATED: Final = "undated"
DUES: Final = (OVERDUE, DUE_SOON, UNDATED)
NEWEST: Final = "newest"
_WEEK: Final = timedelta(days=7)
_SEVERITY: Final = "severity"
_USUAL: Final = frozenset({"category", _SEVERITY})


def today(page: Page) -> date:
    """Tell which day it is where the chosen project is."""
    return datetime.now(ZoneInfo(page.timezone)).date()


def choice_fields(kind: RecordKind) -> tuple[FieldSpec, ...]:
    """Give the fields of a kind by whose codes a list can be filtered, the usual one first."""
    found = [
        spec for spec in KINDS[kind].fields if spec.shape is Shape.CHOICE and spec.name != STATUS
    ]
    return tuple(sorted(found, key=lambda spec: spec.name not in _USUAL))


def has_vendor(kind: RecordKind) -> bool:
    """Tell whether records of a kind name a vendor."""
    return any(spec.shape is Shape.VENDOR for spec in KINDS[kind].fields)


def status_codes(kind: RecordKind) -> tuple[str, ...]:
    """Give what the status may be asked for: the open ones, all, those at an end, or one code.

    A code that reads like one of the words stands for itself only under the word ``is-``.
    """
    return (OPEN_ONES, ALL, ENDED, *(f"is-{code}" for code in KINDS[kind].all_statuses))


def sorts(kind: RecordKind) -> dict[str, Order]:
    """Give the orders in which a kind can be listed, by their codes."""
    due = KINDS[kind].due
    told = {
        NEWEST: Order(),
        "oldest": Order("number", is_descending=False),
        "due": Order(due, is_descending=False),
        "title": Order("title", is_descending=False),
        "owner": Order("owner", is_descending=False),
    }
    if kind is RecordKind.RISK:
        told[SCORE] = Order(SCORE)
    if any(spec.name == _SEVERITY for spec in KINDS[kind].fields):
        told[_SEVERITY] = Order(_SEVERITY, is_descending=False)
    return told


def filter_names(kind: RecordKind) -> tuple[str, ...]:
    """Give the parameters of the link that narrow a list."""
    fields = tuple(spec.name for spec in choice_fields(kind))
    return (TEXT, STATUS, OWNER, VENDOR, DUE, CELL, ARCHIVED, *fields)


def is_narrowed(kind: RecordKind) -> bool:
    """Tell whether the link narrows the list."""
    return any(asked(name) for name in filter_names(kind))


def one(name: str, known: Sequence[str], default: str = "") -> str:
    """Give the one known value that the link holds under a name."""
    return next((value for value in asked(name) if value in known), default)


def question(page: Page, kind: RecordKind) -> LogFilter:
    """Give the filter that the link asks for."""
    day = today(page)
    due = one(DUE, DUES)
    return LogFilter(
        project_id=project_id(page),
        text=" ".join(asked(TEXT)),
        is_open=True if due == OVERDUE else _is_open(kind),
        equal=_equal(page, kind, due),
        due_before={OVERDUE: day, DUE_SOON: day + _WEEK}.get(due),
        cell=cell() if kind is RecordKind.RISK else None,
        archived=bool(asked(ARCHIVED)),
    )


def order(kind: RecordKind) -> Order:
    """Give the order that the link asks for; the newest first where it asks for none."""
    offered = sorts(kind)
    return offered[one(SORT, tuple(offered), NEWEST)]


def cell() -> Cell | None:
    """Give the cell of the heat map that the link asks for, as in ``cell=current-4-5``."""
    told = next(iter(asked(CELL)), "").split("-")
    if len(told) != 3 or told[0] not in set(Stage):  # noqa: PLR2004 - stage, probability, impact
        return None
    levels = [int(level) for level in told[1:] if level in {"1", "2", "3", "4", "5"}]
    return Cell(Stage(told[0]), *levels) if len(levels) == 2 else None  # noqa: PLR2004 - as above


def page_number() -> int:
    """Tell which page of the list the link asks for, the first being 1."""
    told = next(iter(asked(PAGE)), "1")
    return max(int(told), 1) if told.isdecimal() and len(told) < 7 else 1  # noqa: PLR2004 - digits


def _is_open(kind: RecordKind) -> bool | None:
    return {OPEN_ONES: True, ENDED: False}.get(one(STATUS, status_codes(kind), OPEN_ONES))


def _equal(
    page: Page, kind: RecordKind, due: str
) -> tuple[tuple[str, tuple[str | int | None, ...]], ...]:
    status = one(STATUS, status_codes(kind))
    vendors = {code: vendor_id for vendor_id, code in cached.vendors(page.db).items()}
    told: dict[str, tuple[str | int | None, ...]] = {
        STATUS: (status.removeprefix("is-"),) if status.startswith("is-") else (),
        OWNER: tuple(None if name == NOTHING else name for name in asked(OWNER)),
        KINDS[kind].due: (None,) if due == UNDATED else (),
    }
    if has_vendor(kind):
        given = (code for code in asked(VENDOR) if code == NOTHING or code in vendors)
        told["vendor_id"] = tuple(vendors.get(code) for code in given)
    for spec in choice_fields(kind):
        known = (*spec.choices, NOTHING)
        told[spec.name] = tuple(
            None if code == NOTHING else code for code in asked(spec.name) if code in known
        )
    return tuple((name, values) for name, values in told.items() if values)
