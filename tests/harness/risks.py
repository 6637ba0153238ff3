"""Risks as frames, with sound defaults, for tests of numbers and pictures."""

from datetime import date

import pandas as pd

from ecogov.domain.risks.default_scale import DEFAULT_SCALE
from ecogov.domain.risks.scoring import scored

SCALES = {1: DEFAULT_SCALE}

_DEFAULTS = {
    "project_id": 1,
    "nature": "threat",
    "category": "vendor",
    "status": "open",
    "probability": 3,
    "impact": 4,
    "residual_probability": None,
    "residual_impact": None,
    "target_probability": None,
    "target_impact": None,
    "chance": None,
    "cost_low": None,
    "cost_likely": None,
    "cost_high": None,
    "n_actions": 0,
    "scale_version": 1,
}


def risks(*rows):
    """A register; each row says only what it is about, and gets its id by its place."""
    full = [
        {"id": place, "ref": f"R-{place}", "title": f"Risk {place}", **_DEFAULTS, **row}
        for place, row in enumerate(rows, 1)
    ]
    return pd.DataFrame(full, columns=["id", "ref", "title", *_DEFAULTS])


def scored_risks(*rows):
    return scored(risks(*rows), SCALES)


def entries(*rows):
    """A score history of (risk, day of March 2026, stage, probability, impact[, version])."""
    return pd.DataFrame(
        [(risk, date(2026, 3, day), *rest, *([1] if len(rest) == 3 else []))
         for risk, day, *rest in rows],
        columns=["risk_id", "day", "stage", "probability", "impact", "scale_version"],
    )  # fmt: skip


def states(*rows):
    """Status changes of (risk, day of March 2026, status)."""
    told = [(risk, date(2026, 3, day), status) for risk, day, status in rows]
    return pd.DataFrame(told, columns=["risk_id", "day", "status"])
