"""From pieces of a table to canonical chunks: what every tabular format does the same way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from ecogov.readers.canonical import CANONICAL, Chunk, Rejection
from ecogov.readers.tabular import RAW_CHARACTERS, ROW, Piece
from ecogov.readers.timestamps import parse_stamps, unparsed

STAMP_PREFIX: Final = "\u2192"
"""Marks a parsed stamp among the columns of the file, whose names are not ours to choose."""

_MOST_CATEGORIES: Final = 20
_JSON_START: Final = r"^\s*[\[{]"


def stamp(name: str) -> pl.Expr:
    """Refer to a stamp that `with_stamps` parsed."""
    return pl.col(f"{STAMP_PREFIX}{name}")


def column(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Refer to a column that an export may lack; null where it is absent."""
    return pl.col(name) if name in frame.columns else pl.lit(None, pl.String)


def seconds_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Measure from one stamp to the other, seconds."""
    return (end - start).dt.total_microseconds() / 1e6


def is_true(expression: pl.Expr) -> pl.Expr:
    """Read a flag written as text; null stays null, a word that is no flag is null."""
    text = expression.str.strip_chars().str.to_lowercase()
    return text.replace_strict(
        {"true": True, "t": True, "yes": True, "1": True}
        | {"false": False, "f": False, "no": False, "0": False},
        default=None,
        return_dtype=pl.Boolean,
    )


def judgement_column(frame: pl.DataFrame, candidates: Sequence[str]) -> str | None:
    """Find the first column that looks like a judgement, else the first candidate.

    A judgement has few distinct values, more than one, and is no JSON.

    Parameters
    ----------
    frame : DataFrame
        The first rows of the file, all strings.
    candidates : sequence of str
        Columns to choose from, the most likely first.
    """
    looks = (name for name in candidates if _is_judgement(frame[name].drop_nulls()))
    return next(looks, next(iter(candidates), None))


def _is_judgement(answers: pl.Series) -> bool:
    most = min(_MOST_CATEGORIES, max(2, len(answers) // 2))
    return bool(1 < answers.n_unique() <= most and not answers.str.contains(_JSON_START).any())


def with_stamps(
    piece: Piece, stamps: Mapping[str, str], zone: str, *, is_day_first: bool = False
) -> Piece:
    """Parse the stamps of a piece; rows with a stamp that nobody can read become rejections.

    Parameters
    ----------
    piece : Piece
        Rows of the file. Not modified.
    stamps : mapping of str to str
        Canonical name to source column; columns that the file lacks give nulls.
    zone : str
        Zone of stamps without one.
    is_day_first : bool
        How to read ``3/4/2024``.

    Returns
    -------
    Piece
        The readable rows, with one column ``stamp(name)`` more for each stamp.
    """
    frame, bad = piece.frame, pl.repeat(value=False, n=piece.frame.height, eager=True)
    rejections: list[Rejection] = []
    for name, source in stamps.items():
        given = (
            frame[source]
            if source in frame.columns
            else pl.Series(source, [None] * frame.height, pl.String)
        )
        parsed = parse_stamps(given, zone, is_day_first=is_day_first)
        wrong = unparsed(given, parsed) & ~bad
        if wrong.any():
            rejections += _unreadable(frame.filter(wrong), name, source)
            bad = bad | wrong
        frame = frame.with_columns(parsed.alias(f"{STAMP_PREFIX}{name}"))
    return Piece(frame.filter(~bad), (*piece.rejections, *rejections))


def chunk(piece: Piece, columns: Mapping[str, pl.Expr], skipped: int = 0) -> Chunk:
    """Complete a piece to canonical rows.

    Parameters
    ----------
    piece : Piece
        Rows and the rejections so far.
    columns : mapping of str to expression
        Canonical columns over the frame of the piece; the others are null, ``units`` is 1.
    skipped : int
        Rows that were read and left out on purpose.
    """
    given = {ROW: pl.col(ROW), "units": pl.lit(1), **columns}
    rows = piece.frame.select(
        given.get(name, pl.lit(None)).cast(dtype, strict=False).alias(name)
        for name, dtype in CANONICAL.items()
    )
    return Chunk(
        rows=rows,
        rejections=piece.rejections,
        rows_read=rows.height + len(piece.rejections) + skipped,
        skipped=skipped,
    )


def _unreadable(rows: pl.DataFrame, name: str, source: str) -> Iterator[Rejection]:
    for number, value in rows.select(ROW, source).iter_rows():
        text = str(value)[:RAW_CHARACTERS]
        yield Rejection(number, name, "row.timestamp", {"column": source, "value": text}, text)
