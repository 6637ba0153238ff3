"""The inputs of a project; a code and one name are enough."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ecogov.domain.projects import AcceptanceBasis, ContentDomain
from ecogov.i18n.places import (
    COMMON_LOCALES,
    country_names,
    currency_names,
    locale_name,
    territory_of,
    timezone_names,
)
from ecogov.i18n.translator import Translator
from ecogov.ui.forms.fields import Fields

_MIN_WIDTH: Final = 300


def project_fields(fields: Fields) -> dict[str, Any]:
    """Draw the inputs and give what they hold, by field of `ProjectDraft`."""
    t = fields.t
    # Names take a second the first time: before anything is drawn, so that no half form stands.
    currencies, zones, countries = currency_names(t), timezone_names(t), country_names(t)
    st.caption(t("settings.project.enough"))
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        return {
            "code": fields.text(
                "code", placeholder="TS-VIDEO", note=t("settings.project.code_tip")
            ),
            "programme": fields.text("programme", note=t("settings.project.programme_tip")),
            **fields.names(),
            "pm": fields.text("pm"),
            "requester": fields.text("requester", note=t("settings.project.requester_tip")),
            "start_on": fields.day("start_on"),
            "due_on": fields.day("due_on"),
            "target_units": fields.whole("target_units"),
            "unit_name": fields.text("unit_name", placeholder=t("settings.project.unit_hint")),
            "content_domain": fields.word(
                "content_domain", ContentDomain, default=ContentDomain.NON_SAFETY
            ),
            "task_type": _task_type(fields),
            "locales": _locales(fields),
            "currency": _currency(fields, currencies),
            **_place(fields, zones, countries),
            "acceptance_basis": fields.word(
                "acceptance_basis", AcceptanceBasis, note=t("settings.project.acceptance_tip")
            ),
        }


def _place(
    fields: Fields, zones: Mapping[str, str], countries: Mapping[str, str]
) -> dict[str, str]:
    t = fields.t
    here = st.context.timezone
    zone = here if isinstance(here, str) and here in zones else "UTC"
    own = territory_of(zone)
    return {
        "timezone": fields.choice(
            "timezone",
            tuple(zones),
            lambda name: zones.get(name, name),
            default=zone,
            note=t("settings.project.timezone_tip"),
        ),
        "country": fields.choice(
            "country",
            ("", *countries),
            lambda code: countries.get(code, code) if code else t("settings.project.no_country"),
            default=own if own in countries else "",
            note=t("settings.project.country_tip"),
        ),
    }


def _currency(fields: Fields, names: Mapping[str, str]) -> str:
    t = fields.t
    picked: str = fields.choice(
        "currency",
        ("", *names),
        lambda code: names.get(code, code) if code else t("settings.project.no_currency"),
    )
    return picked


def _locales(fields: Fields) -> tuple[str, ...]:
    standing = list(fields.stored.get("locales", ()))
    picked = st.multiselect(
        fields.label("locales"),
        list(dict.fromkeys([*COMMON_LOCALES, *standing])),
        default=standing,
        format_func=lambda tag: locale_name(fields.t, tag),
        key=f"{fields.key}.locales",
        placeholder=fields.t("settings.project.locales_hint"),
        accept_new_options=True,
        help=fields.t("settings.project.locales_tip"),
        select_all=False,
    )
    return tuple(picked)


def _task_type(fields: Fields) -> str:
    suggested = fields.t.under("project.task_type.")
    standing = fields.stored.get("task_type") or None
    offered = list(dict.fromkeys([*suggested, *([standing] if standing else [])]))
    picked = st.selectbox(
        fields.label("task_type"),
        offered,
        index=offered.index(standing) if standing else None,
        format_func=lambda code: task_type_name(fields.t, code),
        key=f"{fields.key}.task_type",
        placeholder=fields.t("settings.project.task_type_hint"),
        accept_new_options=True,
    )
    return picked or ""


def task_type_name(t: Translator, code: str) -> str:
    """Name a task type; one in a person's own words stays as it is."""
    return t.under("project.task_type.").get(code, code)
