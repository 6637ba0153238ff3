"""What happened around a change, with its timing; whether it is to blame is for people to say."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.rootcause.questions import ChangeQuestion
from ecogov.domain.rootcause.suspects import Suspect, SuspectKind, nearest, roster_moves
from ecogov.services.calendars import list_change_marks
from ecogov.services.people.rights import require
from ecogov.services.projects import get_project
from ecogov.storage.database import Database
from ecogov.storage.production import slicing

MOST_SUSPECTS: Final = 12


def suspects_of(db: Database, question: ChangeQuestion) -> tuple[Suspect, ...]:
    """List marked changes, imports and moves of people near a change, the nearest first.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    NotAllowedError
        ``right.missing``.
    """
    require(db, Right.READ, question.project_id)
    zone = ZoneInfo(get_project(db, question.project_id).timezone)
    before, after = question.before, question.after
    slice_ = replace(question.slice, last_day=max(before.last, after.last))
    days = [(one.first, one.last) for one in (before, after)]
    with db.read() as session:
        roster = slicing.roster(session, slice_, days)
        imports = slicing.imports_of(session, question.project_id)
    names = {"units_0": "units_before", "units_1": "units_after"}
    found = roster_moves(roster.rename(columns=names), before, after)
    found += _marks(db, question)
    found += _imports(imports, question, zone)
    return nearest(found, MOST_SUSPECTS)


def _marks(db: Database, question: ChangeQuestion) -> list[Suspect]:
    first = min(question.before.first, question.after.first)
    last = max(question.before.last, question.after.last)
    return [
        Suspect(
            kind=SuspectKind.MARK,
            day=row["day"],
            days_off=(row["day"] - question.after.first).days,
            title_en=str(row["title_en"]),
            title_zh=str(row["title_zh"]),
        )
        for row in list_change_marks(db, question.project_id).to_dict("records")
        if first <= row["day"] <= last
    ]


def _imports(imports: pd.DataFrame, question: ChangeQuestion, zone: ZoneInfo) -> list[Suspect]:
    """Tell which files brought what is new: their rows reach into the days after.

    A file that tells both periods alike, without corrections or rejections, explains nothing.
    """
    told = []
    for row in imports.to_dict("records"):
        receipt: dict[str, Any] = row["receipt"]
        first, last = (_day(receipt.get(f"{end}_submitted_at"), zone) for end in ("first", "last"))
        if first is None or last is None:
            continue
        if first > question.after.last or last < question.after.first:
            continue
        has_corrections = receipt.get("updated", 0) or row["rejected"]
        if first < question.before.first and not has_corrections:
            continue
        day = row["at"].astimezone(zone).date()
        told.append(
            Suspect(
                kind=SuspectKind.IMPORT,
                day=day,
                days_off=(day - question.after.first).days,
                title_en=str(row["file"]),
                title_zh=str(row["file"]),
                rows=int(receipt.get("accepted", 0)),
                updated=int(receipt.get("updated", 0)),
                rejected=int(row["rejected"]),
            )
        )
    return told


def _day(told: object, zone: ZoneInfo) -> Any:  # noqa: ANN401 - a day, or None
    return datetime.fromisoformat(told).astimezone(zone).date() if isinstance(told, str) else None
