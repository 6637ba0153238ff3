"""The first file of a tool as a whole: whether a file may go this way, and its going."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Final

import polars as pl
from sqlalchemy import Column, insert, select
from sqlalchemy.orm import Session

from ecogov.domain.production import SourceFormat
from ecogov.storage.production.bulk import Copies, SideFile
from ecogov.storage.production.bycolumn.deriving import derived, with_derived
from ecogov.storage.production.bycolumn.items import READS, agreements_of, reviews_of
from ecogov.storage.production.bycolumn.rolling import Figures
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.imports import Summary
from ecogov.storage.production.items import AGREEMENT, REVIEW
from ecogov.storage.production.names import numbers_of
from ecogov.storage.production.rebuilding import terms_of
from ecogov.storage.production.rollups import ROLLUP
from ecogov.storage.production.staged import LOOKED_UP, StagedFile, as_events
from ecogov.storage.production.values import VALUES

_DAYS: Final = ("day", "review_day", "received_day")
_DERIVED_FROM: Final = {"worked_seconds": "handle_seconds", "gold_ok": "gold_correct"}


def is_first(session: Session, file: StagedFile, project_id: int, source_id: int) -> bool:
    """Tell whether no row of a file, and no figure of its days, can meet another.

    The tool has told nothing yet, no key stands twice in the file, and the project has no figure
    on a day of the file.
    """
    stored = select(EVENT.c.id).where(EVENT.c.source_id == source_id).limit(1)
    if session.execute(stored).first() is not None:
        return False
    days = _days_of_single_keys(file)
    if days is None:
        return False
    counted = select(ROLLUP.c.day).where(ROLLUP.c.project_id == project_id).distinct()
    return days.isdisjoint(session.execute(counted).scalars())


def _days_of_single_keys(file: StagedFile) -> frozenset[date] | None:
    """List the days of a file; None when a key stands twice in it (or, once in ages, seems to)."""
    keys: list[pl.Series] = []
    days: set[date] = set()
    for piece in file.pieces({"event_id", *_DAYS}):
        keys.append(piece["event_id"].hash())
        for name in _DAYS:
            days.update(piece[name].drop_nulls().unique())
    return frozenset(days) if pl.concat(keys).n_unique() == file.n_rows else None


def take_in_first(
    session: Session,
    file: StagedFile,
    format_: SourceFormat,
    *,
    project_id: int,
    source_id: int,
    import_id: int,
) -> Summary:
    """Store a file for which `is_first` holds, with everything that follows from its rows."""
    ids = {"project_id": project_id, "source_id": source_id, "import_id": import_id}
    numbers = numbers_of(session, project_id)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    store = SideFile(file.side) if is_sqlite else Copies(session)
    figures = Figures(terms_of(session, project_id))
    told = derived(file, format_)
    tally = _Tally()
    columns = _stored(file, [*ids, *told])
    with ThreadPoolExecutor(max_workers=1) as beside:
        for piece in file.pieces():
            events = with_derived(as_events(piece, numbers, **ids), told)
            counted = beside.submit(figures.count, events)
            store.put(EVENT.name, events.select(columns))
            tally.add(events)
            counted.result()
    n_items = _judge_items(file, store, figures, (numbers, ids))
    for table, rows in figures.sums():
        store.put(table.name, rows)
    store.pour(session)
    if blocks := figures.blocks():
        session.execute(insert(VALUES), blocks)
    return tally.summary(len(file.names().get("annotator", ())), n_items)


def _stored(file: StagedFile, certain: list[str]) -> list[str]:
    """Name the columns of events that hold a value anywhere."""

    def is_told(column: Column[object]) -> bool:
        name = LOOKED_UP.get(column.name, (column.name,))[0]
        return name in certain or _DERIVED_FROM.get(name, name) in file.filled

    return [column.name for column in EVENT.columns if is_told(column)]


def _judge_items(
    file: StagedFile,
    store: SideFile | Copies,
    figures: Figures,
    keys: tuple[Mapping[str, Mapping[str, int]], Mapping[str, int]],
) -> int:
    """Store and count the figures of items; give their number."""
    if "item_id" not in file.filled:
        return 0
    numbers, ids = keys
    n_items = 0
    for part in file.parts("item_id", READS):
        n_items += part["item_id"].drop_nulls().n_unique()
        events = as_events(part, numbers, **ids)
        for table, of_items in ((REVIEW, reviews_of), (AGREEMENT, agreements_of)):
            rows = of_items(events, ids["project_id"])
            if rows.height:
                store.put(table.name, rows.sort("item_id"))
                figures.add(**{table.name: rows})
    return n_items


class _Tally:
    """The summary of a file, row by row."""

    def __init__(self) -> None:
        self._stamps: list[datetime] = []
        self._worked: list[pl.DataFrame] = []

    def add(self, events: pl.DataFrame) -> None:
        """Count events."""
        stamps = events["submitted_at"]
        edges = (stamps.min(), stamps.max())
        self._stamps += [stamp for stamp in edges if isinstance(stamp, datetime)]
        seconds, n_timed = (
            pl.col("worked_seconds").sum(),
            pl.col("worked_seconds").count().alias("n_timed"),
        )
        self._worked.append(
            events.group_by("time_basis").agg(seconds, n_timed, pl.col("is_overlapping").sum())
        )

    def summary(self, annotators: int, items: int) -> Summary:
        """Put it together with the number of people and items."""
        worked = pl.concat(self._worked).group_by("time_basis").agg(pl.all().sum())
        timed = worked.filter(pl.col("n_timed") > 0)
        return Summary(
            annotators=annotators,
            items=items,
            first_submitted_at=min(self._stamps, default=None),
            last_submitted_at=max(self._stamps, default=None),
            handle_seconds={
                basis: round(seconds, 6)
                for basis, seconds in timed.select("time_basis", "worked_seconds").iter_rows()
            },
            overlapped_rows=int(worked["is_overlapping"].sum()),
        )
