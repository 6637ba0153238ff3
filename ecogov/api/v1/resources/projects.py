"""Projects: which there are for a token, and what is promised of each."""

from datetime import date
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel

from ecogov.api.v1.endpoints import Call, Endpoint, Window
from ecogov.services.people.rights import visible
from ecogov.services.projects import list_projects


class Project(BaseModel):
    """A delivery: what was promised to whom, where and by when."""

    code: str
    name_en: str
    name_zh: str
    timezone: str
    start_on: date | None
    due_on: date | None
    target_units: int | None
    unit_name: str


class Projects(BaseModel):
    """A part of the projects that a token may see."""

    items: list[Project]
    total: int
    next: str | None


def next_window(call: Call, total: int) -> str | None:
    """Give the address of what follows a window; None after the last one."""
    window: Window = call.query
    begin = window.offset + window.limit
    if begin >= total:
        return None
    told = window.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return f"{call.url}?{urlencode({**told, 'limit': window.limit, 'offset': begin}, doseq=True)}"


def _list(call: Call) -> Projects:
    found = list_projects(call.db)
    mine = visible(call.db)
    if mine is not None:
        found = found[found["id"].isin(mine)]
    window: Window = call.query
    rows = found.iloc[window.offset : window.offset + window.limit][list(Project.model_fields)]
    told = rows.astype(object).where(rows.notna(), None).to_dict("records")
    items = [Project.model_validate(row) for row in told]
    return Projects(items=items, total=len(found), next=next_window(call, len(found)))


def _one(call: Call) -> Project:
    found = call.project()
    return Project.model_validate(found, from_attributes=True)


ENDPOINTS: Final = (
    Endpoint(
        path="/projects",
        summary="List the projects that the token may see, by code.",
        answer=Projects,
        handle=_list,
        query=Window,
    ),
    Endpoint(path="/projects/{code}", summary="Read one project.", answer=Project, handle=_one),
)
