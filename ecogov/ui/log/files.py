"""Files of records on the page of the log: preview before anything is stored, receipts, exports."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import (
    ENDINGS,
    BringMapping,
    BringRequest,
    Brought,
    ExchangeFormat,
    Fate,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.readers.opening import Limits
from ecogov.reports.log.receipts import fates_in_short, receipt_table
from ecogov.reports.log.writing import MILESTONES_ONLY, written
from ecogov.reports.tables import csv_table
from ecogov.services.log.bringing.exporting import days_named, exported, plan_facts
from ecogov.services.log.bringing.recognising import told_portfolio
from ecogov.services.log.bringing.taking import opened_files
from ecogov.services.projects import get_project
from ecogov.settings import load
from ecogov.ui.exports import noted
from ecogov.ui.feedback import reported
from ecogov.ui.imports.wording import escaped
from ecogov.ui.log.ways_in import Asked, Way, way_of
from ecogov.ui.page import Page

_STORED: Final = "log.files.stored"
_DROP: Final = "log.files.drop"
_MEGABYTE: Final = 2**20
_MOST_ROWS: Final = 500


def files_section(page: Page) -> None:
    """Draw where records come in from files and go out as files, of the chosen project."""
    t = page.t
    st.subheader(t("bring.title"), anchor=False)
    code = page.scope.project
    project = None if code is None else get_project(page.db, code)
    _receipts(t)
    right = Right.ADMINISTER if project is None else Right.LOG
    if page.may(right, None if project is None else project.id):
        _take(page, project)
    if project is None:
        st.info(t("bring.choose_project"), icon=":material/folder_open:")
    else:
        _give(page, project)


def _take(page: Page, project: Project | None) -> None:
    t, settings = page.t, load()
    st.markdown(f"##### {t('bring.take')}")
    st.caption(t("bring.take_text"))
    dropped = st.file_uploader(
        t("bring.drop"),
        accept_multiple_files=True,
        key=f"{_DROP}.{st.session_state.get(_STORED, (0, ()))[0]}",
        max_upload_size=settings.max_upload_mb,
    )
    if not dropped:
        return
    asked = _request(t)
    limits = Limits(settings.max_upload_mb * _MEGABYTE, settings.max_unpacked_mb * _MEGABYTE)
    ready: list[Way] = []
    for file in dropped:
        with reported(t):
            for source in opened_files(file.getvalue(), file.name, limits):
                ready += _preview(page, way_of(page, project, source, asked))
    if ready:
        into = None if all(way.publisher for way in ready) else project
        st.button(
            t("bring.as_projects") if into is None else t("bring.confirm", project=into.code),
            key="log.files.confirm",
            type="primary",
            icon=":material/input:",
            on_click=_store,
            args=(ready,),
        )


def _request(t: Translator) -> Asked:
    """Ask for what the files do not say themselves."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("bring.kind"),
            list(RecordKind),
            index=None,
            format_func=lambda one: t(f"new.{one.value}"),
            placeholder=t("bring.by_file"),
            key="log.files.kind",
            width=260,
        )
        instance = st.text_input(
            t("bring.instance"), key="log.files.instance", help=t("bring.instance_help"), width=220
        )
    with st.expander(t("bring.mapping"), icon=":material/table_edit:"):
        text = st.text_area(
            t("bring.mapping"), key="log.files.mapping", help=t("bring.mapping_help")
        )
        portfolio = told_portfolio(text)
        mapping = BringMapping() if portfolio else _mapping(t, text)
    request = BringRequest(kind=kind, instance=instance.strip(), mapping=mapping)
    return Asked(request, portfolio)


def _mapping(t: Translator, text: str) -> BringMapping:
    if not text.strip():
        return BringMapping()
    with reported(t):
        try:
            return BringMapping.model_validate(json.loads(text))
        except (ValueError, ValidationError) as error:
            raise DomainError("bring.mapping", name=t("bring.mapping")) from error
    return BringMapping()


