"""Commands around the queue: what waits, runs, failed; start, stop, try again."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("jobs", "What works in the background.")
Number = Annotated[int, typer.Argument(metavar="ID", help="Number of the job.")]


@command(app, "list")
def list_(
    terminal: "Terminal",
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
) -> None:
    """List what runs, waits and has ended."""
    from ecogov.commands.terminal.plain import records
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.jobs import job_name, said
    from ecogov.services.jobs.desk import list_jobs

    t = terminal.t
    found = records(list_jobs(terminal.db, limit=limit))
    headings = [t(f"job.{name}") for name in ("id", "kind", "status", "by", "outcome")]
    rows = [
        (
            job["id"],
            job_name(t, job["kind"]),
            t(f"job.status.{job['status']}"),
            job["created_by"],
            said(t, job),
        )
        for job in found
    ]
    terminal.answer(found, table(headings, rows))


@command(app, "start")
def start(
    terminal: "Terminal",
    *,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="verify, backup, …")],
) -> None:
    """Ask for a job; a worker does it."""
    from ecogov.services.jobs.desk import start_job

    number = start_job(terminal.db, kind, actor=terminal.actor)
    _told(terminal, "command.jobs.started", number)


@command(app, "cancel")
def cancel(terminal: "Terminal", *, number: Number) -> None:
    """Take a job out of the queue, or stop it at the next occasion."""
    from ecogov.services.jobs.desk import cancel_job

    cancel_job(terminal.db, number, actor=terminal.actor)
    _told(terminal, "command.jobs.cancelled", number)


@command(app, "retry")
def retry(terminal: "Terminal", *, number: Number) -> None:
    """Do a job again that failed or was cancelled."""
    from ecogov.services.jobs.desk import retry_job

    retry_job(terminal.db, number, actor=terminal.actor)
    _told(terminal, "command.jobs.retried", number)


def _told(terminal: "Terminal", key: str, number: int) -> None:
    terminal.say(terminal.t(key, job=str(number)))
    if terminal.is_json:
        told: dict[str, Any] = {"job": number}
        terminal.answer(told)
