"""Flagged days as incidents: neighbouring days of a series are one, and so is a shared slip."""

from typing import Final

import numpy as np
import pandas as pd

from ecogov.detection.explaining import Finding

NEIGHBOURS_DAYS: Final = 3
"""Days of one incident lie at most this far apart."""


def incidents(found: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Give each flagged day the number of its incident.

    Days of one series that lie close together are one incident. Days whose siblings slipped with
    them join the incident of those siblings.

    Parameters
    ----------
    found : DataFrame
        Flagged days, as `scanning.scan` gives them. Not modified.
    about : DataFrame
        Columns ``series_id``, ``project``, ``vendor``.

    Returns
    -------
    DataFrame
        `found` with ``incident``, numbered from 1 by the smallest p-value within it, the day that
        leads first; same rows. Empty in, empty out.
    """
    if found.empty:
        return found.assign(incident=pd.Series(dtype=np.int64))
    placed = found.merge(about[["series_id", "project", "vendor"]], on="series_id", how="left")
    is_shared = (placed["kind"] == Finding.SHARED).to_numpy()
    alone = _runs(placed, placed["series_id"])
    place = placed["project"].astype(str) + "\n" + placed["vendor"].astype(str)
    together = _runs(placed[is_shared], place[is_shared]) + int(alone.max()) + 1
    label = _joined(alone, is_shared, together)
    order = (
        pd.Series(label)
        .groupby(label)
        .transform(lambda rows: placed.loc[rows.index, "p_value"].min())
    )
    ranked = pd.DataFrame({"best": order, "label": label}).drop_duplicates()
    ranked = ranked.sort_values(["best", "label"])
    number = dict(zip(ranked["label"], range(1, len(ranked) + 1), strict=True))
    numbered = found.assign(incident=[number[one] for one in label])
    return numbered.sort_values(["incident", "p_value", "timestamp"], ignore_index=True)


def _runs(days: pd.DataFrame, key: pd.Series) -> np.ndarray:
    """Tell the runs of neighbouring days within each key apart."""
    if days.empty:
        return np.zeros(0, dtype=np.int64)
    code = pd.factorize(key, sort=True)[0]
    day = days["timestamp"].to_numpy().astype("datetime64[D]").astype(np.int64)
    order = np.lexsort((day, code))
    breaks = (np.diff(code[order]) != 0) | (np.diff(day[order]) > NEIGHBOURS_DAYS)
    number = np.empty(len(days), dtype=np.int64)
    number[order] = np.concatenate([[0], np.cumsum(breaks)])
    return number


def _joined(alone: np.ndarray, is_shared: np.ndarray, together: np.ndarray) -> np.ndarray:
    """Merge the runs of series that share a run of their place."""
    leader = {int(one): int(one) for one in np.concatenate([alone, together])}

    def root(one: int) -> int:
        while leader[one] != one:
            one = leader[one]
        return one

    for own, common in zip(alone[is_shared], together, strict=True):
        leader[root(int(own))] = root(int(common))
    return np.asarray([root(int(one)) for one in alone])
