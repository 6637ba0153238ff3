"""Large exports made on the spot, in the shapes of real ones; seeded, so always the same."""

import csv
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

_FIRST = datetime(2026, 1, 5, 8)  # noqa: DTZ001 - the export writes its zone as text
_STAMP = "%a %b %d %H:%M:%S PDT %Y"
_HEADINGS = (
    "HITId",
    "HITTypeId",
    "Title",
    "Description",
    "Keywords",
    "Reward",
    "CreationTime",
    "MaxAssignments",
    "RequesterAnnotation",
    "AssignmentId",
    "WorkerId",
    "AssignmentStatus",
    "AcceptTime",
    "SubmitTime",
    "ApprovalTime",
    "RejectionTime",
    "WorkTimeInSeconds",
    "Input.text",
    "Answer.label",
)


def write_batch_results(path: Path, rows: int, *, ratings_per_item: int = 1) -> Path:
    """Write crowd batch results: 200 days, 20 of 300 workers a day, a third reviewed."""
    dice = random.Random(7)  # noqa: S311 - test data
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        for number in range(rows):
            day = number * 200 // rows
            came = _FIRST + timedelta(days=day, seconds=number * 37 % 36_000)
            seconds = dice.randint(5, 300)
            done = came + timedelta(seconds=seconds)
            is_reviewed = number % 3 == 0
            writer.writerow(
                (
                    f"H{number // ratings_per_item:09d}", "T1", "Label a text", "d", "k", "$0.05",
                    (came - timedelta(hours=5)).strftime(_STAMP), ratings_per_item,
                    f"BatchId:{day};", f"A{number * 7919 % 10_000_019:012d}",
                    f"W{(day * 7 + number % 20) % 300:05d}",
                    "Approved" if is_reviewed else "Submitted",
                    came.strftime(_STAMP), done.strftime(_STAMP),
                    (done + timedelta(hours=3)).strftime(_STAMP) if is_reviewed else "", "",
                    seconds, "some text to label", dice.choice("ABC"),
                )
            )  # fmt: skip
    return path


def write_tasks(path: Path, tasks: int) -> Path:
    """Write a Label Studio export of two annotations a task, about 1 kB each."""
    dice = random.Random(7)  # noqa: S311 - test data
    with path.open("w") as file:
        file.write("[")
        for number in range(tasks):
            file.write("," * (number > 0) + json.dumps(_task(number, dice)))
        file.write("]")
    return path


def _task(number: int, dice: random.Random) -> dict[str, object]:
    came = _FIRST + timedelta(minutes=number)
    annotations = [
        {
            "id": number * 2 + which,
            "completed_by": {"id": 100 + (number + which) % 40},
            "result": [
                {
                    "id": f"r{number}{which}{region}",
                    "type": "choices" if region == 0 else "labels",
                    "from_name": "verdict" if region == 0 else "span",
                    "to_name": "text",
                    "origin": "manual",
                    "value": {"choices": [dice.choice(["ok", "spam", "abuse"])]}
                    if region == 0
                    else {"start": region, "end": region + 9, "text": "words", "labels": ["x"]},
                }
                for region in range(5)
            ],
            "was_cancelled": False,
            "ground_truth": False,
            "created_at": f"{came.isoformat()}.000000Z",
            "updated_at": f"{came.isoformat()}.000000Z",
            "lead_time": dice.uniform(5, 90),
        }
        for which in range(2)
    ]
    return {"id": number, "data": {"text": "some text to label"}, "annotations": annotations,
            "predictions": [], "created_at": f"{came.isoformat()}.000000Z"}  # fmt: skip
