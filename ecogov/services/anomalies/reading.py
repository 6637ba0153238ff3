"""Reading cards: the list, one of them with all that belongs to it, cases like it before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pandas as pd

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import AnomalyStatus, standing_status
from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import Right
from ecogov.services.log.links import hanging_on
from ecogov.services.people.rights import require, visible
from ecogov.storage.anomalies import cards
from ecogov.storage.database import Database
from ecogov.storage.log.hanging import notes_frame

ANOMALY: Final = "anomaly"
"""Kind of a card where links, notes and the trail ask for one."""

_MOST_PAST: Final = 300
_MOST_SIMILAR: Final = 3
_ALIKE: Final = {
    "project_id": 2, "finding": 1, "direction": 2, "vendor_id": 3, "queue_id": 3, "locale": 2,
}  # fmt: skip
_ALIKE_FROM: Final = 5


@dataclass(frozen=True)
class Anomaly:
    """A card with all that belongs to it.

    Parameters
    ----------
    card : dict
        Its columns; ``status`` as it stands today.
    days : DataFrame
        Its flagged days, of every series.
    links : DataFrame
        Records that came out of it or point at it, as `ecogov.services.log.links.links_of` lists.
    notes : DataFrame
        What people said, newest first.
    similar : DataFrame
        Cards like it before, the most alike first: ``id, number, project_code, status, reason,
        first_day, last_day`` and ``helped``: references and titles of the records that they became.
    """

    card: dict[str, Any]
    days: pd.DataFrame
    links: pd.DataFrame
    notes: pd.DataFrame
    similar: pd.DataFrame


def list_anomalies(
    db: Database, asked: AnomalyFilter, *, today: date | None = None
) -> pd.DataFrame:
    """List cards, the strangest first.

    Returns
    -------
    DataFrame, shape (n_cards, 26)
        The columns of a card but its picture; ``status`` as it stands today.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    """
    if asked.project_id is not None:
        require(db, Right.READ, asked.project_id)
    projects = visible(db) if asked.project_id is None else frozenset({asked.project_id})
    with db.read() as session:
        found = cards.cards_frame(session, projects, asked=asked)
    told = found.assign(status=_standing(found, today or datetime.now(UTC).date()))
    if asked.shown is Shown.OPEN:
        told = told[told["status"] != AnomalyStatus.SNOOZED]
    return told.reset_index(drop=True)


def _standing(found: pd.DataFrame, today: date) -> list[str]:
    return [
        standing_status(status, until, today)
        for status, until in zip(found["status"], found["snoozed_until"], strict=True)
    ]


def find_anomaly(db: Database, project_id: int, number: int) -> int:
    """Find the id of a card by its number within its project.

    Raises
    ------
    NotFoundError
        ``anomaly.unknown``.
    """
    require(db, Right.READ, project_id)
    with db.read() as session:
        found = cards.find_card(session, project_id, number)
    if found is None:
        raise NotFoundError("anomaly.unknown", code=str(number))
    return found


def get_anomaly(db: Database, anomaly_id: int, *, today: date | None = None) -> Anomaly:
    """Read a card with all that belongs to it.

    Raises
    ------
    NotFoundError
        ``anomaly.unknown``.
    """
    with db.read() as session:
        card = cards.cards_of(session, [anomaly_id]).get(anomaly_id)
        if card is None or not db.person.may(Right.READ, card["project_id"]):
            raise NotFoundError("anomaly.unknown", code=str(anomaly_id))
        days = cards.days_frame(session, card_ids=[anomaly_id])
        notes = notes_frame(session, ANOMALY, anomaly_id)
        links = hanging_on(session, ANOMALY, anomaly_id)
        past = cards.cards_frame(
            session,
            visible(db),
            asked=AnomalyFilter(shown=Shown.ALL, metric=card["metric"]),
            before=card["first_day"],
            most=_MOST_PAST,
        )
        similar = _similar(card, past)
        helped = {
            int(number): _became(hanging_on(session, ANOMALY, int(number)))
            for number in similar["id"]
        }
    today = today or datetime.now(UTC).date()
    card = card | {"status": standing_status(card["status"], card["snoozed_until"], today)}
    similar["helped"] = pd.Series([helped[int(one)] for one in similar["id"]], dtype=object)
    return Anomaly(card, days, links, notes, similar)


def _similar(card: Mapping[str, Any], past: pd.DataFrame) -> pd.DataFrame:
    """Choose the cards before it that are most like a card; unnamed places tell nothing."""
    alike = pd.Series(0, index=past.index)
    for name, weight in _ALIKE.items():
        if card[name]:
            alike = alike + weight * (past[name] == card[name])
    ranked = past.assign(alike=alike)[alike >= _ALIKE_FROM]
    ranked = ranked.sort_values(["alike", "last_day"], ascending=False).head(_MOST_SIMILAR)
    kept = ["id", "number", "project_code", "status", "reason", "first_day", "last_day"]
    return ranked[kept].reset_index(drop=True)


def _became(links: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Give kind, reference and title of the records that a card became."""
    made = links[(links["relation"] == "became") & links["is_outward"] & links["ref"].notna()]
    return list(made[["kind", "ref", "title"]].itertuples(index=False, name=None))


def new_counts(db: Database) -> dict[int, int]:
    """Count the new cards of every project that the person may see."""
    seen = visible(db)
    with db.read() as session:
        found = cards.counts_by_project(session, AnomalyStatus.NEW.value)
    return found if seen is None else {one: n for one, n in found.items() if one in seen}
