"""A status as programs read it: the contract of the command line and of the HTTP interface."""

from typing import Any

from ecogov.domain.status.parts import ForecastPart, LightPart
from ecogov.domain.status.report import StatusReport
from ecogov.i18n.status import light_reason, verdict
from ecogov.i18n.translator import Translator


def status_object(t: Translator, report: StatusReport) -> dict[str, Any]:
    """Write a report as programs read it; the JSON contract of the command."""
    told = report.model_dump(mode="json")
    return {
        "project": report.subject.code,
        "as_of": report.as_of.isoformat(),
        "overall": report.overall.value,
        "verdict": verdict(t, report),
        "dimensions": [_dimension(t, part, report.subject.currency) for part in report.lights],
        "forecast": forecast_object(report.forecast),
        "decisions_needed": told["decisions"],
        "path_to_green": told["path"],
        "changes_since_last": told["changes"],
        "since": told["since"],
        "next_update_on": told["next_update_on"],
        "note": report.note,
        **{name: told[name] for name in ("metrics", "milestones", "risks", "escalations")},
        "done": told["done"],
        "next": told["upcoming"],
        "projects": [
            {"project": one.code, "overall": one.overall.value, **forecast_object(one.forecast)}
            for one in report.projects
        ],
    }


def _dimension(t: Translator, part: LightPart, currency: str) -> dict[str, Any]:
    reading = part.deciding
    told = part.model_dump(mode="json")
    return {
        "name": part.dimension.value,
        "light": part.light.value,
        "rule": reading.rule if reading else None,
        "value": reading.value if reading else None,
        "threshold": reading.green if reading else None,
        "reason": light_reason(t, part, currency),
        "since": told["since"],
        "override": told["override"],
        "rule_light": part.rule_light.value,
        "weeks": part.weeks,
        "arrow": part.arrow.value,
        "is_followed": part.is_followed,
        "readings": told["readings"],
    }


def forecast_object(told: ForecastPart) -> dict[str, Any]:
    """Write a forecast as programs read it."""
    dates = told.dates.model_dump(mode="json")
    risked = told.risked.model_dump(mode="json") if told.risked else None
    return {
        "p50": dates["p50"],
        "p80": dates["p80"],
        "p95": dates["p95"],
        "committed": told.committed.isoformat() if told.committed else None,
        "confidence": told.dates.confidence,
        "n_days": told.n_days,
        "null_reason": told.null_reason or None,
        "as_of": told.data_until.isoformat() if told.data_until else None,
        "accepted": told.accepted,
        "remaining": told.remaining,
        "target_units": told.target_units,
        "by_committed": told.by_committed,
        "total_slip_days": told.total_slip,
        "with_risks": risked,
        "mitigation_buys": [one.model_dump(mode="json") for one in told.bought],
        "back_test": {"held": told.held, "judged": told.judged},
        "drift": [one.model_dump(mode="json") for one in told.drift],
    }
