"""What a file does not say itself: a person does. An answer counts at once and is never lost."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

import streamlit as st

from ecogov.domain.production import WRITTEN_IN_PROJECT_TIME, SourceFormat
from ecogov.domain.projects import Project
from ecogov.i18n.translator import Translator
from ecogov.services.answers import CHOOSING
from ecogov.ui.imports.batch import Waiting
from ecogov.ui.imports.reading import today_in
from ecogov.ui.imports.stored import codes_of
from ecogov.ui.imports.wording import format_name
from ecogov.ui.page import Page

_NARROWEST: Final = 210


def questions(page: Page, project: Project, file: Waiting) -> None:
    """Draw the questions on one file."""
    t, key = page.t, f"imports.{file.key}"
    with st.grid("auto", min_column_width=_NARROWEST):
        _format_picker(t, file, f"{key}.format")
        if file.format is None:
            return
        _who_and_where(page, project, [file], key)
        if file.format not in WRITTEN_IN_PROJECT_TIME:
            _zone_picker(page, project, [file], f"{key}.zone")
        if file.format in CHOOSING and len(file.answers) != 1:
            _label_picker(t, file, f"{key}.label")
        if file.preview is not None and file.preview.staged.n_undated:
            _undated_picker(t, project, file, f"{key}.undated")
        if file.format is not SourceFormat.PRODUCTION_SHEET:
            _instance_input(t, file, f"{key}.instance")


def questions_for_all(page: Page, project: Project, files: Sequence[Waiting]) -> None:
    """Draw the questions whose answer usually is the same for every file of a delivery."""
    key = "imports.all"
    with st.grid("auto", min_column_width=_NARROWEST):
        _who_and_where(page, project, files, key)
        _zone_picker(page, project, files, f"{key}.zone")


def _who_and_where(page: Page, project: Project, files: Sequence[Waiting], key: str) -> None:
    vendors, queues = codes_of(page.db, project.id)
    offered = {"vendor": vendors, "queue": queues, "locale": list(project.locales)}
    for name, codes in offered.items():
        _code_picker(page.t, files, (name, codes), f"{key}.{name}")


def _code_picker(
    t: Translator, files: Sequence[Waiting], offered: tuple[str, Sequence[str]], key: str
) -> None:
    name, codes = offered
    said = {getattr(file.request, name) for file in files}
    current = next(iter(said)) if len(said) == 1 else None
    st.session_state[key] = current
    st.selectbox(
        t(f"import.ask.{name}"),
        list(dict.fromkeys([*codes, *([current] if current else [])])),
        key=key,
        index=None,
        accept_new_options=True,
        placeholder=t(_placeholder(files, name, said)),
        help=t(f"import.ask.{name}_help"),
        on_change=_say,
        args=(files, name, key),
    )


def _placeholder(files: Sequence[Waiting], name: str, said: Collection[str | None]) -> str:
    if len(said) > 1:
        return "import.ask.differs"
    receipts = [file.preview.receipt for file in files if file.preview is not None]
    is_silent = all(name in receipt.missing for receipt in receipts)
    return "import.ask.not_in_file" if receipts and is_silent else "import.ask.as_file"


def _format_picker(t: Translator, file: Waiting, key: str) -> None:
    st.session_state[key] = file.request.format.value if file.request.format else ""
    found = t("import.ask.format_found")
    if file.format is not None and file.request.format is None:
        found = t("import.ask.format_found_as", format=format_name(t, file.format.value))
    st.selectbox(
        t("import.ask.format"),
        ["", *(format_.value for format_ in SourceFormat)],
        format_func=lambda code: format_name(t, code) if code else found,
        key=key,
        help=t("import.ask.format_help"),
        on_change=_say_format,
        args=(file, key),
    )


def _zone_picker(page: Page, project: Project, files: Sequence[Waiting], key: str) -> None:
    t = page.t
    said = {file.asked(project, today_in(project)).timezone for file in files}
    current = next(iter(said)) if len(said) == 1 else None
    st.session_state[key] = current
    st.selectbox(
        t("import.ask.zone"),
        list(dict.fromkeys(["UTC", project.timezone, *_zones()])),
        key=key,
        index=None,
        placeholder=t("import.ask.differs"),
        help=t("import.ask.zone_help"),
        on_change=_say_zone,
        args=(files, key),
    )


def _label_picker(t: Translator, file: Waiting, key: str) -> None:
    current = file.request.label_field
    st.session_state[key] = current
    st.selectbox(
        t("import.ask.label"),
        list(dict.fromkeys([*file.answers, *([current] if current else [])])),
        key=key,
        index=None,
        accept_new_options=True,
        placeholder=t("import.ask.label_placeholder"),
        help=t("import.ask.label_help"),
        on_change=_say,
        args=([file], "label_field", key),
    )


def _undated_picker(t: Translator, project: Project, file: Waiting, key: str) -> None:
    st.session_state[key] = file.request.undated_on or today_in(project)
    st.date_input(
        t("import.ask.undated"),
        key=key,
        format="YYYY-MM-DD",
        help=t("import.ask.undated_help"),
        on_change=_say,
        args=([file], "undated_on", key),
    )


def _instance_input(t: Translator, file: Waiting, key: str) -> None:
    st.session_state[key] = file.request.instance
    st.text_input(
        t("import.ask.instance"),
        key=key,
        max_chars=80,
        placeholder=t("import.ask.instance_placeholder"),
        help=t("import.ask.instance_help"),
        on_change=_say,
        args=([file], "instance", key),
    )


def _say(files: Sequence[Waiting], name: str, key: str) -> None:
    given = st.session_state[key]
    text = given.strip() if isinstance(given, str) else given
    answer: dict[str, Any] = {name: text if name == "instance" else text or None}
    for file in files:
        file.request = replace(file.request, **answer)
        file.forget()


def _say_format(file: Waiting, key: str) -> None:
    code = st.session_state[key]
    file.request = replace(file.request, format=SourceFormat(code) if code else None)
    file.format = None
    file.forget()


def _say_zone(files: Sequence[Waiting], key: str) -> None:
    for file in files:
        file.zone = st.session_state[key]
        file.forget()


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone))
