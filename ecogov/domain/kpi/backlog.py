"""The backlog: open units of every stream of work, day by day.

A stream is what a queue, a vendor and a language have in common inside a project. Where exports
tell the open units themselves, that counts; elsewhere it is what came in less what was closed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

STREAM: Final = ("project", "queue", "vendor", "locale")


def open_levels(told: pd.DataFrame, flow: pd.DataFrame) -> pd.DataFrame:
    """Tell how many units of each stream were open at the end of the days that say so.

    Parameters
    ----------
    told : DataFrame, shape (n_told, 6)
        Columns `STREAM`, ``day`` and ``open_units``, as exports report them. Not modified.
    flow : DataFrame, shape (n_days_of_streams, >= 7)
        Columns `STREAM`, ``day``, ``received_units`` and ``closed_units`` of all days up to the
        last one, by stream and day. Not modified.

    Returns
    -------
    DataFrame, shape (n_levels, n_streams)
        Open units, a row for each day in order, a column for each stream that knows its own;
        NaN on days on which a stream says nothing. Empty where no stream knows.
    """
    streams = flow.groupby(list(STREAM))
    known = streams["received_units"].transform("sum") > 0
    told_streams = pd.MultiIndex.from_frame(told[list(STREAM)])
    is_told = pd.MultiIndex.from_frame(flow[list(STREAM)]).isin(told_streams)
    net = flow["received_units"] - flow["closed_units"]
    counted = flow.assign(open_units=net.groupby([flow[name] for name in STREAM]).cumsum())
    columns = [*STREAM, "day", "open_units"]
    both = pd.concat([told[columns], counted.loc[known & ~is_told, columns]], ignore_index=True)
    return both.pivot_table(index="day", columns=list(STREAM), values="open_units", sort=True)


def levels_on(levels: pd.DataFrame, days: Sequence[date], keys: Sequence[str]) -> pd.DataFrame:
    """Sum the open units of streams on some days; a level holds until the next is known.

    Parameters
    ----------
    levels : DataFrame
        As `open_levels` returns, not empty. Not modified.
    days : sequence of date
        Days in order.
    keys : sequence of str
        Names among `STREAM` to sum by; none sums all.

    Returns
    -------
    DataFrame, shape (<= n_days * n_groups, n_keys + 2)
        Columns ``day``, the keys and ``backlog`` (units); groups without any level are left out.
    """
    held = levels.reindex(levels.index.union(pd.Index(np.array(days, dtype=object)))).ffill()
    on_days = held.loc[list(days)].rename_axis(index="day")
    long = on_days.melt(value_name="backlog", ignore_index=False).reset_index()
    known = long[long["backlog"].notna()]
    return known.groupby(["day", *keys], as_index=False).agg(backlog=("backlog", "sum"))
