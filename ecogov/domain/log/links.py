"""How records of the log point at each other, and at what stands outside of it."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.log.fields import LONGEST_NOTE
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.projects import Draft


class Relation(StrEnum):
    """What the first of two records is to the second."""

    RELATES = "relates"
    CAUSES = "causes"
    MITIGATES = "mitigates"
    BLOCKS = "blocks"
    EVIDENCE = "evidence"
    BECAME = "became"
    SUPERSEDES = "supersedes"
    APPLIES = "applies"


BY_HAND: Final = (
    Relation.RELATES,
    Relation.CAUSES,
    Relation.MITIGATES,
    Relation.BLOCKS,
    Relation.EVIDENCE,
)
"""Relations that people choose; the others come with what they do."""


class Outside(StrEnum):
    """What a record may point at beside other records."""

    KPI = "kpi"
    IMPORT = "import"
    ANOMALY = "anomaly"


class LinkDraft(Draft):
    """A record points at another one (``to_key`` is its id), at a KPI or at an import.

    Raises
    ------
    ValidationError
        With the type ``link.itself``.
    """

    from_kind: RecordKind
    from_id: int
    relation: Relation = Relation.RELATES
    to_kind: RecordKind | Outside
    to_key: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]

    @model_validator(mode="after")
    def _points_elsewhere(self) -> Self:
        if self.to_kind == self.from_kind and self.to_key == str(self.from_id):
            raise PydanticCustomError("link.itself", "link.itself")
        return self


class NoteDraft(Draft):
    """A comment on a record, an address to look at, or both.

    Raises
    ------
    ValidationError
        With the types ``note.empty`` and ``note.url``.
    """

    kind: RecordKind
    record_id: int
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)] = ""
    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.url:
            raise PydanticCustomError("note.empty", "note.empty")
        if self.url and not self.url.lower().startswith(("https://", "http://")):
            raise PydanticCustomError("note.url", "note.url")
        return self
