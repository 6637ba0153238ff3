"""Exports of Jira, Redmine and OpenProject: an item in a row, headings repeated for more values."""

from collections.abc import Mapping, Sequence
from typing import Final

from ecogov.domain.log.interchange import BringRequest, Finding, FoundRow, Told
from ecogov.domain.log.template import folded
from ecogov.readers.log.days import day_in, is_day_first
from ecogov.readers.log.dialects import DIALECTS, Dialect
from ecogov.readers.log.tables import Table

_DAYS: Final = frozenset({"due", "start", "ended"})
_IDENTITY: Final = frozenset({"key", "kind", "ref"})


def dialect_of(table: Table) -> Dialect | None:
    """Tell by its headings which tracker has written a table."""
    heads = {folded(heading) for heading in table.headings}
    for dialect in DIALECTS.values():
        known = heads | {dialect.roles[head] for head in heads if head in dialect.roles}
        if any(mark <= known for mark in dialect.marks):
            return dialect
    return None


def tracker_rows(table: Table, dialect: Dialect, request: BringRequest) -> list[FoundRow]:
    """Read the items of a tracker's export; types, states and priorities stay its own words."""
    mapped = {folded(heading): name for heading, name in request.mapping.columns.items()}
    roles = [mapped.get(folded(one), dialect.roles.get(folded(one), "")) for one in table.headings]
    days = _Days(table, roles, request.mapping.date_formats)
    source = dialect.format.value + (f"@{request.instance}" if request.instance else "")
    return [
        _row(number, cells, (table.headings, roles, days, source)) for number, cells in table.rows
    ]


class _Days:
    """How the days of each column are written, told by the column as a whole."""

    def __init__(self, table: Table, roles: Sequence[str], formats: Sequence[str]) -> None:
        self._formats = formats
        self._is_day_first: Mapping[int, bool | None] = {
            place: is_day_first(cells[place] for _, cells in table.rows)
            for place, role in enumerate(roles)
            if role in _DAYS
        }

    def told(self, place: int, heading: str, cell: str) -> tuple[str, Finding | None]:
        """Write the day of a cell in ISO 8601, and say where it could have been another one."""
        known = self._is_day_first.get(place)
        day = day_in(cell, is_day_first=bool(known), formats=self._formats)
        if day is None:
            return cell, None
        if known is None and day_in(cell, is_day_first=True, formats=self._formats) != day:
            return day.isoformat(), Finding(heading, "bring.day_order", {"day": day})
        return day.isoformat(), None


def _row(
    number: int,
    cells: tuple[str, ...],
    how: tuple[tuple[str, ...], list[str], _Days, str],
) -> FoundRow:
    headings, roles, days, source = how
    told: list[Told] = []
    changed: list[Finding] = []
    dropped: list[Finding] = []
    identity = dict.fromkeys(_IDENTITY, "")
    for place, (heading, role, cell) in enumerate(zip(headings, roles, cells, strict=True)):
        if role in _IDENTITY:
            identity[role] = identity[role] or cell.strip()
        elif role in _DAYS:
            text, doubt = days.told(place, heading, cell)
            told.append(Told(heading, role, text))
            changed += [doubt] if doubt else []
        elif role:
            told.append(Told(heading, role, cell))
        elif cell.strip():
            dropped.append(Finding(heading, "bring.no_field"))
    return FoundRow(
        row=number,
        kind=identity["kind"],
        ref=identity["ref"],
        key=f"{source}:{identity['key']}" if identity["key"] else "",
        told=tuple(told),
        changed=tuple(changed),
        dropped=tuple(dropped),
    )
