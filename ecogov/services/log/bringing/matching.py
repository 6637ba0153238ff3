"""Which record a row is about: by reference, by the key of the other tool, else by its title."""

from ecogov.domain.log.interchange import FoundRow
from ecogov.domain.log.kinds import PREFIXES, RecordKind, Reference, parsed_reference
from ecogov.storage.log.registers import identities
from ecogov.storage.registers import Session

Spot = tuple[RecordKind, int]

HIGHEST_NUMBER = 99_999
"""Above it a reference in a file is taken for a slip, and the record gets the next number."""


class Known:
    """The records of a project, and which of them a file has touched already."""

    def __init__(self, session: Session, project_id: int) -> None:
        self._numbers: dict[tuple[RecordKind, int], int] = {}
        self._keys: dict[str, Spot] = {}
        self._titles: dict[tuple[RecordKind, str], list[int]] = {}
        self.touched: dict[Spot, int] = {}
        for kind in RecordKind:
            for row in identities(session, kind, project_id):
                self._keep(Reference(kind, row.number), row.id, row.title, row.external_key)

    def spot(self, kind: RecordKind, found: FoundRow, key: str, title: str) -> Spot | None:
        """Find the record that a row is about; `found.ref` is one of this very project."""
        reference = parsed_reference(found.ref) if found.ref else None
        if reference is not None and (record_id := self.numbered(reference)) is not None:
            return reference.kind, record_id
        if key:
            return self._keys.get(key)
        if reference is not None:
            return None
        same = self._titles.get((kind, " ".join(title.split())), [])
        return next(((kind, one) for one in same if (kind, one) not in self.touched), None)

    def numbered(self, reference: Reference) -> int | None:
        """Find a record by its reference."""
        return self._numbers.get((reference.kind, reference.number))

    def keyed(self, key: str) -> Spot | None:
        """Find a record by its key in another tool."""
        return self._keys.get(key)

    def add(self, reference: Reference, record_id: int, title: str, key: str) -> None:
        """Know a record that was just logged."""
        self._keep(reference, record_id, title, key)

    def milestones(self) -> dict[str, int]:
        """Give the milestones by reference."""
        prefix = PREFIXES[RecordKind.MILESTONE]
        return {
            f"{prefix}-{number}": record_id
            for (kind, number), record_id in self._numbers.items()
            if kind is RecordKind.MILESTONE
        }

    def _keep(self, reference: Reference, record_id: int, title: str, key: str) -> None:
        self._numbers[reference.kind, reference.number] = record_id
        self._titles.setdefault((reference.kind, title), []).append(record_id)
        if key:
            self._keys.setdefault(key, (reference.kind, record_id))
