"""The status report as a whole, its canonical text and its fingerprint."""

import hashlib
import json
from datetime import date
from enum import StrEnum
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.lights.words import NEEDS_EXPLAINING, Dimension, Light, worst
from ecogov.domain.status.parts import ForecastPart, LightPart, MetricPart, Part
from ecogov.domain.status.records import (
    AskPart,
    ChangePart,
    EscalationPart,
    LinePart,
    MilestonePart,
    RecordPart,
    RiskPart,
    StepPart,
    TrendPart,
)

SCHEMA: Final = 1
_DIGITS: Final = 6


class ReportKind(StrEnum):
    """What a report is about."""

    PROJECT = "project"
    PROGRAMME = "programme"


class Subject(Part):
    """Whose report it is; a programme has its name as code and as both names."""

    kind: ReportKind
    code: str
    name_en: str
    name_zh: str
    programme: str = ""
    pm: str = ""
    requester: str = ""
    unit_name: str = ""
    currency: str = ""
    timezone: str = "UTC"


class Since(Part):
    """The report that this one is compared with."""

    number: int
    as_of: date


class ProjectLine(Part):
    """A project of a programme in one line."""

    code: str
    name_en: str
    name_zh: str
    overall: Light
    lights: tuple[LightPart, ...]
    forecast: ForecastPart


class StatusReport(Part):
    """Everything that a stakeholder is shown, as of a day.

    ``note`` is the sentence of whoever publishes it; ``records`` are all records that the next
    report is compared with.
    """

    version: int = SCHEMA
    subject: Subject
    as_of: date
    next_update_on: date | None = None
    note: str = ""
    lights: tuple[LightPart, ...] = ()
    forecast: ForecastPart = ForecastPart()
    metrics: tuple[MetricPart, ...] = ()
    decisions: tuple[AskPart, ...] = ()
    path: tuple[StepPart, ...] = ()
    since: Since | None = None
    changes: tuple[ChangePart, ...] = ()
    milestones: tuple[MilestonePart, ...] = ()
    trend: tuple[TrendPart, ...] = ()
    risks: tuple[RiskPart, ...] = ()
    escalations: tuple[EscalationPart, ...] = ()
    done: tuple[LinePart, ...] = ()
    upcoming: tuple[LinePart, ...] = ()
    records: tuple[RecordPart, ...] = ()
    projects: tuple[ProjectLine, ...] = ()

    @property
    def overall(self) -> Light:
        """The worst of the dimensions that are followed."""
        return worst(light.light for light in self.lights if light.is_followed)

    @property
    def worst_light(self) -> LightPart | None:
        """The first dimension that makes the whole as it is."""
        told = (one for one in self.lights if one.is_followed and one.light is self.overall)
        return next(told, None)

    def light_of(self, dimension: Dimension) -> LightPart | None:
        """Find the light of a dimension."""
        return next((one for one in self.lights if one.dimension is dimension), None)


def canonical(report: StatusReport) -> str:
    """Write a report so that the same report is the same text everywhere, to the last byte."""
    told = report.model_dump(mode="json")
    return json.dumps(_rounded(told), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """Give the hash under which the text of a report is frozen."""
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(text: str) -> StatusReport:
    """Read a report back from its canonical text."""
    return StatusReport.model_validate_json(text)


class Missing(StrEnum):
    """What an amber or red report still lacks."""

    PATH = "path"
    DECISIONS = "decisions"


def missing(report: StatusReport) -> tuple[Missing, ...]:
    """Tell what has to be added before a report may be published; green and grey lack nothing."""
    if not any(light.light in NEEDS_EXPLAINING for light in report.lights if light.is_followed):
        return ()
    lacks = ((Missing.PATH, report.path), (Missing.DECISIONS, report.decisions))
    return tuple(what for what, told in lacks if not told)


def check_complete(report: StatusReport) -> None:
    """Refuse to publish amber or red without a way out and without saying what is needed.

    Raises
    ------
    DomainError
        ``status.no_path`` or ``status.no_decisions``.
    """
    lacks = missing(report)
    if Missing.PATH in lacks:
        raise DomainError("status.no_path")
    if Missing.DECISIONS in lacks:
        raise DomainError("status.no_decisions")


def _rounded(value: Any) -> Any:  # noqa: ANN401 - JSON is untyped
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return value
