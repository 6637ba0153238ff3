"""The X-ray of the register: what is wrong, why, and the way to the field that mends it."""

from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.log.hygiene.findings import Severity
from ecogov.domain.log.hygiene.rules import KINDS_OF_FINDINGS, RULES, by_rule
from ecogov.domain.log.kinds import RecordKind
from ecogov.i18n import formats
from ecogov.i18n.log.hygiene import mend, reason, subject
from ecogov.i18n.translator import Translator
from ecogov.services.log.hygiene import xray as hygiene
from ecogov.storage.database import Database
from ecogov.ui.header.scope import PROJECT
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.log.paging import page_turner
from ecogov.ui.log.place import FIELD, KIND, OF, OPEN, PAGE, ask, asked, clear, project_id
from ecogov.ui.log.questions import page_number, today
from ecogov.ui.log.split import beside_record
from ecogov.ui.page import Page
from ecogov.ui.settings.stored_rows import records

RULE: Final = "rule"
WHAT: Final = "what"
OWNER: Final = "owner"
_FILTERS: Final = (RULE, WHAT, OWNER)
_NOBODY: Final = "-"
_PER_PAGE: Final = 50
_ICONS: Final = {
    Severity.ERROR.value: ":material/error:",
    Severity.WARNING.value: ":material/warning:",
}
_PLACES: Final = {
    "project_past_due": ("settings", {"section": "projects"}),
    "project_silent": ("log", {}),
    "import_stale": ("imports", {}),
    "import_missing": ("imports", {}),
    "target_without_data": ("settings", {"section": "targets"}),
}
"""Where findings about whole projects are mended."""
_STYLE: Final = """<style>
[class*="st-key-log-xray-list-"] a { white-space: normal; height: auto; padding-block: 0.2rem; }
[class*="st-key-log-xray-list-"] a, [class*="st-key-log-xray-list-"] a p { font-weight: 400; }
[class*="st-key-log-xray-list-"] a:not(:hover) { background: transparent; }
[class*="st-key-log-xray-list-"] a p { white-space: normal; overflow: visible; }
</style>"""


def xray_section(page: Page) -> None:
    """Draw the findings of the chosen project, or of all: by rule, filtered, each with its way."""
    t = page.t
    found = findings(page.db, project_id(page), today(page))
    if found.empty:
        with beside_record(page):
            st.success(t("xray.clean", n=len(RULES)), icon=":material/task_alt:")
        return
    _summary(t, found)
    _pickers(t, found)
    chosen = _chosen(found)
    with beside_record(page):
        if chosen.empty:
            st.info(t("xray.nothing_left"), icon=":material/filter_alt_off:")
            st.button(t("xray.clear"), key="log.xray.clear", on_click=clear, args=(_FILTERS,))
        else:
            _list(page, chosen)


def findings(db: Database, project: int | None, as_of: date) -> pd.DataFrame:
    """Find what is wrong, as `ecogov.services.log.hygiene.xray.xray` does."""
    return _findings(db.key, db.revision(), (project, as_of), db)


# The clocks of escalations run on without a write, so that nothing is kept for long.
@st.cache_data(max_entries=32, ttl="5m", show_spinner=False)
def _findings(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked_for: tuple[int | None, date],
    _db: Database,
) -> pd.DataFrame:
    project, as_of = asked_for
    return hygiene.xray(_db, project, as_of=as_of)


def _summary(t: Translator, found: pd.DataFrame) -> None:
    n_errors = int((found["severity"] == Severity.ERROR).sum())
    split = t(
        "xray.split",
        errors=formats.number(t, n_errors),
        warnings=formats.number(t, len(found) - n_errors),
    )
    said = f"**{t('xray.found', count=len(found))}** · {split}"
    st.markdown(said, help=t("xray.help"), width="content")
    counts = by_rule(found)
    told = dict(zip(counts["rule"], zip(counts["severity"], counts["n"], strict=True), strict=True))
    key = "log.xray.rule"
    st.session_state[key] = next((rule for rule in asked(RULE) if rule in told), None)
    st.pills(
        t("xray.rule"),
        list(told),
        format_func=lambda rule: (
            f"{_ICONS[told[rule][0]]} {t(f'xray.{rule}')} {formats.number(t, told[rule][1])}"
        ),
        key=key,
        label_visibility="collapsed",
        on_change=_picked,
        args=(RULE, key),
    )


