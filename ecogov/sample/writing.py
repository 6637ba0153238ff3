"""The generated files: their names, their bytes, and putting them into a folder."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ecogov.sample.exports import export_text, exports
from ecogov.sample.facts import Export
from ecogov.sample.production import daily_production
from ecogov.sample.sheets import sheet_bytes, sheets


def sample_exports() -> tuple[Export, ...]:
    """List every generated file with what a person says about it at import."""
    return (*sheets(), *exports())


def sample_files(*, as_of: date) -> Iterator[tuple[Export, bytes]]:
    """Generate every file; the same `as_of` gives the same bytes.

    Yields
    ------
    tuple of Export and bytes
        What the file is, and its content before compression.
    """
    production = daily_production(as_of=as_of)
    for sheet in sheets():
        yield sheet, sheet_bytes(sheet, production)
    for export in exports():
        yield export, export_text(export, as_of=as_of).encode(export.encoding)


def write_sample(folder: Path, *, as_of: date) -> list[Path]:
    """Write the files into `folder`; files that end in .gz are compressed without a time stamp.

    Returns
    -------
    list of Path
        The files written, in the order of `sample_exports`.
    """
    written = []
    for export, content in sample_files(as_of=as_of):
        path = folder / export.path
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content
        path.write_bytes(packed)
        written.append(path)
    return written
