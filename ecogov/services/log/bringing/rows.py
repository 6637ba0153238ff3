"""A row on its way into the log, and what is told of it in the end."""

import math
from dataclasses import dataclass
from typing import Final

from ecogov.domain.log.interchange import Fate, FoundRow, RowFate
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.bringing.cells import Cells

_NEARLY: Final = 1e-14


@dataclass(slots=True)
class Work:
    """A row on its way."""

    found: FoundRow
    kind: RecordKind
    cells: Cells
    key: str
    fate: Fate = Fate.REFUSED
    record_id: int = 0
    ref: str = ""


def is_same(told: object, stored: object) -> bool:
    """Tell whether a value of a file is what is stored; XLSX keeps 15 digits of a number."""
    if isinstance(told, float) and isinstance(stored, float | int):
        return math.isclose(told, stored, rel_tol=_NEARLY)
    if isinstance(told, list | tuple) and isinstance(stored, list | tuple):
        return list(told) == list(stored)
    return told == stored


def told(work: Work) -> RowFate:
    """Say what became of a row."""
    cells, is_refused = work.cells, work.fate is Fate.REFUSED
    return RowFate(
        row=work.found.row,
        kind=work.kind,
        ref=work.ref,
        title=str(cells.values.get("title", "")).strip(),
        fate=work.fate,
        kept=() if is_refused else cells.taken_over(),
        changed=() if is_refused else tuple(cells.changed),
        dropped=tuple(cells.dropped),
        refusals=tuple(cells.refusals),
    )
