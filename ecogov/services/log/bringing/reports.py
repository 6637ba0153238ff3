"""What the rows of a published portfolio say, each by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.log.interchange import Fate, Finding, RowFate
from ecogov.domain.portfolios import PortfolioMapping
from ecogov.readers.log.days import day_in
from ecogov.readers.log.tables import Table, tables_of
from ecogov.readers.opening import OpenedSource

_MONEY: Final = re.compile(r"[,\s\u00a3$\u20ac\u00a5]")


@dataclass(slots=True)
class Report:
    """A row: what one report said about a project."""

    row: int
    cells: Mapping[str, str]
    day: date
    start: date | None = None
    end: date | None = None
    dropped: list[Finding] = field(default_factory=list)


def portfolio_table(source: OpenedSource, mapping: PortfolioMapping) -> Table:
    """Read the table of a portfolio.

    Raises
    ------
    UnreadableFileError
        ``file.columns_missing`` where one that the mapping names is not there.
    """
    table = next(tables_of(source), None)
    missing = mapping.needed() - set(table.headings if table else ())
    if table is None or missing:
        columns = ", ".join(sorted(missing))
        raise UnreadableFileError("file.columns_missing", name=source.name, columns=columns)
    return table


def name_in(cells: Mapping[str, str], mapping: PortfolioMapping) -> str:
    """Give the name by which a project is known."""
    return " ".join(cells[mapping.name].split())


def read_report(
    row: int, cells: Mapping[str, str], mapping: PortfolioMapping, fates: dict[int, RowFate]
) -> Report | None:
    """Read a row; what cannot be dated or named is refused."""
    name, snapshot = name_in(cells, mapping), cells[mapping.snapshot].strip()
    day = mapping.snapshots.get(snapshot)
    if not name:
        fates[row] = refused(row, "", Finding(mapping.name, "missing"))
        return None
    if day is None:
        refusal = Finding(mapping.snapshot, "portfolio.snapshot", {"value": snapshot})
        fates[row] = refused(row, name, refusal)
        return None
    report = Report(row, cells, day)
    report.start = _day(report, mapping.start_on, mapping)
    report.end = _day(report, mapping.end_on, mapping)
    return report


def _day(report: Report, column: str, mapping: PortfolioMapping) -> date | None:
    text = report.cells[column].strip() if column else ""
    day = day_in(text, formats=mapping.date_formats) if text else None
    if text and day is None:
        report.dropped.append(Finding(column, "bring.day", {"value": text}))
    return day


def amount(report: Report, column: str) -> float | None:
    """Read an amount without signs of money; what is none is told among what was dropped."""
    text = _MONEY.sub("", report.cells[column])
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        value = {"value": report.cells[column].strip()}
        report.dropped.append(Finding(column, "bring.number", value))
        return None


def unneeded(report: Report, mapping: PortfolioMapping) -> list[Finding]:
    """Name the columns that the mapping has no use for."""
    return [
        Finding(column, "bring.no_field")
        for column, cell in report.cells.items()
        if column not in mapping.needed() and cell.strip()
    ]


def refused(row: int, title: str, *findings: Finding) -> RowFate:
    """Tell that a row was refused, and why."""
    return RowFate(row=row, title=title, fate=Fate.REFUSED, refusals=findings)
