"""When a rule is broken: counts of days and runs in, what breaks the rule out."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

Broken = tuple[Any, dict[str, Any], float, dict[str, Any]]
"""Day, who, value, evidence."""

PERSON: Final = "annotator"


def too_fast(daily: pd.DataFrame, *, share: float, least: int) -> list[Broken]:
    """Find the days of people whose share of too fast units is too large.

    Parameters
    ----------
    daily : DataFrame
        Columns ``day, annotator, units`` (timed) and ``fast_units``. Not modified.
    share : float
        Largest share that is allowed, 0 to 1.
    least : int
        Fewest units of a day that are judged.
    """
    units, fast = (daily[name].to_numpy(np.float64) for name in ("units", "fast_units"))
    is_broken = (units >= least) & (fast >= share * units) & (fast > 0)
    return [
        (
            row["day"],
            {PERSON: row[PERSON]},
            row["fast_units"] / row["units"],
            {"fast_units": int(row["fast_units"]), "units": int(row["units"])},
        )
        for row in daily[is_broken].to_dict("records")
    ]


def longest_runs(runs: pd.DataFrame) -> list[Broken]:
    """Keep the longest run of each person and day.

    Parameters
    ----------
    runs : DataFrame
        Columns ``day`` (on which the run ended), ``annotator, length`` and ``what`` (the answer
        that was repeated, or None). Not modified.
    """
    ordered = runs.sort_values(
        ["day", PERSON, "length", "what"], ascending=[True, True, False, True], kind="stable"
    )
    kept = ordered.drop_duplicates(["day", PERSON])
    return [
        (
            row["day"],
            {PERSON: row[PERSON]},
            float(row["length"]),
            {"answer": row["what"]} if isinstance(row["what"], str) else {},
        )
        for row in kept.to_dict("records")
    ]


def gold_failed(answers: pd.DataFrame, *, wrong: int, among: int) -> list[Broken]:
    """Find the days on which a person's last gold answers held too many wrong ones.

    Parameters
    ----------
    answers : DataFrame
        Columns ``annotator, day`` and ``is_right``, in the order of answering. Not modified.
    wrong : int
        How many wrong answers are too many.
    among : int
        Among how many of the last. A person with fewer answers is judged by those.
    """
    told: list[Broken] = []
    for person, rows in answers.groupby(PERSON, sort=True):
        failed = ~rows["is_right"].to_numpy(bool)
        counted = _among_last(failed, among)
        # Only a wrong answer completes the pattern, so that a good day is never blamed.
        broken = rows.assign(wrong=counted)[failed & (counted >= wrong)]
        for day, found in broken.groupby("day", sort=True):
            most = int(found["wrong"].max())
            told.append((day, {PERSON: person}, float(most), {"wrong": most, "among": among}))
    return told


def silent_days(worked: Iterable[Any], expected: list[Any], *, days: int) -> list[Broken]:
    """Find the days on which nothing had come in for so many working days.

    Parameters
    ----------
    worked : iterable of date
        Days with work.
    expected : list of date
        Working days in order; those before the first day with work do not count.
    days : int
        How many without work are too many; it is told once per silence.
    """
    with_work = set(worked)
    told: list[Broken] = []
    silent, has_begun = 0, False
    for day in expected:
        if day in with_work:
            silent, has_begun = 0, True
            continue
        silent += has_begun
        if silent == days:
            told.append((day, {}, float(silent), {}))
    return told


def _among_last(flags: np.ndarray, count: int) -> np.ndarray:
    summed = np.concatenate([np.zeros(count, dtype=np.int64), np.cumsum(flags)])
    return np.asarray(summed[count:] - summed[: len(flags)])
