"""One input for each shape of field, and what stands in them: the form of every kind follows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.fields import FIRST_DAY, LAST_DAY, FieldSpec, Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.log.values import LEVELS, level_name
from ecogov.ui.forms.fields import Fields
from ecogov.ui.log.form.offers import Offers

_MOST_SEGMENTS: Final = 3
_DIGITS: Final = 10
_TEXTS: Final = frozenset({Shape.LINE, Shape.NOTE, Shape.PERSON})


def specs(kind: RecordKind) -> tuple[FieldSpec, ...]:
    """List the fields of a kind that a form asks for; what a change does has an editor apart."""
    return tuple(spec for spec in KINDS[kind].fields if spec.shape is not Shape.EFFECTS)


def draw(fields: Fields, spec: FieldSpec, offers: Offers) -> None:
    """Draw the input of a field."""
    _INPUTS[spec.shape](fields, spec, offers)


def shown(kind: RecordKind, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record as its inputs show it: shares in percent."""
    shares = [spec.name for spec in specs(kind) if spec.shape is Shape.SHARE]
    told = {name: stored[name] for name in shares if stored.get(name) is not None}
    return {**stored, **{name: round(value * 100, _DIGITS) for name, value in told.items()}}


def typed(kind: RecordKind, key: str) -> dict[str, Any]:
    """Read what stands in the inputs of a form, as its draft takes it."""
    return {
        spec.name: _told(spec, st.session_state.get(f"{key}.{spec.name}")) for spec in specs(kind)
    }


def _told(spec: FieldSpec, value: object) -> object:
    if spec.shape in _TEXTS:
        return value or ""
    if spec.shape is Shape.SHARE and isinstance(value, int | float):
        return round(value / 100, _DIGITS + 2)
    return value


def _line(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.text(spec.name, placeholder=_hint(fields, spec))


def _note(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.lines(spec.name, placeholder=_hint(fields, spec))


def _person(fields: Fields, spec: FieldSpec, offers: Offers) -> None:
    fields.person(spec.name, offers.people, placeholder=fields.t("record.person_hint"))


def _choice(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    default = _default(fields.kind, spec)
    if len(spec.choices) <= _MOST_SEGMENTS:
        fields.segments(spec.name, spec.choices, default=default)
    elif default is None:
        fields.perhaps(spec.name, spec.choices, _named(fields, spec), placeholder=_none(fields))
    else:
        fields.choice(spec.name, spec.choices, _named(fields, spec), default=default)


def _level(fields: Fields, spec: FieldSpec, offers: Offers) -> None:
    fields.perhaps(
        spec.name,
        LEVELS,
        lambda level: level_name(fields.t, spec.name, level, offers.scale),
        placeholder=fields.t("record.level_hint"),
    )


def _day(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    is_locked = spec.name == "baseline_on" and fields.stored.get(spec.name) is not None
    note = fields.t("record.baseline_locked") if is_locked else None
    fields.day(spec.name, span=(FIRST_DAY, LAST_DAY), note=note, is_locked=is_locked)


def _number(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.number(spec.name)


def _share(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.number(spec.name, label=_in(fields, spec, "%"))


def _money(fields: Fields, spec: FieldSpec, offers: Offers) -> None:
    fields.number(spec.name, label=_in(fields, spec, offers.currency))


def _count(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.whole(spec.name)


def _flag(fields: Fields, spec: FieldSpec, _offers: Offers) -> None:
    fields.switch(spec.name)


def _vendor(fields: Fields, spec: FieldSpec, offers: Offers) -> None:
    fields.perhaps(spec.name, offers.vendors, offers.vendor_name, placeholder=_none(fields))


def _default(kind: str, spec: FieldSpec) -> str | None:
    """Tell what stands in a choice that nobody made: the draft knows."""
    default = KINDS[RecordKind(kind)].draft.model_fields[spec.name].default
    return None if default is None else str(default)


def _named(fields: Fields, spec: FieldSpec) -> Callable[[str], str]:
    return lambda code: fields.t(f"{fields.kind}.{spec.name}.{code}")


def _none(fields: Fields) -> str:
    return fields.t("record.none")


def _in(fields: Fields, spec: FieldSpec, unit: str) -> str:
    label = fields.label(spec.name)
    return fields.t("record.field_in", field=label, unit=unit) if unit else label


def _hint(fields: Fields, spec: FieldSpec) -> str:
    key = f"record.hint.{fields.kind}.{spec.name}"
    return fields.t(key) if fields.t.has(key) else ""


_INPUTS: Final = MappingProxyType[Shape, Callable[[Fields, FieldSpec, Offers], None]](
    {
        Shape.LINE: _line,
        Shape.NOTE: _note,
        Shape.PERSON: _person,
        Shape.CHOICE: _choice,
        Shape.LEVEL: _level,
        Shape.DAY: _day,
        Shape.SHARE: _share,
        Shape.MONEY: _money,
        Shape.DAYS: _number,
        Shape.COUNT: _count,
        Shape.FLAG: _flag,
        Shape.VENDOR: _vendor,
    }
)
