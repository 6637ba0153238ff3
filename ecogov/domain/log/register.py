"""All kinds of records side by side: their drafts, fields, and which of them still need work."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ecogov.domain.log.changes import ChangeDraft
from ecogov.domain.log.drafts import (
    ActionDraft,
    AssumptionDraft,
    DecisionDraft,
    DependencyDraft,
    IssueDraft,
    LogDraft,
)
from ecogov.domain.log.escalations import EscalationDraft
from ecogov.domain.log.fields import FieldSpec, fields_of
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.milestones import MilestoneDraft
from ecogov.domain.log.risks import RiskDraft


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What is particular to a kind of record.

    Parameters
    ----------
    kind : RecordKind
        Which kind.
    draft : type of LogDraft
        What may be entered.
    open_statuses, all_statuses : tuple of str
        Statuses in which it still needs work, and all of them in the order of its life.
    has_own_verbs : bool
        Whether its status is moved by verbs of its service alone, and never typed in.
    due : str
        The column that says by when something has to happen.
    """

    kind: RecordKind
    draft: type[LogDraft]
    open_statuses: tuple[str, ...]
    all_statuses: tuple[str, ...]
    due: str = "due_on"
    has_own_verbs: bool = False

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Its fields in the order of the form."""
        return _FIELDS[self.kind]

    def field(self, name: str) -> FieldSpec:
        """Find a field.

        Raises
        ------
        KeyError
            If the kind has no such field.
        """
        found = next((spec for spec in self.fields if spec.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


def _spec(
    kind: RecordKind,
    draft: type[LogDraft],
    statuses: str,
    done: str,
    *,
    due: str = "due_on",
    has_own_verbs: bool = False,
) -> KindSpec:
    opened, closed = tuple(statuses.split()), tuple(done.split())
    return KindSpec(kind, draft, opened, opened + closed, due, has_own_verbs)


_K: Final = RecordKind

KINDS: Final = MappingProxyType(
    {
        spec.kind: spec
        for spec in (
            _spec(_K.RISK, RiskDraft, "open responding accepted", "realised closed"),
            _spec(_K.MILESTONE, MilestoneDraft, "planned", "done cancelled", due="forecast_on"),
            _spec(_K.ISSUE, IssueDraft, "open in_progress blocked", "resolved closed"),
            _spec(_K.ASSUMPTION, AssumptionDraft, "open", "confirmed disproved closed"),
            _spec(_K.DEPENDENCY, DependencyDraft, "open agreed at_risk", "met missed cancelled"),
            _spec(_K.DECISION, DecisionDraft, "proposed", "decided superseded withdrawn"),
            _spec(_K.ACTION, ActionDraft, "open in_progress", "done cancelled"),
            _spec(
                _K.CHANGE, ChangeDraft, "draft submitted", "approved rejected withdrawn",
                has_own_verbs=True,
            ),
            _spec(
                _K.ESCALATION, EscalationDraft, "open acknowledged with_vendor", "resolved",
                has_own_verbs=True,
            ),
        )
    }
)  # fmt: skip
"""Every kind of record, in the order of menus."""

_FIELDS: Final = MappingProxyType({spec.kind: fields_of(spec.draft) for spec in KINDS.values()})
