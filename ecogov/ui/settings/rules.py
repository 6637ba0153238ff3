"""Rules of the chosen project: set up, tried on history, switched on; and what they told."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.kpi.metrics import METRICS
from ecogov.domain.production_rules.rules import DEFAULTS, NEEDED, RuleAlarm, RuleDraft, RuleKind
from ecogov.i18n import formats
from ecogov.i18n.rules import found_in_words, rule_sentence, slice_in_words
from ecogov.services.production_rules.evaluating import Trial, try_rule
from ecogov.services.production_rules.rules import add_rule, change_rule, draft_of, switch_rule
from ecogov.storage.database import Database
from ecogov.ui.forms.conflicts import Values
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, attempt, say
from ecogov.ui.settings.place import generation, go
from ecogov.ui.settings.registers import RegisterView, register_section
from ecogov.ui.settings.stored_rows import named, records, stored_row
from ecogov.ui.settings.target_fields import Scopes, scope_fields

_MIN_WIDTH: Final = 300
_PERCENT: Final = 100
_DIGITS: Final = 10
_MOST_ROWS_SHOWN: Final = 12


def rules_section(page: Page, project_id: int) -> None:
    """Draw the rules of a project and the form of one of them."""
    rows = cached.rows(page.db, "production_rule", project_id)
    archived = cached.rows(page.db, "production_rule", project_id, archived=True)
    project = cached.project(page.db, project_id)
    scopes = Scopes.of(
        named(page, cached.rows(page.db, "vendor")),
        named(page, cached.rows(page.db, "queue", project_id)),
        project["locales"],
    )
    register_section(
        page,
        RegisterView(
            kind="production_rule",
            rows=_shown(page, rows),
            archived=_shown(page, archived),
            columns={
                "sentence": page.t("settings.production_rule.sentence"),
                "is_on": st.column_config.CheckboxColumn(page.t("production_rule.is_on")),
            },
            title=lambda row: str(row["sentence"]),
            stored=lambda record_id: _in_percent(stored_row(rows, record_id)),
            draw=lambda fields: _fields(fields, _kind(fields.stored), scopes),
            save=partial(_save, page=page, project_id=project_id),
            above=partial(_above, page, rows),
        ),
    )
    _told(page, project_id)


def _shown(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    sentences = [rule_sentence(page.t, row) for row in records(rows)]
    return rows.assign(sentence=pd.Series(sentences, index=rows.index, dtype=object))


def _in_percent(stored: dict[str, Any]) -> dict[str, Any]:
    if stored["share"] is None:
        return stored
    return {**stored, "share": round(stored["share"] * _PERCENT, _DIGITS)}


def _kind_key(stored: Values) -> str:
    return f"settings.production_rule.{stored.get('id', 'new')}.{generation()}.kind"


def _kind(stored: Values) -> RuleKind:
    return RuleKind(st.session_state[_kind_key(stored)])


def _above(page: Page, rows: pd.DataFrame, stored: Values) -> None:
    """Draw what a stored rule would have told and its switch; then the choice of the kind."""
    t = page.t
    if stored:
        _tried(page, stored_row(rows, stored["id"]))
    kinds = [kind.value for kind in RuleKind]
    picked = st.selectbox(
        t("production_rule.kind"),
        kinds,
        index=kinds.index(stored.get("kind", kinds[0])),
        format_func=lambda kind: t(f"production_rule.kind.{kind}"),
        key=_kind_key(stored),
    )
    st.caption(t(f"rule.about.{picked}"))


def _fields(fields: Fields, kind: RuleKind, scopes: Scopes) -> dict[str, Any]:
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        limits = {name: _limit(fields, kind, name) for name in NEEDED[kind]}
        return {"kind": kind, **limits, **scope_fields(fields, scopes)}


def _limit(fields: Fields, kind: RuleKind, name: str) -> Any:  # noqa: ANN401 - a number or a code
    t = fields.t
    is_same = fields.stored.get("kind") == kind
    usual = DEFAULTS[kind][name] * (_PERCENT if name == "share" else 1)
    standing: Any = fields.stored.get(name) if is_same else usual
    key = f"{fields.key}.{name}.{kind}"
    label = t(f"rule.limit.{kind}.{name}")
    if name == "metric":
        codes = list(METRICS)
        return st.selectbox(
            label,
            codes,
            index=codes.index(standing),
            format_func=lambda code: t(f"metric.{code}"),
            key=key,
        )
    if name in {"count", "among", "days"}:
        return st.number_input(label, value=int(standing), step=1, format="%d", key=key)
    return st.number_input(label, value=float(standing), step=None, format="%.10g", key=key)


def _save(
    values: dict[str, Any], stored: Values, version: int, *, page: Page, project_id: int
) -> None:
    told = dict(values)
    if told.get("share") is not None:
        told["share"] = round(told["share"] / _PERCENT, _DIGITS)
    draft = RuleDraft(project_id=project_id, **told)
    if stored:
        rule_id = int(stored["id"])
        change_rule(page.db, rule_id, draft, version=version, actor=page.actor)
    else:
        rule_id = add_rule(page.db, draft, actor=page.actor)
    say(Done("rule.saved"))
    go("rules", str(rule_id))
    st.rerun()


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs={RuleDraft: repr})
def _trial(database_key: str, revision: int, draft: RuleDraft, _db: Database) -> Trial:  # noqa: ARG001 - the key
    return try_rule(_db, draft)


def _tried(page: Page, row: dict[str, Any]) -> None:
    t = page.t
    with st.spinner(t("rule.trying")):
        trial = _trial(page.db.key, page.revision, draft_of(row), page.db)
    is_on = bool(row["is_on"])
    with st.container(border=True, gap="small", key="rule-trial"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{_would_have(page, trial)}**", width="content")
            st.space("stretch")
            st.button(
                t("rule.switch_off" if is_on else "rule.switch_on"),
                key="rule.switch",
                icon=":material/toggle_off:" if is_on else ":material/toggle_on:",
                type="secondary" if is_on else "primary",
                on_click=partial(_switch, page, row, is_on=not is_on),
            )
        st.caption(t("rule.is_on" if is_on else "rule.is_off"))
        if trial.alarms:
            _alarms_table(page, trial.alarms, key="rule.trial.table")


def _would_have(page: Page, trial: Trial) -> str:
    t = page.t
    if trial.first is None:
        return t("rule.no_history")
    days = formats.days(t, trial.first, trial.last)
    return t("rule.would_have", count=len(trial.alarms), days=days)


def _switch(page: Page, row: dict[str, Any], *, is_on: bool) -> None:
    record_id, version = int(row["id"]), int(row["version"])

    def act() -> None:
        switch_rule(page.db, record_id, is_on=is_on, version=version, actor=page.actor)
        say(Done("rule.switched_on" if is_on else "rule.switched_off"))

    attempt(act)


def _told(page: Page, project_id: int) -> None:
    """List what the rules that are on have told."""
    rows = cached.rows(page.db, "rule_alarm", project_id)
    if rows.empty:
        return
    st.header(page.t("rule.told", count=len(rows)), anchor=False)
    alarms = [
        RuleAlarm(
            project_id=project_id,
            rule=int(row["rule_id"]),
            kind=RuleKind(row["kind"]),
            day=row["day"],
            slice=row["slice"],
            value=row["value"],
            limit=row["threshold"],
            evidence=row["evidence"],
        )
        for row in records(rows)
    ]
    _alarms_table(page, tuple(alarms), key="rule.told.table")


def _alarms_table(page: Page, alarms: tuple[RuleAlarm, ...], *, key: str) -> None:
    t = page.t
    projects = page.projects
    known = projects.loc[projects["id"] == alarms[0].project_id, "currency"]
    currency = "" if known.empty else str(known.iloc[0])
    shown = pd.DataFrame(
        {
            t("rule.column.day"): [formats.day(t, one.day) for one in alarms],
            t("rule.column.who"): [slice_in_words(t, one.slice) for one in alarms],
            t("rule.column.what"): [found_in_words(t, one, currency) for one in alarms],
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= _MOST_ROWS_SHOWN else "auto",
        key=key,
        alt=t("rule.told", count=len(alarms)),
    )
