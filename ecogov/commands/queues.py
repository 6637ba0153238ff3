"""Commands on the queues of a project: add, list."""

from typing import TYPE_CHECKING, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import (
    ChineseNameOption,
    CodeOption,
    IsArchived,
    NameOption,
    ProjectOption,
)

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
_queue: Final = group("queue", "Queues: the streams of work inside a project.")
app.add_typer(_queue)


@command(_queue, "add")
def add(
    terminal: "Terminal",
    *,
    project: ProjectOption,
    code: CodeOption,
    name: NameOption = "",
    name_zh: ChineseNameOption = "",
) -> None:
    """Create a queue; a name in one language is enough."""
    from ecogov.domain.projects import QueueDraft
    from ecogov.services.projects import get_project
    from ecogov.services.queues import add_queue

    found = get_project(terminal.db, project)
    told = {"project_id": found.id, "code": code, "name_en": name, "name_zh": name_zh}
    draft = QueueDraft.model_validate(told)
    queue_id = add_queue(terminal.db, draft, actor=terminal.actor)
    terminal.say(terminal.t("command.queue.added", code=draft.code, project=found.code))
    if terminal.is_json:
        terminal.answer({"id": queue_id, "project": found.code, "code": draft.code})


@command(_queue, "list")
def list_(terminal: "Terminal", *, project: ProjectOption, is_archived: IsArchived = False) -> None:
    """List the queues of a project."""
    from ecogov.commands.terminal.plain import records, rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.services.projects import get_project
    from ecogov.services.queues import list_queues

    t, found = terminal.t, get_project(terminal.db, project)
    queues = list_queues(terminal.db, found.id, archived=is_archived)
    rows = [(row.code, terminal.name_of(row)) for row in rows_of(queues)]
    terminal.answer(records(queues), table([t("queue.code"), t("project.name")], rows))
