"""Which milestone waits for which, as a file says once all of its rows are stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ecogov.domain.log.interchange import Finding, Wait
from ecogov.domain.schedule.links import closing_circle
from ecogov.services import editing
from ecogov.storage.log import setups
from ecogov.storage.log.setups import MILESTONE_LINKS
from ecogov.storage.registers import Session

Links = dict[int, dict[str, Any]]


@dataclass(slots=True)
class Waiting:
    """A milestone of the file, and what it is to wait for."""

    milestone_id: int
    waits: tuple[Wait, ...]
    column: str


def link_all(
    session: Session,
    project_id: int,
    told: list[Waiting],
    find: Callable[[str], int | None],
    *,
    covered: set[int] | None,
) -> dict[int, tuple[bool, list[Finding]]]:
    """Let milestones wait for what a file says, and no more for what it says no more.

    Parameters
    ----------
    find : callable
        Gives a milestone by reference or key, None where there is none.
    covered : set of int or None
        Links to other milestones than these stay as they are; None covers all.

    Returns
    -------
    dict
        By milestone: whether anything changed, and what could not be linked.
    """
    links = _Links(session, project_id)
    wanted = {one.milestone_id: _found(one, find) for one in told}
    answer = {one: (links.release(one, pairs, covered), findings)
              for one, (pairs, findings) in wanted.items()}  # fmt: skip
    columns = {one.milestone_id: one.column for one in told}
    for successor, (pairs, findings) in wanted.items():
        is_changed = answer[successor][0]
        for predecessor, wait in pairs.items():
            circle = links.closes(predecessor, successor)
            if circle:
                findings.append(Finding(columns[successor], "bring.circle", {"value": wait.what}))
            else:
                is_changed = links.tie(predecessor, successor, wait) or is_changed
        answer[successor] = (is_changed, findings)
    return answer


def _found(
    one: Waiting, find: Callable[[str], int | None]
) -> tuple[dict[int, Wait], list[Finding]]:
    pairs: dict[int, Wait] = {}
    findings: list[Finding] = []
    for wait in one.waits:
        predecessor = find(wait.what)
        if predecessor is None or predecessor == one.milestone_id:
            findings.append(Finding(one.column, "bring.wait_unknown", {"value": wait.what}))
        else:
            pairs[predecessor] = wait
    return pairs, findings


class _Links:
    """The links of a project while they are being changed."""

    def __init__(self, session: Session, project_id: int) -> None:
        self._session = session
        self._project_id = project_id
        rows = setups.links_frame(session, frozenset({project_id}))
        self._links: Links = {int(row["id"]): row for row in rows.to_dict("records")}  # type: ignore[misc]

    def release(self, successor: int, wanted: dict[int, Wait], covered: set[int] | None) -> bool:
        """Take away what a milestone waits for no more, and tell whether there was anything."""
        stale = [
            link_id
            for link_id, row in self._links.items()
            if row["successor_id"] == successor
            and row["predecessor_id"] not in wanted
            and (covered is None or row["predecessor_id"] in covered)
        ]
        for link_id in stale:
            editing.remove(self._session, MILESTONE_LINKS, link_id)
            del self._links[link_id]
        return bool(stale)

    def closes(self, predecessor: int, successor: int) -> bool:
        """Tell whether a link would close a circle."""
        if self._between(predecessor, successor):
            return False
        columns = ["id", "project_id", "predecessor_id", "successor_id", "type", "lag_days"]
        frame = pd.DataFrame(list(self._links.values()), columns=columns)
        return bool(closing_circle(frame, predecessor, successor))

    def tie(self, predecessor: int, successor: int, wait: Wait) -> bool:
        """Link two milestones like that, and tell whether they were not before."""
        values = {"type": wait.type, "lag_days": wait.lag_days}
        held = self._between(predecessor, successor)
        if held is not None:
            is_changed = editing.change(self._session, MILESTONE_LINKS, held, values)
            held.update(values)
            return is_changed
        both = {"predecessor_id": predecessor, "successor_id": successor}
        row = {"project_id": self._project_id, **both, **values}
        link_id = editing.add(self._session, MILESTONE_LINKS, row)
        self._links[link_id] = {"id": link_id, **row}
        return True

    def _between(self, predecessor: int, successor: int) -> dict[str, Any] | None:
        return next(
            (
                row
                for row in self._links.values()
                if row["predecessor_id"] == predecessor and row["successor_id"] == successor
            ),
            None,
        )
