"""The cells of a row as fields of a record, with everything that has to be said about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import Finding, FoundRow, Told
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.log.template import ENDED_ON, KEPT_BY_LOG, folded, parsed_waits
from ecogov.domain.log.trackers import (
    PRIORITY_WORDS,
    STAGES,
    field_of,
    severity_at,
    status_at,
)
from ecogov.services.log.bringing.values import OMITTED, Ground, choice, field_value, kept_value

LONGEST_TITLE: Final = 200


@dataclass(slots=True)
class Cells:
    """What a row says; findings are added to while it is taken in."""

    values: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    changed: list[Finding] = field(default_factory=list)
    dropped: list[Finding] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)

    def drop(self, name: str, code: str, **params: object) -> None:
        """Leave a field out and say why."""
        self.values.pop(name, None)
        self.dropped.append(Finding(self.columns.get(name, ""), code, params))

    def refuse(self, error: DomainError | ValidationError) -> None:
        """Say why the row cannot be stored."""
        if isinstance(error, DomainError):
            self.refusals.append(Finding("", error.code, error.params))
            return
        for item in error.errors(include_url=False, include_input=False):
            name = str(item["loc"][0]) if item["loc"] else ""
            place = self.columns.get(name, name)
            is_missing = name == "title" and item["type"].endswith("too_short")
            code = "missing" if is_missing else item["type"]
            self.refusals.append(Finding(place, code, item.get("ctx", {})))

    def taken_over(self) -> tuple[str, ...]:
        """Name the columns whose values were taken over as they stand."""
        told = {finding.place for finding in (*self.changed, *self.dropped)}
        names = dict.fromkeys(
            self.columns[name] for name in (*self.values, *self.kept) if name in self.columns
        )
        return tuple(column for column in names if column not in told)


def own_cells(ground: Ground, kind: RecordKind, found: FoundRow) -> Cells:
    """Read a row of a table of ours."""
    cells = Cells(dropped=list(found.dropped), changed=list(found.changed))
    kept_names = KEPT_BY_LOG.get(kind, ())
    fields = {spec.name for spec in KINDS[kind].fields}
    for told in found.told:
        cells.columns.setdefault(told.name, told.column)
        if told.name in fields:
            _put(cells, told, lambda one: field_value(ground, kind, one.name, one.text))
        elif told.name in kept_names:
            if told.text.strip():
                value = _tried(
                    cells, told, lambda one: kept_value(ground, kind, one.name, one.text)
                )
                cells.kept[told.name] = value
        elif told.name == "waits_for":
            value = _tried(cells, told, lambda one: parsed_waits(one.text))
            cells.kept["waits_for"] = value
        elif told.text.strip():
            cells.dropped.append(Finding(told.column, "bring.not_for_kind", _kind_named(kind)))
    _check_end(cells, kind, is_own=True)
    return cells


def foreign_cells(ground: Ground, kind: RecordKind, found: FoundRow) -> Cells:
    """Read a row of another tool."""
    cells = Cells(dropped=list(found.dropped), changed=list(found.changed))
    fields = {spec.name for spec in KINDS[kind].fields}
    for told in found.told:
        name = told.name if told.name in fields else field_of(told.name, kind)
        if name is None:
            if told.text.strip():
                code = "bring.own_verbs" if told.name == "status" else "bring.not_for_kind"
                cells.dropped.append(Finding(told.column, code, _kind_named(kind)))
            continue
        one = Told(told.column, name, told.text)
        if name in cells.values and (told.text.strip() or told.name == "label"):
            if told.text.strip():
                _put_another(ground, kind, cells, one)
            continue
        cells.columns[name] = told.column
        for value in _foreign(ground, kind, one, cells):
            cells.values[name] = value
    _cut_title(cells)
    _check_end(cells, kind, is_own=False)
    return cells


def _put_another(ground: Ground, kind: RecordKind, cells: Cells, told: Told) -> None:
    """Take the second of several values only where the first one was empty."""
    if cells.values[told.name] not in {None, ""}:
        cells.dropped.append(Finding(told.column, "bring.several", {"value": told.text}))
        return
    for value in _foreign(ground, kind, told, cells):
        cells.values[told.name] = value


def _foreign(ground: Ground, kind: RecordKind, told: Told, cells: Cells) -> Iterator[object]:
    """Give the value of a cell of another tool; none where it says nothing that fits."""
    word = folded(told.text)
    if told.name == "status" and word not in ground.words.choices[kind, "status"]:
        if word in STAGES:
            status = status_at(kind, STAGES[word])
            key = (f"{kind.value}.status.{status}",)
            params = {"value": told.text, "meaning": key}
            cells.changed.append(Finding(told.column, "bring.read_as", params))
            yield status
        elif word:
            cells.dropped.append(Finding(told.column, "bring.choice", {"value": told.text}))
    elif told.name == "severity" and word in PRIORITY_WORDS:
        yield severity_at(kind, PRIORITY_WORDS[word])
    elif told.name in {"severity", "category", "status"} and word:
        try:
            yield choice(ground, kind, told.name, told.text)
        except DomainError as error:
            cells.dropped.append(Finding(told.column, error.code, error.params))
    else:
        value = _tried(cells, told, lambda one: field_value(ground, kind, one.name, one.text))
        if value is not OMITTED:
            yield value


def _put(cells: Cells, told: Told, read: Any) -> None:  # noqa: ANN401 - a small function
    value = _tried(cells, told, read)
    if value is not OMITTED:
        cells.values[told.name] = value


def _tried(cells: Cells, told: Told, read: Any) -> object:  # noqa: ANN401 - a small function
    try:
        return read(told)
    except DomainError as error:
        cells.refusals.append(Finding(told.column, error.code, error.params))
        return OMITTED


def _kind_named(kind: RecordKind) -> dict[str, object]:
    return {"kind": (f"new.{kind.value}",)}


def _cut_title(cells: Cells) -> None:
    """Keep a title that is too long whole in the description."""
    title = " ".join(str(cells.values.get("title", "")).split())
    if len(title) <= LONGEST_TITLE:
        return
    cells.values["title"] = title[: LONGEST_TITLE - 1] + "…"
    description = str(cells.values.get("description") or "")
    cells.values["description"] = f"{title}\n\n{description}".strip()
    cells.changed.append(Finding(cells.columns["title"], "bring.title_cut"))


def _check_end(cells: Cells, kind: RecordKind, *, is_own: bool) -> None:
    """Leave the day of an end out that has not come; what is empty the log fills in itself."""
    if kind is RecordKind.MILESTONE:
        if not is_own:
            _check_milestone_end(cells)
        return
    column, statuses = ENDED_ON.get(kind, ("", frozenset()))
    if column not in cells.values:
        return
    if not cells.values[column]:
        del cells.values[column]
    elif "status" in cells.values and cells.values["status"] not in statuses:
        cells.drop(column, "bring.not_ended")


def _check_milestone_end(cells: Cells) -> None:
    """Let another tool end a milestone, or take its end back, only by the status."""
    values = cells.values
    if "status" in values and values["status"] != "done":
        if values.get("actual_on"):
            cells.drop("actual_on", "bring.not_ended")
        values["actual_on"] = None
    elif "actual_on" in values and not values["actual_on"]:
        del values["actual_on"]
