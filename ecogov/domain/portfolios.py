"""Portfolios that others publish: which column of their table means what, said once."""

import hashlib
import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

_LONGEST_CODE: Final = 40
_HASH: Final = 6
_NO_CODE: Final = re.compile(r"[^A-Z0-9]+")


class RatingColour(StrEnum):
    """How confident a review was that a project will deliver, best first."""

    GREEN = "green"
    AMBER_GREEN = "amber_green"
    AMBER = "amber"
    AMBER_RED = "amber_red"
    RED = "red"


class Figure(StrEnum):
    """An amount that a portfolio reports about a project."""

    BUDGET = "budget"
    FORECAST = "forecast"
    WHOLE_LIFE_COST = "whole_life_cost"


class PortfolioMapping(BaseModel):
    """What the columns of a portfolio mean; it has a row for each project and report.

    Parameters
    ----------
    name : str
        Column with the name by which a project is known from report to report.
    snapshot : str
        Column that tells the reports apart.
    snapshots : mapping of str to date
        As of which day each report is, by what that column holds.
    start_on, end_on : str
        Columns with the dates of a project; the end becomes a milestone, whose baseline is what
        the first report said and whose forecast is what the last one says.
    rating : str
        Column with the colour.
    colours : mapping of str to RatingColour
        What its words mean; for others there is no colour, and the words are kept.
    note : str
        Column with the reason of the colour; empty for none.
    figures : mapping of Figure to str
        Columns with amounts; signs of money and commas are left out.
    columns : mapping of str to str
        Other fields of a project, and the columns that they stand in.
    constants : mapping of str to str
        Fields of all projects, such as ``currency``.
    milestone : str
        What the milestone at the end is called.
    source : str
        Who published this.
    date_formats : tuple of str
        How days are written, as ``strptime`` has it; tried in order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    snapshot: str
    snapshots: dict[str, date]
    start_on: str = ""
    end_on: str
    rating: str
    colours: dict[str, RatingColour]
    note: str = ""
    figures: dict[Figure, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    milestone: Annotated[str, Field(min_length=1, max_length=200)] = "End of project"
    source: Annotated[str, Field(min_length=1, max_length=80)]
    date_formats: tuple[str, ...] = ()

    def needed(self) -> set[str]:
        """Name the columns that a file has to have."""
        named = {self.name, self.snapshot, self.start_on, self.end_on, self.rating, self.note}
        return (named | {*self.figures.values(), *self.columns.values()}) - {""}


def project_code(name: str) -> str:
    """Make a code out of the name of a project: always the same one for the same name.

    Letters that have no Latin base, and what does not fit, are told apart by a hash.
    """
    plain = _plain_code(name)
    is_whole = 1 < len(plain) <= _LONGEST_CODE and name.isascii()
    return plain if is_whole else marked_code(name)


def marked_code(name: str) -> str:
    """Make a code out of a name that no other name shares."""
    mark = hashlib.sha256(name.encode()).hexdigest()[:_HASH].upper()
    return f"{_plain_code(name)[: _LONGEST_CODE - _HASH - 1].strip('-') or 'P'}-{mark}"


def _plain_code(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return _NO_CODE.sub("-", plain).strip("-")
