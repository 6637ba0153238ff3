"""The money that a project holds against its risks, and the hours in which it works."""

from functools import partial
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.setups import SetupDraft
from ecogov.services.log.setups import change_setup
from ecogov.ui.forms.fields import Fields
from ecogov.ui.page import Page
from ecogov.ui.settings import cached
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.log import reads
from ecogov.ui.settings.place import go
from ecogov.ui.settings.record_form import record_form

_HALVES_OF_A_DAY: Final = tuple(half / 2 for half in range(49))


def setup_form(page: Page, project_id: int) -> None:
    """Draw the form of contingency and working hours."""
    setup = reads.setup(page.db, project_id)
    stored = {
        "id": project_id,
        "version": setup.version,
        "contingency": setup.contingency,
        "day_start": setup.day_start,
        "day_end": setup.day_end,
    }
    currency = cached.project(page.db, project_id)["currency"]
    record_form(
        page,
        "log_setup",
        stored,
        draw=partial(_fields, currency=currency),
        save=partial(_save, page, project_id),
    )


def _fields(fields: Fields, *, currency: str) -> dict[str, Any]:
    t = fields.t
    label = fields.label("contingency")
    if currency:
        label = t("record.field_in", field=label, unit=currency)
    with st.grid(3, min_column_width=220, gap=("xsmall", "medium")):
        return {
            "contingency": fields.number("contingency", label=label),
            "day_start": _hour(fields, "day_start"),
            "day_end": _hour(fields, "day_end"),
        }


def _hour(fields: Fields, name: str) -> float:
    hour: float = fields.choice(name, _HALVES_OF_A_DAY, _clock)
    return hour


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _save(page: Page, project_id: int, values: dict[str, Any], version: int) -> None:
    draft = SetupDraft(project_id=project_id, **values)
    change_setup(page.db, draft, version=version, actor=page.actor)
    say(Done("settings.log.saved", {"what": page.t("settings.log.part.money")}))
    go("log")
    st.rerun()
