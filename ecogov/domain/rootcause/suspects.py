"""What happened around a change: marked changes, files taken in, people who came and went."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import pandas as pd

from ecogov.domain.rootcause.questions import Period


class SuspectKind(StrEnum):
    """What happened."""

    MARK = "mark"
    IMPORT = "import"
    NEW = "new"
    BACK = "back"
    GONE = "gone"


ROSTER: Final = (SuspectKind.NEW, SuspectKind.BACK, SuspectKind.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Something that happened near a change; that it caused it is not said.

    Parameters
    ----------
    day : date
        When; of people the first (or last) day on which one of them worked.
    days_off : int
        Days after the change began; below 0 before it.
    title_en, title_zh : str
        Of a mark; of an import the name of its file.
    codes : tuple of str
        People, those with most units first.
    share : float
        Their share of the units, after it (of those who are gone, before it).
    rows, updated, rejected : int
        Of an import.
    """

    kind: SuspectKind
    day: date
    days_off: int
    title_en: str = ""
    title_zh: str = ""
    codes: tuple[str, ...] = ()
    share: float = 0.0
    rows: int = 0
    updated: int = 0
    rejected: int = 0


def roster_moves(roster: pd.DataFrame, before: Period, after: Period) -> list[Suspect]:
    """Tell who came and who went between two periods.

    Parameters
    ----------
    roster : DataFrame
        One row per person: ``code``, ``first_day`` and ``last_day`` of all their work up to the
        end of `after`, ``units_before`` and ``units_after``. Not modified.

    Returns
    -------
    list of Suspect
        At most one of each kind: new ones never worked before, those who are back did but not in
        `before`, those who are gone worked in `before` and not in `after`. None where a period
        knows no people at all.
    """
    had, has = roster["units_before"] > 0, roster["units_after"] > 0
    if not (had.any() and has.any()):
        return []
    is_new = roster["first_day"] > before.last if before < after else ~had
    groups = {
        SuspectKind.NEW: (has & ~had & is_new, "units_after"),
        SuspectKind.BACK: (has & ~had & ~is_new, "units_after"),
        SuspectKind.GONE: (had & ~has, "units_before"),
    }
    told = []
    for kind, (mine, units) in groups.items():
        people = roster[mine].sort_values([units, "code"], ascending=[False, True])
        if people.empty:
            continue
        days = people["last_day"] if kind is SuspectKind.GONE else people["first_day"]
        day = days.max() if kind is SuspectKind.GONE else max(days.min(), after.first)
        told.append(
            Suspect(
                kind=kind,
                day=day,
                days_off=(day - after.first).days,
                codes=tuple(people["code"]),
                share=float(people[units].sum() / max(roster[units].sum(), 1)),
            )
        )
    return told


def nearest(suspects: list[Suspect], most: int) -> tuple[Suspect, ...]:
    """Keep those closest to the beginning of the change, closest first."""
    ranked = sorted(suspects, key=lambda one: (abs(one.days_off), one.kind, one.title_en))
    return tuple(ranked[:most])
