"""Projects with ten weeks of work behind them, as a status report needs them."""

from datetime import date, timedelta

from ecogov.domain.log.kinds import RecordKind
from ecogov.storage.database import Database
from tests.builders import a_sheet_day, stored_project, stored_record, take_in
from tests.harness.exports import records_bytes

FRIDAY = date(2026, 5, 8)
"""Last day with data; the sheets begin ten weeks before."""

MONDAY = FRIDAY - timedelta(days=67)


def sheet(per_day: int = 100, last: date = FRIDAY, weeks: int = 10) -> bytes:
    """Write a production sheet that brings the same on every working day."""
    days = [last - timedelta(days=n) for n in range(7 * weeks)][::-1]
    rows = [
        a_sheet_day(Date=day.isoformat(), Units=str(per_day), Accepted=str(per_day), Defects="0")
        for day in days
        if day.weekday() < 5
    ]
    return records_bytes(rows)


def working_project(db: Database, *, target_units: int = 10_000, **told: object) -> int:
    """Store a project that accepts 100 units a working day, without holidays.

    5 000 units are accepted until `FRIDAY`; by default 50 working days are left to do.
    """
    due_on = told.pop("due_on", date(2026, 8, 31))
    project = stored_project(
        db, country="", start_on=MONDAY, due_on=due_on, target_units=target_units, **told
    )
    take_in(db, project, sheet(), name="sheet.csv")
    return project


def complete(db: Database, project: int) -> None:
    """Log a step of the path to green and a decision, so that amber and red may be published."""
    stored_record(
        db, RecordKind.ACTION, project, title="Add two raters", owner="Mei",
        due_on=FRIDAY + timedelta(days=7), expected_effect="Twenty units a day more",
    )  # fmt: skip
    stored_record(
        db, RecordKind.DECISION, project, title="Accept in two lots", owner="Mei",
        recommendation="Yes", due_on=FRIDAY + timedelta(days=5), cost_of_delay="A week",
    )  # fmt: skip
