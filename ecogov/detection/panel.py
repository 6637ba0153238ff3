"""Many short daily series as arrays, one row per series and one column per day of the calendar."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecogov.detection.kinds import Kind
from ecogov.domain.errors import DomainError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_DAYS: Final = 5_000
"""Longest span of the calendar that is scanned at once, days; about 13 years."""

HISTORY_DAYS: Final = 112
"""Days before the new ones that a scan of new days looks back on: 16 weeks."""

UNKNOWN_VOLUME: Final = 1e6
"""Stands for the volume behind a ratio that came without one: its noise is learnt, not known."""

PLACE: Final = ("project", "vendor", "queue", "locale")
_ABOUT: Final = ("kind", *PLACE, "first_scored")


@dataclass(frozen=True, slots=True)
class Failure:
    """A series that could not be scanned, and why; the catalogs hold its sentence."""

    series_id: str
    code: str


@dataclass(frozen=True)
class Panel:
    """Series that can be scanned.

    Parameters
    ----------
    about : DataFrame, one row per series, ordered by ``series_id``
        Columns ``series_id``, ``kind``, ``project``, ``vendor``, ``queue``, ``locale`` (empty where
        unknown).
    days : DatetimeIndex
        Every day from the first to the last.
    value, numerator, denominator : array, shape (n_series, n_days)
        NaN on days without a value; `denominator` is NaN where no volume is known.
    is_off : array of bool, shape (n_series, n_days)
        Days on which nobody was to work.
    first_scored : array of int, shape (n_series,)
        Column from which on a series is scored.
    failures : tuple of Failure
        Series that were left out.
    """

    about: pd.DataFrame
    days: pd.DatetimeIndex
    value: Floats
    numerator: Floats
    denominator: Floats
    is_off: Flags
    first_scored: NDArray[np.int64]
    failures: tuple[Failure, ...] = field(default=())

    def of_kind(self, kind: Kind) -> NDArray[np.int64]:
        """Give the rows that hold series of a kind."""
        return np.flatnonzero((self.about["kind"] == kind).to_numpy())


def panel(observations: pd.DataFrame, about: pd.DataFrame, days_off: pd.DataFrame | None) -> Panel:
    """Lay series out for a scan; those that make no sense are left out and named.

    Parameters
    ----------
    observations : DataFrame
        Columns ``series_id`` (str), ``timestamp`` (datetime64; its day counts), ``value``, and
        optionally ``num`` and ``den``. Order does not matter. Not modified.
    about : DataFrame
        Columns ``series_id``, ``kind`` (a `Kind`) and optionally ``project``, ``vendor``,
        ``queue``, ``locale``, ``first_scored`` (datetime64). Not modified.
    days_off : DataFrame, optional
        Columns ``locale`` and ``date`` (datetime64) of days without work.

    Raises
    ------
    DomainError
        ``scan.too_long`` when the days span more than `MOST_DAYS`.
    """
    seen = _observed(observations)
    known = _described(about, seen)
    failures = _failures(seen, known)
    left_out = {failure.series_id for failure in failures}
    known = known.loc[~known["series_id"].isin(left_out)].reset_index(drop=True)
    seen = seen.loc[seen["series_id"].isin(known["series_id"])]
    days = _calendar(seen)
    rows = pd.Index(known["series_id"]).get_indexer(pd.Index(seen["series_id"]))
    columns = days.get_indexer(pd.DatetimeIndex(seen["day"]))
    laid = {}
    for name in ("value", "num", "den"):
        laid[name] = np.full((len(known), len(days)), np.nan)
        laid[name][rows, columns] = seen[name].to_numpy(np.float64)
    first = (pd.to_datetime(known["first_scored"]) - days[0]).dt.days if len(days) else pd.Series()
    return Panel(
        about=known[["series_id", "kind", *PLACE]],
        days=days,
        value=laid["value"],
        numerator=laid["num"],
        denominator=laid["den"],
        is_off=_off(known, days, days_off),
        first_scored=np.asarray(first.fillna(0).clip(lower=0), dtype=np.int64),
        failures=tuple(failures),
    )


def since(laid: Panel, day: date, *, history: int = HISTORY_DAYS) -> Panel:
    """Keep what a scan of the days from `day` on needs; days before it are no longer scored.

    What lies further back is forgotten by the filter, so that a new day costs the same however long
    the series are.

    Parameters
    ----------
    laid : Panel
        All days.
    day : date
        First day to score.
    history : int
        Days before it to look back on.
    """
    new = int(laid.days.searchsorted(pd.Timestamp(day)))
    start = max(new - history, 0)
    return replace(
        laid,
        days=laid.days[start:],
        value=laid.value[:, start:],
        numerator=laid.numerator[:, start:],
        denominator=laid.denominator[:, start:],
        is_off=laid.is_off[:, start:],
        first_scored=np.maximum(laid.first_scored, new) - start,
    )


def _observed(observations: pd.DataFrame) -> pd.DataFrame:
    seen = pd.DataFrame(
        {
            "series_id": observations["series_id"].astype(str),
            "day": pd.to_datetime(observations["timestamp"]).dt.normalize(),
            "value": pd.to_numeric(observations["value"], errors="coerce"),
        }
    )
    for name in ("num", "den"):
        given = observations.get(name)
        seen[name] = np.nan if given is None else pd.to_numeric(given, errors="coerce")
    seen["value"] = seen["value"].fillna(seen["num"] / seen["den"].where(seen["den"] > 0))
    return seen.replace([np.inf, -np.inf], np.nan)


def _described(about: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    known = about.drop_duplicates("series_id").copy()
    known["series_id"] = known["series_id"].astype(str)
    for name in _ABOUT:
        if name not in known:
            known[name] = pd.NaT if name == "first_scored" else ""
    known[list(PLACE)] = known[list(PLACE)].fillna("").astype(str)
    everybody = pd.DataFrame({"series_id": np.sort(seen["series_id"].unique())})
    return everybody.merge(known, on="series_id", how="left")


def _failures(seen: pd.DataFrame, known: pd.DataFrame) -> list[Failure]:
    """Name the series that cannot be scanned, each with the first reason found."""
    kind = seen["series_id"].map(known.set_index("series_id")["kind"])
    reasons = {
        "scan.kind_unknown": ~kind.isin(list(Kind)),
        "scan.day_twice": seen.duplicated(["series_id", "day"]),
        "scan.not_a_share": (kind == Kind.RATIO)
        & ((seen["value"] < 0) | (seen["value"] > 1) | (seen["num"] > seen["den"])),
        "scan.negative": kind.isin([Kind.COUNT, Kind.BACKLOG]) & (seen["value"] < 0),
    }
    found: dict[str, str] = {}
    for code, is_wrong in reasons.items():
        for name in seen.loc[is_wrong, "series_id"].unique():
            found.setdefault(str(name), code)
    for name in _without_values(seen, kind):
        found.setdefault(name, "scan.no_values")
    return [Failure(name, code) for name, code in sorted(found.items())]


def _without_values(seen: pd.DataFrame, kind: pd.Series) -> list[str]:
    usable = seen["value"].notna() & ~((kind == Kind.MEAN) & (seen["value"] <= 0))
    usable &= ~((kind == Kind.RATIO) & (seen["den"] <= 0))
    counted = usable.groupby(seen["series_id"]).sum()
    return [str(name) for name in counted.index[counted == 0]]


def _calendar(seen: pd.DataFrame) -> pd.DatetimeIndex:
    if seen.empty:
        return pd.DatetimeIndex([])
    first, last = seen["day"].min(), seen["day"].max()
    if (last - first).days >= MOST_DAYS:
        raise DomainError("scan.too_long", first=first.date(), last=last.date(), most=MOST_DAYS)
    return pd.date_range(first, last)


def _off(known: pd.DataFrame, days: pd.DatetimeIndex, days_off: pd.DataFrame | None) -> Flags:
    off = np.zeros((len(known), len(days)), dtype=bool)
    if days_off is None or days_off.empty or known.empty:
        return off
    columns = days.get_indexer(pd.DatetimeIndex(pd.to_datetime(days_off["date"])).normalize())
    locale = known["locale"].to_numpy()
    for place, column in zip(days_off["locale"].astype(str), columns, strict=True):
        if column >= 0:
            off[locale == place, column] = True
    return off


def described_without_file(observations: pd.DataFrame) -> pd.DataFrame:
    """Guess what series measure that came without a description.

    A series with ``num`` and ``den`` is a ratio, one with ``den`` alone a mean, one of whole
    numbers a count, any other a mean.
    """
    seen = _observed(observations)
    by_series = seen.groupby("series_id", sort=True)
    is_ratio = by_series["num"].count() > 0
    has_volume = by_series["den"].count() > 0
    is_whole = (seen["value"] % 1 == 0).groupby(seen["series_id"], sort=True).all()
    kind = np.select(
        [is_ratio & has_volume, has_volume, is_whole],
        [Kind.RATIO.value, Kind.MEAN.value, Kind.COUNT.value],
        Kind.MEAN.value,
    )
    return pd.DataFrame({"series_id": is_ratio.index, "kind": kind})
