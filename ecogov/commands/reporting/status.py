"""The command that says how a project stands, and publishes it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import day_option

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.domain.status.report import StatusReport
    from ecogov.i18n.translator import Translator
    from ecogov.services.status.publishing import PublicationDraft, Published

app: Final = group("", "")


@command(app, "status")
def status(
    terminal: "Terminal",
    *,
    project: Annotated[
        str | None, typer.Option("--project", metavar="CODE", help="Project.")
    ] = None,
    programme: Annotated[
        str | None, typer.Option("--programme", metavar="NAME", help="A programme instead.")
    ] = None,
    as_of: Annotated[
        date | None, day_option("--as-of", "Which days have passed; today by default.")
    ] = None,
    is_published: Annotated[
        bool, typer.Option("--publish", help="Freeze it as the next report.")
    ] = False,
    note: Annotated[str, typer.Option(help="A sentence of yours, when published.")] = "",
    next_update: Annotated[
        date | None, day_option("--next-update", "When the next report comes.")
    ] = None,
) -> None:
    """Tell the lights with rule and value, the date, what is needed, what changed."""
    if (project is None) == (programme is None):
        raise typer.BadParameter("--project CODE | --programme NAME")
    from ecogov.reports.status.objects import status_object
    from ecogov.services.status.publishing import PublicationDraft

    draft = PublicationDraft(
        as_of=as_of or _today(terminal, project), note=note, next_update_on=next_update
    )
    published = None
    if is_published:
        published = _published(terminal, project, programme, draft)
        report = published.report
    else:
        report = _computed(terminal, project, programme, draft.as_of)
    told = status_object(terminal.t, report)
    if published is not None:
        told |= {"report": published.number, "content_hash": published.content_hash}
    terminal.answer(told, *(() if terminal.is_json else _shown(terminal.t, report)))
    if published is not None:
        terminal.say(terminal.t("status.publish.done", number=published.number))


def _today(terminal: "Terminal", project: str | None) -> date:
    from ecogov.services.log.hygiene.xray import today_of
    from ecogov.services.projects import get_project

    project_id = get_project(terminal.db, project).id if project else None
    return today_of(terminal.db, project_id)


def _computed(
    terminal: "Terminal", project: str | None, programme: str | None, as_of: date
) -> "StatusReport":
    from ecogov.services.projects import get_project
    from ecogov.services.status.programmes import programme_status
    from ecogov.services.status.reporting import project_status

    if project is not None:
        return project_status(terminal.db, get_project(terminal.db, project).id, as_of)
    with terminal.progress(has_share=True) as show:
        return programme_status(terminal.db, programme or "", as_of, progress=show)


def _published(
    terminal: "Terminal", project: str | None, programme: str | None, draft: "PublicationDraft"
) -> "Published":
    from ecogov.services.projects import get_project
    from ecogov.services.status.programmes import publish_programme
    from ecogov.services.status.publishing import publish_project

    if project is not None:
        found = get_project(terminal.db, project).id
        return publish_project(terminal.db, found, draft, actor=terminal.actor)
    return publish_programme(terminal.db, programme or "", draft, actor=terminal.actor)


def _shown(t: "Translator", report: "StatusReport") -> list[Any]:
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import day
    from ecogov.i18n.status import light_reason, light_word, subject_name, verdict, weeks_text

    currency = report.subject.currency
    headings = [t("status.dimension"), t("status.light"), t("status.since"), t("status.why")]
    lights = [
        (
            t(f"light_dimension.{part.dimension}"),
            light_word(t, part.light),
            weeks_text(t, part),
            light_reason(t, part, currency),
        )
        for part in report.lights
    ]
    shown: list[Any] = [
        f"{subject_name(t, report.subject)}: {light_word(t, report.overall)}",
        verdict(t, report),
        table(headings, lights),
    ]
    if report.decisions:
        rows = [(one.ref, one.ask, day(t, one.needed_by)) for one in report.decisions]
        shown += [t("status.decisions"), table(["", "", ""], rows)]
    if report.path:
        steps = [(one.ref, one.action, one.owner, day(t, one.due_on)) for one in report.path]
        shown += [t("status.path"), table(["", "", "", ""], steps)]
    return shown