def _pickers(t: Translator, found: pd.DataFrame) -> None:
    kinds = [kind for kind in KINDS_OF_FINDINGS if (found["kind"] == kind).any()]
    owners = sorted(str(owner) for owner in found["owner"].unique() if owner)
    with st.container(key="log-xray-filters", horizontal=True, gap="xsmall"):
        _picker(t, WHAT, {kind: t(f"new.{kind}") for kind in kinds})
        _picker(t, OWNER, {_NOBODY: t("xray.nobody"), **{owner: owner for owner in owners}})


def _picker(t: Translator, name: str, words: dict[str, str]) -> None:
    key = f"log.xray.{name}"
    label = t("xray.kind" if name == WHAT else "xray.owner")
    st.session_state[key] = next((one for one in asked(name) if one in words), None)
    st.selectbox(
        label,
        list(words),
        index=None,
        format_func=lambda code: words[code],
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        on_change=_picked,
        args=(name, key),
        width=220,
    )


def _picked(name: str, key: str) -> None:
    value = st.session_state[key]
    ask(name, [value] if value else [])


def _chosen(found: pd.DataFrame) -> pd.DataFrame:
    columns = {RULE: "rule", WHAT: "kind", OWNER: "owner"}
    for name, column in columns.items():
        wanted = {"" if value == _NOBODY else value for value in asked(name)}
        if wanted:
            found = found[found[column].isin(wanted)]
    return found


def _list(page: Page, found: pd.DataFrame) -> None:
    """Draw a page of findings, rule by rule; every one is a link to what mends it."""
    t = page.t
    n_pages = -(-len(found) // _PER_PAGE)
    number = min(page_number(), n_pages)
    first = (number - 1) * _PER_PAGE
    shown = found.iloc[first : first + _PER_PAGE]
    st.html(_STYLE)
    for rule, rows in shown.groupby("rule", sort=False):
        severity = RULES[str(rule)].severity
        head = f"{_ICONS[severity]} **{t(f'xray.{rule}')}** :gray[{t(f'xray.severity.{severity}')}]"
        st.markdown(head)
        with st.container(key=f"log-xray-list-{rule}", gap=None):
            for row in records(rows):
                _finding(page, row)
    if n_pages > 1:
        ends = {"first": first + 1, "last": first + len(shown), "total": len(found)}
        st.caption(t("xray.page", **{name: formats.number(t, end) for name, end in ends.items()}))
        page_turner(n_pages, number)


def _finding(page: Page, row: dict[str, Any]) -> None:
    t = page.t
    is_record = row["kind"] in set(RecordKind)
    place = ("log", _way(page, row)) if is_record else _PLACES[str(row["rule"])]
    key, query = place if is_record else (place[0], {**place[1], PROJECT: row["project_code"]})
    is_told = page.scope.project is None and is_record
    who = literal(row["owner"]) if row["owner"] else t("record.no_owner")
    facts = [literal(row["project_code"]) if is_told else "", who, literal(reason(t, row))]
    said = " · ".join(fact for fact in facts if fact)
    name = f"**{literal(row['ref'])}** {literal(subject(t, row))}"
    way = mend(t, str(row["kind"]), str(row["field"]))
    label = f"{name} :small[:gray[· {said}] → {way}]"
    link_to(key, label, icon=_icon(str(row["kind"])), **query)


def _way(page: Page, row: dict[str, Any]) -> dict[str, str]:
    """Give the link that opens a record beside the findings, at the field to mend."""
    filters = {name: asked(name)[0] for name in (*_FILTERS, PAGE) if asked(name)}
    of = {} if page.scope.project else {OF: str(row["project_code"])}
    told = {KIND: "xray", OPEN: str(row["ref"]), FIELD: str(row["field"])}
    return {**filters, **of, **told}


def _icon(kind: str) -> str:
    if kind in set(RecordKind):
        return KIND_ICONS[RecordKind(kind)]
    return ":material/folder:" if kind == "project" else ":material/flag:"
