"""A report without names of people and without amounts of money, for readers outside."""

from collections.abc import Iterable
from typing import TypeVar

from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.domain.lights.words import Dimension
from ecogov.domain.status.parts import LightPart, Part, ReadingPart
from ecogov.domain.status.report import StatusReport

Some = TypeVar("Some", bound=Part)

_MONEY_RULES = frozenset({"budget", "contingency"})


def redacted(report: StatusReport) -> StatusReport:
    """Leave out who owns, asks, decides and publishes, and what anything costs.

    Words that people wrote themselves stay as they are, but for the cost of waiting.
    """
    return report.model_copy(
        update={
            "subject": report.subject.model_copy(
                update={"pm": "", "requester": "", "currency": ""}
            ),
            "lights": tuple(_light(one) for one in report.lights),
            "metrics": tuple(one for one in report.metrics if not is_money(one.metric)),
            "decisions": _without(report.decisions, decider="", cost_of_delay=""),
            "path": _without(report.path, owner=""),
            "milestones": _without(report.milestones, owner=""),
            "risks": _without(report.risks, owner="", money=None),
            "escalations": _without(report.escalations, raised_to=""),
            "done": _without(report.done, owner=""),
            "upcoming": _without(report.upcoming, owner=""),
            "records": (),
            "projects": tuple(
                one.model_copy(update={"lights": tuple(_light(light) for light in one.lights)})
                for one in report.projects
            ),
        }
    )


def is_money(metric: str) -> bool:
    """Tell whether a KPI is an amount of money."""
    return metric in METRICS and METRICS[metric].unit is Unit.CURRENCY


def _light(part: LightPart) -> LightPart:
    override = part.override and part.override.model_copy(update={"set_by": ""})
    kept = part.readings
    if part.dimension is Dimension.COST:
        kept = tuple(_reading(one) for one in part.readings)
    return part.model_copy(update={"override": override, "readings": kept})


def _reading(reading: ReadingPart) -> ReadingPart:
    """Keep the light of a reading about money, and say no more of it."""
    if reading.rule not in _MONEY_RULES and not is_money(reading.subject):
        return reading
    return reading.model_copy(
        update={"value": None, "green": None, "amber": None, "null_reason": "redacted"}
    )


def _without(parts: Iterable[Some], **emptied: object) -> tuple[Some, ...]:
    return tuple(part.model_copy(update=emptied) for part in parts)
