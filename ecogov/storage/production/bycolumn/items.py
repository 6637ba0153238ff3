"""Figures of items by column: the statements of `ecogov.storage.production.items`, on frames."""

import json
from typing import Final

import polars as pl
from sqlalchemy import column, func, table

from ecogov.storage.production.bycolumn.statements import answered
from ecogov.storage.production.events import EVENT
from ecogov.storage.production.items import (
    agreements,
    first_reviews,
    ratings_by_label,
    self_pairs,
)

READS: Final = frozenset({
    "event_id", "item_id", "annotator", "vendor", "queue", "locale", "stage", "attempt", "label",
    "label_source", "review_result", "reviewed_at", "submitted_at", "review_day", "day",
    "is_skipped", "is_cancelled",
})  # fmt: skip
"""Columns of a staged file that say all about its items."""

_HAS_ITEM: Final = EVENT.c.item_id.is_not(None)
_ITEM: Final = ["source_id", "item_id"]


def reviews_of(events: pl.DataFrame, project_id: int) -> pl.DataFrame:
    """Find how the first review of every item went: the columns of ``item_review``."""
    met = events.filter(pl.col("review_result").is_not_null() | (pl.col("attempt") > 1))
    return answered(first_reviews(project_id, _HAS_ITEM, EVENT.c.event_id), event=met)


def agreements_of(events: pl.DataFrame, project_id: int) -> pl.DataFrame:
    """Sum up the labels of every item that two people rated: the columns of ``item_agreement``."""
    shared = events.filter(pl.col("item_id").is_not_null() & (pl.len().over("item_id") > 1))
    by_label = _with_patterns(answered(ratings_by_label(_HAS_ITEM), event=shared))
    ratings = table("by_label", *(column(name) for name in by_label.columns))
    query = agreements(project_id, ratings, func.max(ratings.c.pattern))
    found = answered(query, by_label=by_label)
    for name, repeated in self_pairs(_HAS_ITEM).items():
        pairs = answered(repeated, event=shared)
        joined = found.join(pairs, on=_ITEM, how="left")
        found = joined.with_columns(pl.coalesce("pairs", name).alias(name)).drop("pairs")
    return found


def _with_patterns(by_label: pl.DataFrame) -> pl.DataFrame:
    """Write the labels of an item as JSON, spelt as the database spells it."""
    labels = by_label["label"].unique()
    spelt = pl.Series([json.dumps(label, ensure_ascii=False) for label in labels], dtype=pl.String)
    counted = pl.concat_str(
        pl.col("label").replace_strict(labels, spelt, return_dtype=pl.String), pl.lit(":"), "n"
    )
    joined = counted.sort_by("label").str.join(",").over(_ITEM)
    return by_label.with_columns(pattern=pl.concat_str(pl.lit("{"), joined, pl.lit("}")))
