"""Targets of the chosen project: what its KPIs are held to."""

from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.metrics import METRICS, Unit
from ecogov.domain.targets import TargetDraft
from ecogov.i18n.targets import target_sentence
from ecogov.services.targets import add_target, change_target
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.place import generation, go
from ecogov.ui.settings.registers import RegisterView, register_section
from ecogov.ui.settings.stored_rows import named, records, stored_row
from ecogov.ui.settings.target_fields import Scopes, in_percent, metric_picker, target_fields

_DIGITS: Final = 12  # 99.9 / 100 is not quite 0.999


def targets_section(page: Page, project_id: int) -> None:
    """Draw the targets of a project and the form of one of them."""
    rows = cached.rows(page.db, "target", project_id)
    archived = cached.rows(page.db, "target", project_id, archived=True)
    project = cached.project(page.db, project_id)
    scopes = Scopes.of(
        named(page, cached.rows(page.db, "vendor")),
        named(page, cached.rows(page.db, "queue", project_id)),
        project["locales"],
    )
    register_section(
        page,
        RegisterView(
            kind="target",
            rows=_shown(page, rows, project["currency"]),
            archived=_shown(page, archived, project["currency"]),
            columns={
                "sentence": page.t("settings.target.sentence"),
                "kind": page.t("target.kind"),
                "contract_clause": page.t("target.contract_clause"),
            },
            title=lambda row: str(row["sentence"]),
            stored=lambda record_id: in_percent(stored_row(rows, record_id)),
            draw=lambda fields: target_fields(
                fields,
                _metric(fields.stored),
                scopes,
                currency=project["currency"],
                first_day=project["start_on"] or _today(page),
            ),
            save=partial(_save, page=page, project_id=project_id),
            above=partial(metric_picker, page.t, _metric_key),
        ),
    )


def _today(page: Page) -> date:
    return datetime.now(ZoneInfo(page.timezone)).date()


def _metric_key(stored: Values) -> str:
    return f"settings.target.{stored.get('id', 'new')}.{generation()}.metric"


def _metric(stored: Values) -> str:
    metric: str = st.session_state[_metric_key(stored)]
    return metric


def _shown(page: Page, rows: pd.DataFrame, currency: str) -> pd.DataFrame:
    t = page.t
    sentences = [target_sentence(t, row, currency) for row in records(rows)]
    return rows.assign(
        sentence=pd.Series(sentences, index=rows.index, dtype=object),
        kind=[t(f"target.kind.{kind}") for kind in rows["kind"]],
    )


def _save(
    values: dict[str, Any], stored: Values, version: int, *, page: Page, project_id: int
) -> None:
    told = dict(values)
    if METRICS[told["metric"]].unit is Unit.SHARE and told["value"] is not None:
        told["value"] = round(told["value"] / 100, _DIGITS)
    draft = TargetDraft(project_id=project_id, **told)
    if stored:
        change_target(page.db, stored["id"], draft, version=version, actor=page.actor)
    else:
        add_target(page.db, draft, actor=page.actor)
    say(Done("settings.saved", {"name": page.t(f"metric.{draft.metric}")}))
    go("targets")
    st.rerun()
