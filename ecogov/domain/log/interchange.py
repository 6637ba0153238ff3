"""Files between the log and other tools: which formats, what was asked, what became of a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from ecogov.domain.log.kinds import RecordKind


class ExchangeFormat(StrEnum):
    """How a file of records is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JIRA = "jira"
    MSPDI = "mspdi"
    REDMINE = "redmine"
    OPENPROJECT = "openproject"
    ICS = "ics"


OWN_FORMATS: Final = (ExchangeFormat.CSV, ExchangeFormat.XLSX)
TRACKER_FORMATS: Final = (ExchangeFormat.JIRA, ExchangeFormat.REDMINE, ExchangeFormat.OPENPROJECT)

ENDINGS: Final = MappingProxyType(
    {
        ExchangeFormat.CSV: "csv",
        ExchangeFormat.XLSX: "xlsx",
        ExchangeFormat.JIRA: "csv",
        ExchangeFormat.MSPDI: "xml",
        ExchangeFormat.REDMINE: "csv",
        ExchangeFormat.OPENPROJECT: "csv",
        ExchangeFormat.ICS: "ics",
    }
)
"""How the name of a file of a format ends."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about one cell; its sentence stands under ``error.<code>``.

    Parameters
    ----------
    place : str
        The column as the file calls it; empty for the whole row.
    code : str
        Code of a refusal, or the type of what pydantic refused.
    params : mapping of str to object
        What the sentence names.
    """

    place: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFate:
    """What became of one row of a file.

    Parameters
    ----------
    row : int
        Number of the row as a spreadsheet counts it, or the number of the task.
    kind : RecordKind or None
        None where the file does not let that be known.
    ref, title : str
        The record that came of it; empty where none did.
    kept : tuple of str
        Columns whose values were taken over as they stand.
    changed : tuple of Finding
        What was taken over otherwise than the file has it.
    dropped : tuple of Finding
        What was left out.
    refusals : tuple of Finding
        Why the row was refused.
    """

    row: int
    kind: RecordKind | None = None
    ref: str = ""
    title: str = ""
    fate: Fate
    kept: tuple[str, ...] = ()
    changed: tuple[Finding, ...] = ()
    dropped: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a file; `is_stored` tells whether any of it stays."""

    file: str
    format: ExchangeFormat
    rows: tuple[RowFate, ...]
    is_stored: bool

    def count(self, fate: Fate) -> int:
        """Count the rows of a fate."""
        return sum(row.fate is fate for row in self.rows)

    @property
    def has_news(self) -> bool:
        """Whether any row would change the log."""
        return any(row.fate in {Fate.NEW, Fate.CHANGED} for row in self.rows)


class BringMapping(BaseModel):
    """What a person says about a file that its headings do not.

    Parameters
    ----------
    columns : mapping of str to str
        What a column means, by its heading: a field such as ``due_on``, or an empty text to
        leave it out.
    kinds : mapping of str to RecordKind
        What a type of the other tool is here.
    date_formats : tuple of str
        How days are written, as ``strptime`` has it; tried in order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = Field(default_factory=dict)
    kinds: dict[str, RecordKind] = Field(default_factory=dict)
    date_formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BringRequest:
    """How a file is to be taken.

    Parameters
    ----------
    format : ExchangeFormat or None
        None recognises it by its content.
    kind : RecordKind or None
        What rows are that do not say so.
    mapping : BringMapping
        What the headings do not say.
    instance : str
        Tells two servers or two plans of one tool apart.
    is_strict : bool
        Refuse a file with a single bad row.
    """

    format: ExchangeFormat | None = None
    kind: RecordKind | None = None
    mapping: BringMapping = field(default_factory=BringMapping)
    instance: str = ""
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A cell: the column as the file calls it, what it means here, and its text."""

    column: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A milestone that another one waits for, by reference or by key."""

    what: str
    type: str = "FS"
    lag_days: int = 0

    def __str__(self) -> str:
        lag = f"{self.lag_days:+d}d" if self.lag_days else ""
        return f"{self.what}{self.type}{lag}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row as a reader understands it.

    Parameters
    ----------
    row : int
        Where it stands in the file.
    kind : str
        What the other tool calls its type, or the code of a kind.
    ref, project : str
        Reference and project, where it came from a log of ours.
    key : str
        How the other tool knows it, with the name of the tool in front.
    told : tuple of Told
        Cells whose meaning is known; ``name`` is a field, for trackers a role.
    waits_for : tuple of Wait or None
        What it waits for; None where the file does not say.
    changed, dropped, refusals : tuple of Finding
        What the reader has to say already.
    is_skipped : bool
        It is no record on purpose, such as a summary task.
    """

    row: int
    kind: str = ""
    ref: str = ""
    project: str = ""
    key: str = ""
    told: tuple[Told, ...] = ()
    waits_for: tuple[Wait, ...] | None = None
    changed: tuple[Finding, ...] = ()
    dropped: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()
    is_skipped: bool = False
