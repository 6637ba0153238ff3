"""Our own table of records: headings in any of our languages or as codes, in any order."""

from collections.abc import Mapping, Sequence
from typing import Final

from ecogov.domain.log.interchange import BringRequest, Finding, FoundRow, Told
from ecogov.domain.log.kinds import RecordKind, parsed_reference
from ecogov.domain.log.template import Vocabulary, folded
from ecogov.readers.log.tables import Table

_IDENTITY: Final = frozenset({"ref", "project_id", "kind"})


def is_own(table: Table, vocabulary: Vocabulary, request: BringRequest) -> bool:
    """Tell whether a table has a title as our own tables call it, or as a person says."""
    if "title" in request.mapping.columns.values():
        return True
    heads = {folded(heading) for heading in table.headings}
    return any(
        column == "title" and heading in heads
        for headings in vocabulary.headings.values()
        for heading, column in headings.items()
    )


def own_rows(table: Table, vocabulary: Vocabulary, request: BringRequest) -> list[FoundRow]:
    """Read the rows of a table of ours, or of any table whose columns somebody has mapped."""
    usual = request.kind or _kind_of(table.headings, vocabulary)
    return [
        _row(number, table, cells, (vocabulary, request, usual)) for number, cells in table.rows
    ]


def _kind_of(headings: Sequence[str], vocabulary: Vocabulary) -> RecordKind | None:
    """Find the kind that knows the most headings; None where several know as many."""
    heads = {folded(heading) for heading in headings}
    known = {kind: len(heads & set(names)) for kind, names in vocabulary.headings.items()}
    most = max(known.values(), default=0)
    best = [kind for kind, count in known.items() if count == most]
    return best[0] if len(best) == 1 else None


def _row(
    number: int,
    table: Table,
    cells: tuple[str, ...],
    how: tuple[Vocabulary, BringRequest, RecordKind | None],
) -> FoundRow:
    vocabulary, request, usual = how
    kind, word = _kind_told(table.headings, cells, vocabulary)
    kind = kind or usual
    columns = _columns(table.headings, vocabulary.headings[kind] if kind else {}, request)
    told: list[Told] = []
    dropped: list[Finding] = []
    identity = dict.fromkeys(_IDENTITY, "")
    for heading, name, cell in zip(table.headings, columns, cells, strict=True):
        if name in _IDENTITY:
            identity[name] = cell.strip()
        elif name:
            told.append(Told(heading, name, cell))
        elif cell.strip():
            dropped.append(Finding(heading, "bring.no_field"))
    return FoundRow(
        row=number,
        kind=kind.value if kind else word,
        ref=identity["ref"],
        project=identity["project_id"],
        told=tuple(told),
        dropped=tuple(dropped),
    )


def _columns(headings: Sequence[str], known: Mapping[str, str], request: BringRequest) -> list[str]:
    mapped = {folded(heading): name for heading, name in request.mapping.columns.items()}
    return [mapped.get(folded(one), known.get(folded(one), "")) for one in headings]


def _kind_told(
    headings: Sequence[str], cells: Sequence[str], vocabulary: Vocabulary
) -> tuple[RecordKind | None, str]:
    """Tell the kind that the row names itself, in a column for that or by its reference."""
    common = next(iter(vocabulary.headings.values()))
    named = {common.get(folded(heading), ""): cell
             for heading, cell in zip(headings, cells, strict=True)}  # fmt: skip
    word = named.get("kind", "").strip()
    reference = parsed_reference(named.get("ref", ""))
    kind = vocabulary.kinds.get(folded(word)) if word else reference.kind if reference else None
    return kind, word
