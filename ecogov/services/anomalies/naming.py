"""What the places of anomalies are called, in both languages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecogov.services.people.rights import require_each
from ecogov.storage.anomalies.reading import people_names
from ecogov.storage.database import Database
from ecogov.storage.production import kpis
from ecogov.storage.registers import rows_of


@dataclass(frozen=True)
class Names:
    """English and Chinese names of vendors, queues and people by dimension and id."""

    told: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def name(self, dimension: str, key: object, language: str) -> str:
        """Name one place in a language, else in the other one; a locale is its own name."""
        english, chinese = self.told.get((dimension, str(key)), (str(key), str(key)))
        return (chinese or english) if language == "zh-Hans" else (english or chinese)

    def slice(self, places: Mapping[str, Any], language: str) -> dict[str, str]:
        """Name all values of a slice."""
        return {one: self.name(one, key, language) for one, key in places.items()}


def names_for(db: Database, cards: pd.DataFrame | Iterable[Mapping[str, Any]]) -> Names:
    """Read the names that some cards need.

    Parameters
    ----------
    cards : DataFrame or rows
        With ``project_id``, ``annotator_id`` and ``cause``.

    Raises
    ------
    NotFoundError
        ``project.unknown`` for who may not see one of their projects.
    """
    rows: list[Any] = []
    rows += cards.to_dict("records") if isinstance(cards, pd.DataFrame) else list(cards)
    projects = sorted({int(row["project_id"]) for row in rows})
    require_each(db, projects)
    people = {int(row["annotator_id"]) for row in rows} | _blamed(rows)
    told: dict[tuple[str, str], tuple[str, str]] = {}
    if not rows:
        return Names(told)
    with db.read() as session:
        for dimension in ("vendor", "queue"):
            known = kpis.names_of(session, dimension, projects)
            for one in rows_of(known):
                told[dimension, str(one.key)] = (one.name_en or one.code, one.name_zh or "")
        for number, name in people_names(session, projects, people).items():
            told["annotator", str(number)] = (name, name)
    return Names(told)


def _blamed(rows: Collection[Mapping[str, Any]]) -> set[int]:
    """Name the people in the slices that explain cards."""
    return {
        int(cause["slice"]["annotator"])
        for row in rows
        for cause in row.get("cause") or ()
        if "annotator" in cause["slice"]
    }
