"""What every format of a status report shows, in the reader's words: sections of grids.

A format lays these out and adds nothing, so the figures of all formats are the same.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ecogov.domain.lights.words import Light

Value = str | float | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: as it is said, as a value for files with types, and a light where it is one.

    A share is a number from 0 to 1 that is said in percent.
    """

    said: str
    value: Value = None
    light: Light | None = None
    is_number: bool = False
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `wide` names the columns whose texts are long, by place."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Places of the columns that hold numbers and nothing else."""
        return tuple(
            place
            for place in range(len(self.columns))
            if any(row[place].is_number for row in self.rows)
            and all(row[place].is_number or row[place].value is None for row in self.rows)
        )


class Scale(StrEnum):
    """What the height of a picture means."""

    UNITS = "units"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a picture; its points are in order of their days."""

    name: str
    points: tuple[tuple[date, float | date], ...]
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that says its finding."""

    finding: str
    scale: Scale
    series: tuple[Series, ...]

    @property
    def alt(self) -> str:
        """Say for those who do not see it what it shows."""
        names = ", ".join(one.name for one in self.series)
        return f"{self.finding} ({names})"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: lines, a table, pictures; `empty` is said where there is no row.

    A part that `starts_page` begins a page of its own where there are pages.
    """

    key: str
    title: str
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    empty: str = ""
    pictures: tuple[Picture, ...] = ()
    starts_page: bool = False

    @property
    def has_rows(self) -> bool:
        """Whether there is a table to show."""
        return self.grid is not None and bool(self.grid.rows)


@dataclass(frozen=True, slots=True)
class Content:
    """A status report in one language.

    Parameters
    ----------
    title : str
        Whose status.
    light, light_word : Light, str
        The light of the whole.
    verdict, note : str
        The computed line, and the sentence of whoever published it.
    facts : tuple of str
        As-of, publication, next update.
    marks : tuple of str
        Number and fingerprint of a published report, for the foot of a page.
    """

    language: str
    title: str
    code: str
    as_of: date
    light: Light
    light_word: str
    verdict: str
    note: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    marks: tuple[str, ...] = ()

    def section(self, key: str) -> Section | None:
        """Find a section."""
        return next((one for one in self.sections if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Publication:
    """When and by whom a report was published, under which number and fingerprint."""

    number: int
    published_at: datetime
    published_by: str
    content_hash: str