def _preview(page: Page, way: Way) -> list[Way]:
    """Show what would become of a file; give it back where there is anything to store."""
    t = page.t
    told = _rehearsed((page.db.key, page.db.revision()), way.key, way)
    name = t(f"log.format.{told.format.value}")
    if way.publisher:
        name = t("bring.portfolio", source=escaped(way.publisher))
    st.markdown(f"**{escaped(way.source.name)}** · {name} · {fates_in_short(t, told)}")
    _rows_table(t, told, f"log.files.preview.{way.key[0][:12]}")
    if not told.has_news:
        st.info(t("bring.nothing_new"), icon=":material/content_copy:")
    return [way] if told.has_news else []


@st.cache_data(max_entries=16, ttl="10m", show_spinner=False)
def _rehearsed(mark: tuple[str, int], asked: tuple[str, ...], _way: Way) -> Brought:  # noqa: ARG001 - the key
    return _way.rehearse()


def _rows_table(t: Translator, told: Brought, key: str) -> None:
    rows = receipt_table(t, told)
    st.dataframe(rows.head(_MOST_ROWS), hide_index=True, key=key, alt=t("bring.report"))
    st.download_button(
        t("bring.report"),
        lambda: csv_table(rows),
        file_name="ecogov-log-report.csv",
        mime="text/csv",
        key=f"{key}.report",
        icon=":material/download:",
        on_click="ignore",
    )


def _store(ways: Sequence[Way]) -> None:
    """Store the files, one transaction each; a refusal is told beside what went well."""
    told: list[Brought | DomainError] = []
    for way in ways:
        try:
            told.append(way.store())
        except DomainError as error:
            told.append(error)
    generation = st.session_state.get(_STORED, (0, ()))[0]
    st.session_state[_STORED] = (generation + 1, tuple(told))
    if any(way.publisher for way in ways):
        st.rerun()  # the header too: it offers the projects


def _receipts(t: Translator) -> None:
    for place, told in enumerate(st.session_state.get(_STORED, (0, ()))[1]):
        if isinstance(told, DomainError):
            with reported(t):
                raise told
        elif told.is_stored:
            said = t("bring.done", file=escaped(told.file), fates=fates_in_short(t, told))
            st.success(said, icon=":material/check_circle:")
            if told.count(Fate.REFUSED) or any(row.dropped for row in told.rows):
                _rows_table(t, told, f"log.files.receipt.{place}")
        else:
            st.warning(t("bring.nothing_stored", file=escaped(told.file)), icon=":material/block:")


def _give(page: Page, project: Project) -> None:
    t = page.t
    st.markdown(f"##### {t('bring.give')}")
    st.caption(t("bring.left_out"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("bring.give_kind"),
            list(RecordKind),
            index=None,
            format_func=lambda one: t(f"log.kind.{one.value}"),
            placeholder=t("bring.all_kinds"),
            key="log.files.give_kind",
            width=260,
        )
        file_format = st.selectbox(
            t("bring.give_format"),
            _formats(kind),
            format_func=lambda one: t(f"log.format.{one.value}"),
            key="log.files.give_format",
            width=260,
        )
        st.download_button(
            t("bring.download"),
            noted(
                page,
                f"{kind or 'log'}.{ENDINGS[file_format]}",
                lambda: _content(page, project, file_format, kind),
            ),
            file_name=f"{project.code}-{kind or 'log'}.{ENDINGS[file_format]}",
            key="log.files.download",
            icon=":material/download:",
            on_click="ignore",
        )


def _formats(kind: RecordKind | None) -> list[ExchangeFormat]:
    """Give the formats that can hold what was chosen."""
    left_out = {ExchangeFormat.CSV} if kind is None else set[ExchangeFormat]()
    if kind is not RecordKind.MILESTONE:
        left_out |= set(MILESTONES_ONLY)
    usual = (ExchangeFormat.XLSX, *ExchangeFormat)
    return [one for one in dict.fromkeys(usual) if one not in left_out]


def _content(
    page: Page, project: Project, file_format: ExchangeFormat, kind: RecordKind | None
) -> bytes:
    sheets = exported(page.db, project.id, [kind] if kind else list(RecordKind))
    days = days_named(sheets[RecordKind.MILESTONE]) if RecordKind.MILESTONE in sheets else []
    names = (project.name_en, project.name_zh)
    name = names[0] if page.t.language == "en" else names[1]
    facts = plan_facts(page.db, project, name=name, days=days)
    return written(page.t, file_format, sheets, facts=facts, stamp=datetime.now(UTC))
