"""Which entries of the audit trail a person asks for, and which there are to ask for."""

from dataclasses import dataclass
from datetime import datetime


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
    since, before : datetime or None
        First instant, and the first one after the last; with their zones.
    """

    record_type: str | None = None
    action: str | None = None
    actor: str | None = None
    project_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailFacets:
    """What occurs in the trail, each in order: pairs of record type and action, and actors."""

    acts: tuple[tuple[str, str], ...]
    actors: tuple[str, ...]
