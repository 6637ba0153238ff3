"""Commands on projects: add, list, show."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import (
    ChineseNameOption,
    IsArchived,
    NameOption,
    day_option,
    listed,
)

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
_project: Final = group("project", "Projects: what was promised to whom, and by when.")
app.add_typer(_project)


@command(_project, "add")
def add(
    terminal: "Terminal",
    *,
    code: Annotated[str, typer.Option(help="Short code, such as TS-VIDEO.")],
    name: NameOption = "",
    name_zh: ChineseNameOption = "",
    timezone: Annotated[str, typer.Option(help="Zone in which its days are counted.")] = "UTC",
    country: Annotated[str, typer.Option(help="Two letters; decides its public holidays.")] = "",
    target_units: Annotated[int | None, typer.Option(help="Units promised.")] = None,
    unit_name: Annotated[str, typer.Option(help="What a unit is, such as video.")] = "",
    start: Annotated[date | None, day_option("--start", "First day.")] = None,
    due: Annotated[date | None, day_option("--due", "Date committed to.")] = None,
    requester: Annotated[str, typer.Option(help="Who ordered it.")] = "",
    domain: Annotated[
        str, typer.Option(help="safety, non_safety, search or model_evaluation.")
    ] = "non_safety",
    task_type: Annotated[str, typer.Option(help="What people do with a unit.")] = "",
    locale: Annotated[list[str] | None, typer.Option(help="Such as zh-CN; repeatable.")] = None,
    currency: Annotated[str, typer.Option(help="Three letters; that of its costs.")] = "",
    pm: Annotated[str, typer.Option(help="Project manager.")] = "",
    programme: Annotated[str, typer.Option(help="Programme that it belongs to.")] = "",
    acceptance_basis: Annotated[
        str, typer.Option(help="A unit counts once accepted by: submission or review.")
    ] = "submission",
) -> None:
    """Create a project; a name in one language is enough."""
    from ecogov.domain.projects import ProjectDraft
    from ecogov.services.projects import add_project

    told = {
        "code": code,
        "name_en": name,
        "name_zh": name_zh,
        "timezone": timezone,
        "country": country,
        "target_units": target_units,
        "unit_name": unit_name,
        "start_on": start,
        "due_on": due,
        "requester": requester,
        "content_domain": domain,
        "task_type": task_type,
        "locales": listed(locale or []),
        "currency": currency,
        "pm": pm,
        "programme": programme,
        "acceptance_basis": acceptance_basis,
    }
    draft = ProjectDraft.model_validate(told)
    project_id = add_project(terminal.db, draft, actor=terminal.actor)
    terminal.say(terminal.t("command.project.added", code=draft.code))
    if terminal.is_json:
        terminal.answer({"id": project_id, "code": draft.code})


@command(_project, "list")
def list_(terminal: "Terminal", *, is_archived: IsArchived = False) -> None:
    """List the projects."""
    from ecogov.commands.terminal.plain import plain, records, rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import days, moment, number
    from ecogov.services.projects import list_projects

    t, found = terminal.t, list_projects(terminal.db, archived=is_archived)
    headings = [
        t("project.code"), t("project.name"), t("project.pm"), t("command.project.days"),
        t("command.project.last_import"), t("project.target_units"),
    ]  # fmt: skip
    rows = [
        (
            row.code,
            terminal.name_of(row),
            row.pm,
            days(t, row.start_on, row.due_on),
            moment(t, row.last_import_at, row.timezone),
            number(t, plain(row.target_units)),
        )
        for row in rows_of(found)
    ]
    terminal.answer(records(found), table(headings, rows, numbers=1))


@command(_project, "show")
def show(
    terminal: "Terminal", *, code: Annotated[str, typer.Argument(help="Code of the project.")]
) -> None:
    """Show all that was entered about a project."""
    from ecogov.commands.terminal.plain import plain
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import shown
    from ecogov.services.projects import get_project

    t, project = terminal.t, get_project(terminal.db, code)
    told = asdict(project)
    hidden = {"id", "version", "created_at"} | (
        {"archived_at"} if not project.is_archived else set()
    )
    worded = {
        **told,
        "content_domain": t(f"project.content_domain.{project.content_domain}"),
        "acceptance_basis": t(f"project.acceptance_basis.{project.acceptance_basis}"),
        "locales": t("value.list_separator").join(project.locales),
    }
    rows = [
        (t(f"project.{name}"), shown(t, value if value != "" else None))
        for name, value in worded.items()
        if name not in hidden
    ]
    terminal.answer(plain(told), table(["", ""], rows))
