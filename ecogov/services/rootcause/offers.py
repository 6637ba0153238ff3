"""What a change can be cut along, and the numbers behind the codes of a slice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ecogov.domain.kpi.drilling import BEHIND
from ecogov.domain.kpi.questions import Slice
from ecogov.domain.people import Right
from ecogov.domain.rootcause.questions import ChangeQuestion, dimensions_of
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.production import kpis, rows, slicing

_NUMBERED: Final = ("vendor", "queue", "annotator")
_FIELDS: Final = {
    "vendor": "vendor_ids",
    "queue": "queue_ids",
    "locale": "locales",
    "annotator": "annotator_ids",
    "label": "labels",
    "guideline_version": "guideline_versions",
}


def offered_dimensions(db: Database, question: ChangeQuestion) -> tuple[str, ...]:
    """Tell what a change can be cut along: guideline versions only where rows tell them."""
    require(db, Right.READ, question.project_id)
    known = dimensions_of(question.metric)
    if "guideline_version" not in known:
        return known
    first = min(question.before.first, question.after.first)
    last = max(question.before.last, question.after.last)
    with db.read() as session:
        has_any = slicing.has_guidelines(
            session, replace(question.slice, first_day=first, last_day=last)
        )
    return known if has_any else tuple(name for name in known if name != "guideline_version")


def dimension_ids(db: Database, project_id: int) -> dict[str, dict[str, int]]:
    """Give the numbers of vendors, queues and people of a project by their codes."""
    require(db, Right.READ, project_id)
    with db.read() as session:
        frames = {name: kpis.names_of(session, name, (project_id,)) for name in _NUMBERED}
    return {
        name: dict(zip(frame["code"].astype(str), frame["key"].astype(int), strict=True))
        for name, frame in frames.items()
    }


def narrowed(
    slice_: Slice, chosen: Mapping[str, str], ids: Mapping[str, Mapping[str, int]]
) -> Slice:
    """Narrow a slice down to values by code; an empty code stands for none."""
    told: dict[str, Any] = {
        _FIELDS[name]: (ids[name].get(code, -1 if code else 0) if name in ids else code,)
        for name, code in chosen.items()
    }
    return replace(slice_, **told)


def rows_of(
    db: Database, question: ChangeQuestion, slices: Sequence[Mapping[str, str]]
) -> list[int]:
    """Count the rows of the later period behind each of some slices."""
    ids = dimension_ids(db, question.project_id)
    later = replace(question.slice, first_day=question.after.first, last_day=question.after.last)
    with db.read() as session:
        return [
            rows.count_behind(session, narrowed(later, one, ids), BEHIND[question.metric])
            for one in slices
        ]
