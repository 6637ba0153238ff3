"""The sample programme in one place: its facts, its span, its planted truth.

`FIRST_DAY` to `AS_OF` is nine months of production. Later tests read `INCIDENTS` and `CHANGES`
as ground truth: whatever else looks strange in the data is chance.
"""

from datetime import date
from typing import Final

from ecogov.sample.commitments import TARGETS
from ecogov.sample.events import CHANGES, FIRST_VERSIONS, INCIDENTS
from ecogov.sample.facts import Change, Export, Incident, Project, Queue, Target, Team, Vendor
from ecogov.sample.projects import PROJECTS, VENDORS
from ecogov.sample.teams import TEAMS

__all__ = [
    "AS_OF",
    "CHANGES",
    "FIRST_DAY",
    "FIRST_VERSIONS",
    "INCIDENTS",
    "PROJECTS",
    "SEED",
    "TARGETS",
    "TEAMS",
    "USD_TO",
    "VENDORS",
    "Change",
    "Export",
    "Incident",
    "Project",
    "Queue",
    "Target",
    "Team",
    "Vendor",
    "guideline_version",
    "project_named",
]

FIRST_DAY: Final = date(2026, 2, 21)
AS_OF: Final = date(2026, 11, 20)
"""Last day of the committed files; generated again on another day, they are the same."""

SEED: Final = 20_261_120
USD_TO: Final = {"USD": 1.0, "CNY": 7.1, "BRL": 5.4}
"""Fixed conversion of the vendors' rates into the currencies of the projects."""


def project_named(code: str) -> Project:
    """Find the project of the sample programme with this code.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {project.code: project for project in PROJECTS}[code]


def guideline_version(project: str, day: date) -> str:
    """Tell which version of a project's guideline holds on `day`."""
    versions = [
        change.version
        for change in sorted(CHANGES, key=lambda change: change.day)
        if change.project == project and change.kind == "guideline" and change.day <= day
    ]
    return versions[-1] if versions else FIRST_VERSIONS[project]
