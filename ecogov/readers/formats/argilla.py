"""Argilla records, from the library (versions 1 and 2, nested or flat) or the HTTP interface.

One row per response. Argilla keeps no times in its exports; the HTTP interface does.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from ecogov.domain.errors import DomainError
from ecogov.domain.production import LabelSource, SourceFormat, Stage
from ecogov.readers.canonical import Chunk, ReadOptions, Source
from ecogov.readers.records import (
    Record,
    Row,
    is_record,
    key_of,
    member,
    read_records,
    records_in,
    text_of,
)
from ecogov.readers.sniffing import Head

_MEMBERS: Final = ("records", "items")
_FLAT: Final = ".responses"
_ITEM_KEYS: Final = ("id", "external_id", "_server_id")


def matches(head: Head) -> bool:
    """Recognise a record by its responses beside fields or suggestions."""
    keys: Mapping[str, object] = dict.fromkeys(head.keys)
    for record in head.records[:1]:
        wrapped = [found for name in _MEMBERS for found in records_in(record.get(name))]
        keys = wrapped[0] if wrapped else record
    is_nested = "responses" in keys and ("fields" in keys or "suggestions" in keys)
    return is_nested or any(key.endswith(f"{_FLAT}.users") for key in keys)


class ArgillaReader:
    """Read responses; a draft is no answer yet, a discarded one counts as skipped."""

    format = SourceFormat.ARGILLA

    def read(self, source: Source, options: ReadOptions) -> Iterator[Chunk]:
        """Yield the responses piece by piece; a record without any is an open unit."""
        field = options.label_field
        rows = read_records(source, options, lambda record: _rows(record, field), members=_MEMBERS)
        yield from rows


READER: Final = ArgillaReader()


def _rows(record: Record, field: str | None) -> Iterator[Row | None]:
    item = next((text for text in map(text_of, map(record.get, _ITEM_KEYS)) if text), None)
    if item is None:
        raise DomainError("row.field_missing", field="item_id", column="id")
    shared: Row = {
        "item_id": item,
        "stage": Stage.ANNOTATE.value,
        "assigned_at": record.get("inserted_at"),
    }
    responses = list(_responses(record))
    if not responses:
        yield {"event_id": f"open:{item}", **shared}
    for response in responses:
        status = text_of(response.get("status")) or "submitted"
        if status == "draft":
            yield None
            continue
        user = text_of(response.get("user_id"))
        is_skipped = status == "discarded"
        yield {
            "event_id": text_of(response.get("id")) or key_of(item, user),
            **shared,
            **_prelabel(record, field),
            "annotator_id": user,
            "submitted_at": response.get("inserted_at"),
            "source_updated_at": response.get("updated_at"),
            "label": None if is_skipped else _label(response.get("values"), field),
            "is_skipped": is_skipped,
        }


def _responses(record: Record) -> Iterator[Record]:
    """List the responses as objects with user, status and values, however they are written."""
    given = record.get("responses")
    if is_record(given):
        yield from _by_user(
            (question, answer) for question, found in given.items() for answer in records_in(found)
        )
    elif isinstance(given, list):
        yield from records_in(given)
    else:
        yield from _by_user(_flat_answers(record))


def _flat_answers(record: Record) -> Iterator[tuple[str, Record]]:
    for key, values in record.items():
        if not key.endswith(_FLAT) or not isinstance(values, list):
            continue
        users = record.get(f"{key}.users")
        statuses = record.get(f"{key}.status")
        for place, value in enumerate(values):
            answer = {
                "value": value,
                "user_id": _at(users, place),
                "status": _at(statuses, place),
            }
            yield key.removesuffix(_FLAT), answer


def _at(values: object, place: int) -> object:
    return values[place] if isinstance(values, list) and place < len(values) else None


def _by_user(answers: Iterator[tuple[str, Record]]) -> Iterator[Record]:
    """Bring the answers of one person to all questions together."""
    people: dict[str | None, dict[str, object]] = {}
    for question, answer in answers:
        user = text_of(answer.get("user_id"))
        response = people.setdefault(user, {"user_id": user, "values": {}})
        values = response["values"]
        if is_record(values):
            values[question] = answer
        response["status"] = answer.get("status") or response.get("status")
    yield from people.values()


def _label(values: object, field: str | None) -> str:
    answers = {name: _answer(value) for name, value in values.items()} if is_record(values) else {}
    if field is not None:
        return answers.get(field, "")
    if len(answers) == 1:
        return next(iter(answers.values()))
    return "|".join(f"{name}/{answers[name]}" for name in sorted(answers))


def _answer(given: object) -> str:
    value = given["value"] if is_record(given) and "value" in given else given
    if not isinstance(value, list):
        return text_of(value) or ""
    if all(is_record(part) and "rank" in part for part in value):
        ranked = sorted(records_in(value), key=lambda part: str(part["rank"]))
        return ">".join(text_of(part.get("value")) or "" for part in ranked)
    return "|".join(sorted({_part(part) for part in value}))


def _part(part: object) -> str:
    if is_record(part):
        return text_of(part.get("label")) or json.dumps(part, sort_keys=True)
    return text_of(part) or ""


def _prelabel(record: Record, field: str | None) -> Row:
    given = _suggestions(record)
    if not given:
        return {"label_source": LabelSource.HUMAN.value}
    agents = (text_of(member(suggestion, "agent")) for suggestion in given.values())
    return {
        "label_source": LabelSource.PRELABELLED.value,
        "prelabel": _label(given, field),
        "prelabel_model": next((agent for agent in agents if agent), None),
    }


def _suggestions(record: Record) -> dict[str, object]:
    given = record.get("suggestions")
    if is_record(given):
        return given
    named = ((text_of(found.get("question_name")), found) for found in records_in(given))
    listed: dict[str, object] = {name: found for name, found in named if name}
    mark = ".suggestion"
    flat: dict[str, object] = {
        key.removesuffix(mark): {"value": value, "agent": record.get(f"{key}.agent")}
        for key, value in record.items()
        if key.endswith(mark) and value is not None
    }
    return listed | flat
