"""Which entries of the audit trail a person asks for, and which there are to ask for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class TrailReach:
    """How much of the trail a person may read.

    Parameters
    ----------
    projects : frozenset of int or None
        Entries of these projects; None means of all.
    is_whole : bool
        Also what belongs to no project: people, tokens, backups.
    """

    projects: frozenset[int] | None = None
    is_whole: bool = True


SHARED: Final = frozenset({"vendor", "risk_scale", "saved_view"})
"""Kinds of records that belong to no project and that everybody may follow."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What an entry has to be; what is None is not asked for. Hashable, so that caches key on it.

    Parameters
    ----------
    record_type : str or None
        As ``vendor``.
    action : str or None
        ``<record type>.<verb>``.
    actor : str or None
        Who acted.
    project_id : int or None
        Leaves out what belongs to no project, such as vendors.
    record_id : str or None
        Of one record of the type.
    since, before : datetime or None
        First instant, and the first one after the last; with their zones.
    text : str
        Words that actor, record, address or values have to hold.
    is_of_projects : bool
        Only what belongs to a project, whichever.
    reach : TrailReach
        How much of the trail is told, whatever else is asked for; services set it.
    """

    record_type: str | None = None
    action: str | None = None
    actor: str | None = None
    project_id: int | None = None
    record_id: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""
    is_of_projects: bool = False
    reach: TrailReach = TrailReach()


@dataclass(frozen=True, slots=True)
class TrailFacets:
    """What occurs in the trail, each in order: pairs of record type and action, and actors."""

    acts: tuple[tuple[str, str], ...]
    actors: tuple[str, ...]
