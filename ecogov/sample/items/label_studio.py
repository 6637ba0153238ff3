"""A Label Studio (Enterprise) JSON export: multi-turn preference, two or three raters a task.

What it holds on purpose: reviews that accept, reject and fix; ground truth on every fifteenth
task; predictions, taken over by some raters; skipped (cancelled) annotations with an empty
result; open drafts; the youngest tasks without any annotation; one rater who is too fast.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from ecogov.sample.calendars import stream
from ecogov.sample.items.crowd import Person, Shift, chance, pick, token
from ecogov.sample.items.texts import chat_answer, chat_prompt

FIRST_DAY: Final = date(2026, 10, 9)
TOO_FAST: Final = "20411"
_TASKS: Final = 1_200
_PROJECT: Final = 7_318
_EXPERT: Final = 20_400
_CHOICES: Final = ("A much better", "A better", "Same", "B better", "B much better")
_SHARES: Final = (0.14, 0.27, 0.16, 0.28, 0.15)
_ZONE: Final = ZoneInfo("America/Los_Angeles")
_PROJECT_ZONE: Final = ZoneInfo("Asia/Shanghai")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_HEX: Final = "0123456789abcdef"
_MODEL: Final = "preference-prelabel-0.9"

Json = dict[str, Any]


@dataclass(slots=True)
class _Desk:
    """What the drawing of one export shares: chance, people, clocks, running numbers."""

    rng: np.random.Generator
    closing: datetime
    people: tuple[Person, ...]
    shifts: dict[str, Shift] = field(default_factory=dict)
    next_annotation: int = 61_204_330
    next_review: int = 4_118_902
    next_prediction: int = 9_930_114


def label_studio_json(*, as_of: date) -> str:
    """Write the export as it stands at the end of `as_of`."""
    rng = stream("label-studio")
    closing = datetime.combine(as_of, time(23, 59), tzinfo=_PROJECT_ZONE)
    desk = _Desk(rng, closing, _people(rng))
    desk.shifts = {
        person.id: Shift(person.country, _ZONE, rng, 3_400.0, FIRST_DAY) for person in desk.people
    }
    tasks = [_task(desk, number) for number in range(_TASKS)]
    return json.dumps(tasks, ensure_ascii=False, separators=(",", ":"))


def _people(rng: np.random.Generator) -> tuple[Person, ...]:
    usual = [
        Person(
            str(_EXPERT + 1 + i), float(rng.uniform(0.80, 0.93)), float(rng.uniform(150, 300)), "US"
        )
        for i in range(10)
    ]
    return (*usual, Person(TOO_FAST, 0.46, 7.0, "US"))


def _task(desk: _Desk, number: int) -> Json:
    rng = desk.rng
    task_id = 188_402_000 + number
    born = datetime.combine(FIRST_DAY, time(7, 30), tzinfo=_ZONE) + timedelta(
        days=-1, seconds=0.41 * number
    )
    truth = pick(rng, _CHOICES, _SHARES)
    predictions = [_prediction(desk, task_id, truth, born)] if chance(rng, 0.35) else []
    annotations = _annotations(desk, task_id, truth, predictions)
    if number % 15 == 0 and annotations:
        annotations.append(_ground_truth(desk, task_id, truth, annotations[-1]))
    kept = [each for each in annotations if not each["was_cancelled"]]
    drafts = [_draft(desk, task_id)] if annotations and chance(rng, 0.02) else []
    return {
        "id": task_id,
        "annotations": annotations,
        "file_upload": f"3c1f08ad-multi_turn_{number // 200 + 1:02d}.jsonl",
        "drafts": drafts,
        "predictions": predictions,
        "agreement": _agreement(kept),
        "data": {
            "conversation_id": f"conv-{number:05d}",
            "prompt": chat_prompt(number),
            "turns": int(rng.integers(3, 8)),
            "answer_a": chat_answer(rng),
            "answer_b": chat_answer(rng),
            "language": "en-US",
            "guideline_version": "2.0",
        },
        "meta": {},
        "created_at": _stamp(born),
        "updated_at": max([_stamp(born)] + [each["updated_at"] for each in annotations]),
        "inner_id": number + 1,
        "total_annotations": len(kept),
        "cancelled_annotations": len(annotations) - len(kept),
        "total_predictions": len(predictions),
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": _PROJECT,
        "updated_by": annotations[-1]["updated_by"] if annotations else _EXPERT,
        "comment_authors": [],
    }


def _annotations(desk: _Desk, task_id: int, truth: str, predictions: list[Json]) -> list[Json]:
    wanted = 3 if chance(desk.rng, 0.45) else 2
    raters = sorted(desk.people, key=lambda person: desk.shifts[person.id].now)[:wanted]
    drawn = (_annotation(desk, task_id, person, (truth, predictions)) for person in raters)
    return [each for each in drawn if each is not None]


def _annotation(
    desk: _Desk, task_id: int, person: Person, about: tuple[str, list[Json]]
) -> Json | None:
    truth, predictions = about
    seconds = person.handle_seconds(desk.rng)
    begun, ended = desk.shifts[person.id].work(seconds)
    if ended > desk.closing:
        return None
    is_skipped = chance(desk.rng, 0.03) and person.id != TOO_FAST
    prelabel = predictions[0] if predictions and chance(desk.rng, 0.6) else None
    label = person.answer(desk.rng, truth, _CHOICES)
    if prelabel and chance(desk.rng, 0.35):
        label = prelabel["result"][0]["value"]["choices"][0]
    told = _frame(desk, task_id, int(person.id), (begun, ended))
    told["lead_time"] = round(seconds, 3)
    told["was_cancelled"] = is_skipped
    told["result"] = [] if is_skipped else _result(desk, label)
    told["result_count"] = len(told["result"])
    told["parent_prediction"] = prelabel["id"] if prelabel else None
    told["prediction"] = dict(prelabel) if prelabel else {}
    if not is_skipped and chance(desk.rng, 0.30):
        _review(desk, told, is_right=label == truth)
    return told


def _frame(desk: _Desk, task_id: int, person: int, when: tuple[datetime, datetime]) -> Json:
    desk.next_annotation += int(desk.rng.integers(1, 9))
    begun, ended = when
    return {
        "id": desk.next_annotation,
        "completed_by": {"id": person},
        "result": [],
        "reviews": [],
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": _stamp(ended),
        "updated_at": _stamp(ended),
        "draft_created_at": _stamp(begun + timedelta(seconds=4)),
        "lead_time": 0.0,
        "prediction": {},
        "result_count": 0,
        "unique_id": _uuid(desk.rng),
        "import_id": None,
        "last_action": "submitted",
        "task": task_id,
        "project": _PROJECT,
        "updated_by": person,
        "parent_prediction": None,
        "parent_annotation": None,
        "last_created_by": person,
    }


def _result(desk: _Desk, label: str) -> list[Json]:
    return [
        {
            "id": token(desk.rng, 10, _LETTERS),
            "type": "choices",
            "value": {"choices": [label]},
            "origin": "manual",
            "to_name": "conversation",
            "from_name": "preference",
        }
    ]


def _review(desk: _Desk, told: Json, *, is_right: bool) -> None:
    at = datetime.fromisoformat(told["created_at"]) + timedelta(
        hours=float(desk.rng.uniform(2, 40))
    )
    if at > desk.closing:
        return
    # Preferences are partly a matter of taste: many a choice other than the truth is defensible.
    is_accepted = chance(desk.rng, 0.985 if is_right else 0.8)
    is_fixed = not is_accepted and chance(desk.rng, 0.5)
    desk.next_review += int(desk.rng.integers(1, 5))
    told["reviews"] = [
        {
            "id": desk.next_review,
            "created_by": {"id": _EXPERT + 20},
            "created_at": _stamp(at),
            "accepted": bool(is_accepted or is_fixed),
            "result": None,
            "annotation": told["id"],
            "fixed_annotation_history": desk.next_review + 71_000_000 if is_fixed else None,
            "previous_annotation_history": desk.next_review + 70_000_000,
            "last_annotation_history": None,
            "previous_annotation_history_result": None,
        }
    ]
    verdict = "fixed_and_accepted" if is_fixed else "accepted" if is_accepted else "rejected"
    told["last_action"] = verdict
    told["updated_at"] = _stamp(at)
    told["updated_by"] = _EXPERT + 20


def _ground_truth(desk: _Desk, task_id: int, truth: str, beside: Json) -> Json:
    ended = datetime.fromisoformat(beside["created_at"]) - timedelta(hours=1)
    seconds = float(desk.rng.uniform(200, 420))
    told = _frame(desk, task_id, _EXPERT, (ended - timedelta(seconds=seconds), ended))
    told.update(ground_truth=True, lead_time=round(seconds, 3), result=_result(desk, truth))
    told["result_count"] = len(told["result"])
    return told


def _prediction(desk: _Desk, task_id: int, truth: str, born: datetime) -> Json:
    machine = Person(_MODEL, 0.72, 1.0, "US")
    desk.next_prediction += 1
    guess = machine.answer(desk.rng, truth, _CHOICES)
    return {
        "id": desk.next_prediction,
        "model_version": _MODEL,
        "created_ago": "6\xa0weeks",
        "result": _result(desk, guess),
        "score": round(float(desk.rng.beta(6, 3)), 4),
        "cluster": None,
        "neighbors": None,
        "mislabeling": 0.0,
        "created_at": _stamp(born),
        "updated_at": _stamp(born),
        "task": task_id,
        "project": _PROJECT,
    }


def _draft(desk: _Desk, task_id: int) -> Json:
    at = desk.closing - timedelta(hours=float(desk.rng.uniform(8, 200)))
    return {
        "id": int(desk.rng.integers(15_000_000, 15_900_000)),
        "created_ago": "3\xa0days",
        "result": _result(desk, _CHOICES[2]),
        "lead_time": round(float(desk.rng.uniform(5, 90)), 3),
        "was_postponed": False,
        "import_id": None,
        "created_at": _stamp(at),
        "updated_at": _stamp(at),
        "task": task_id,
        "annotation": None,
    }


def _agreement(kept: list[Json]) -> float | None:
    labels = [each["result"][0]["value"]["choices"][0] for each in kept if each["result"]]
    pairs = [a == b for i, a in enumerate(labels) for b in labels[i + 1 :]]
    return round(100 * sum(pairs) / len(pairs), 4) if pairs else None


def _uuid(rng: np.random.Generator) -> str:
    return "-".join(token(rng, length, _HEX) for length in (8, 4, 4, 4, 12))


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
