"""From the codes that people type to the ids that services take."""

from collections.abc import Iterable

import pandas as pd

from ecogov.domain.errors import NotFoundError
from ecogov.services.queues import list_queues
from ecogov.services.vendors import list_vendors
from ecogov.storage.database import Database


def vendor_ids(db: Database, codes: Iterable[str]) -> tuple[int, ...]:
    """Find vendors, archived or not, by their codes.

    Raises
    ------
    NotFoundError
        ``vendor.unknown``.
    """
    known = pd.concat([list_vendors(db), list_vendors(db, archived=True)])
    return tuple(_id(known, code, "vendor.unknown") for code in codes)


def queue_ids(db: Database, project_id: int, codes: Iterable[str]) -> tuple[int, ...]:
    """Find queues of a project, archived or not, by their codes.

    Raises
    ------
    NotFoundError
        ``queue.unknown``.
    """
    known = pd.concat([list_queues(db, project_id), list_queues(db, project_id, archived=True)])
    return tuple(_id(known, code, "queue.unknown") for code in codes)


def _id(known: pd.DataFrame, code: str, refusal: str) -> int:
    found = known.loc[known["code"].str.casefold() == code.casefold(), ["id", "code"]]
    exact = found.loc[found["code"] == code]
    chosen = exact if len(exact) else found
    if len(chosen) != 1:
        raise NotFoundError(refusal, code=code)
    return int(chosen["id"].iloc[0])
