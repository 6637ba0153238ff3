"""My day: what is mine and late, due this week, or waiting."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind, Reference
from ecogov.domain.log.my_day import end_of_week, part_of_day
from ecogov.services.people.rights import reached
from ecogov.storage.database import Database
from ecogov.storage.log import searching


def my_day(
    db: Database, owners: Iterable[str], today: date, project_id: int | None = None
) -> pd.DataFrame:
    """List what some people have to look at: what they own, and what waits for their answer.

    A decision waits for its decider, an escalation for whom it was raised to, whoever owns it.

    Returns
    -------
    DataFrame, shape (n_records, 10)
        Columns ``kind, id, number, ref, title, owner, status, due_on, project_code`` and ``part``
        (`PartOfDay` value); by day, what has none comes last.
    """
    with db.read() as session:
        wanted = LogFilter(project_id=project_id, is_open=True, within=reached(db, project_id))
        rows = searching.due_frame(session, owners, end_of_week(today), wanted)
    told = list(zip(rows["kind"], rows["number"], rows["due_on"], strict=True))
    refs = [str(Reference(RecordKind(kind), number)) for kind, number, _ in told]
    parts = [part_of_day(due_on, today).value for _, _, due_on in told]
    return rows.assign(
        ref=pd.Series(refs, index=rows.index, dtype=object),
        part=pd.Series(parts, index=rows.index, dtype=object),
    )
