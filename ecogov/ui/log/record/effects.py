"""What a change request changes, in words: what moves, from what, to what, and by how much."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ecogov.i18n import formats
from ecogov.i18n.log.values import day_of, plain_number
from ecogov.i18n.targets import metric_value
from ecogov.ui.literal import literal
from ecogov.ui.log.record.reads import Opened, milestones, project_of, row_of, targets
from ecogov.ui.page import Page

BASELINE: Final = "milestone_baseline"
DUE: Final = "project_due"
UNITS: Final = "project_units"
TARGET: Final = "target_value"
EFFECTS: Final = (BASELINE, DUE, UNITS, TARGET)
AT_WORK: Final = frozenset({"draft", "submitted"})
"""Statuses in which a change request may still be changed itself."""


def effect_in_words(page: Page, opened: Opened, effect: Mapping[str, Any]) -> str:
    """Say one effect as Markdown."""
    t, what, project = page.t, effect["what"], project_of(page, opened)
    if what == BASELINE:
        row = row_of(milestones(page.db, opened.project_id), effect["milestone_id"])
        name = f"{row['ref']} {literal(row['title'])}" if row else t("record.links.gone")
        return _moved(page, opened, (name, row.get("baseline_on")), effect["to"])
    if what == DUE:
        return _moved(page, opened, (t("effect.project_due"), project.get("due_on")), effect["to"])
    if what == UNITS:
        units = project.get("target_units")
        was = formats.NOTHING if pd.isna(units) else plain_number(t, int(units))
        now = plain_number(t, effect["to"])
        return _changed(page, opened, t("effect.project_units"), was, now)
    return _target(page, opened, effect)


def _moved(page: Page, opened: Opened, subject: tuple[str, Any], to: str) -> str:
    t, now = page.t, day_of(to)
    name, was = subject
    told = {"what": name, "now": formats.day(t, now)}
    if was is None or pd.isna(was) or opened.stored["status"] not in AT_WORK:
        return t("effect.set", **told)
    days = (now - was).days
    side = "later" if days > 0 else "earlier"
    moved = t(f"effect.{side}", count=abs(days)) if days else t("effect.same_day")
    return t("effect.moved", was=formats.day(t, was), moved=moved, **told)


def _changed(page: Page, opened: Opened, *told: str) -> str:
    what, was, now = told
    if opened.stored["status"] not in AT_WORK:
        return page.t("effect.set", what=what, now=now)
    return page.t("effect.changed", what=what, was=was, now=now)


def _target(page: Page, opened: Opened, effect: Mapping[str, Any]) -> str:
    t = page.t
    row = row_of(targets(page.db, opened.project_id), effect["target_id"])
    if not row:
        return t("record.links.gone")
    currency = str(project_of(page, opened).get("currency") or "")
    return t(
        "effect.target",
        what=literal(t(f"metric.{row['metric']}")),
        was=metric_value(t, row["metric"], row["value"], currency),
        now=metric_value(t, row["metric"], effect["to"], currency),
        day=formats.day(t, day_of(effect["effective_from"])),
    )
