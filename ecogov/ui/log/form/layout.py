"""Which inputs stand where: the few that matter first, the others behind a word."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import streamlit as st

from ecogov.domain.log.fields import FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.ui.forms.fields import Fields
from ecogov.ui.log.form.inputs import draw, specs
from ecogov.ui.log.form.offers import Offers

_K: Final = RecordKind
FIRST: Final = MappingProxyType(
    {
        _K.RISK: ("title", "probability", "impact", "owner", "due_on"),
        _K.MILESTONE: ("title", "baseline_on", "forecast_on", "owner", "type"),
        _K.ISSUE: ("title", "owner", "due_on", "severity"),
        _K.ASSUMPTION: ("title", "owner", "due_on"),
        _K.DEPENDENCY: ("title", "direction", "counterpart", "owner", "due_on"),
        _K.DECISION: ("title", "owner", "due_on"),
        _K.ACTION: ("title", "owner", "due_on"),
        _K.CHANGE: ("title", "requester", "owner", "due_on"),
        _K.ESCALATION: ("title", "severity", "raised_to", "owner", "due_on"),
    }
)
"""Fields that a person is asked for at once, in order."""

TITLE: Final = "title"
_MIN_WIDTH: Final = 180


def form_inputs(fields: Fields, offers: Offers, *, first: Sequence[str], focus: str = "") -> None:
    """Draw all inputs of a kind; `focus` names a field that has to be seen at once."""
    known = {spec.name: spec for spec in specs(RecordKind(fields.kind))}
    rest = [spec for name, spec in known.items() if name not in first]
    _inputs(fields, offers, [known[name] for name in first])
    is_asked = any(spec.name == focus for spec in rest)
    with st.expander(fields.t("record.more"), expanded=is_asked, key=f"{fields.key}.more"):
        _inputs(fields, offers, rest)


def _inputs(fields: Fields, offers: Offers, asked: Sequence[FieldSpec]) -> None:
    """Draw the title, then what is short side by side, then the long texts."""
    for spec in asked:
        if spec.name == TITLE:
            draw(fields, spec, offers)
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("xsmall", "medium")):
        for spec in asked:
            if spec.name != TITLE and spec.shape is not Shape.NOTE:
                draw(fields, spec, offers)
    for spec in asked:
        if spec.shape is Shape.NOTE:
            draw(fields, spec, offers)
