"""Commands that take a copy of everything, and bring a database into being from one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "backup")
def backup(
    terminal: "Terminal",
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
) -> None:
    """Copy everything that is stored into one file while others go on working."""
    from ecogov.services.keeping.backups import back_up
    from ecogov.services.trail import trail_head

    t = terminal.t
    with terminal.progress(has_share=True) as draw:
        made = back_up(
            terminal.db,
            file,
            terminal.settings,
            actor=terminal.actor,
            progress=lambda done, total: draw(done / max(total, 1), t("job.kind.backup")),
        )
    head = trail_head(terminal.db)
    terminal.say(t("command.backup.done", file=str(file), size=f"{made.n_bytes / 1e6:.1f}"))
    if head is not None:
        terminal.say(t("command.verify.head", mark=head))
    if terminal.is_json:
        told = {"file": str(file), "bytes": made.n_bytes, "sha256": made.sha256, "head": head}
        terminal.answer(told)


@command(app, "restore")
def restore(
    terminal: "Terminal",
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
) -> None:
    """Bring an empty database into being from a backup, and check everything in it."""
    from ecogov.services.keeping.backups import restore as bring_back
    from ecogov.storage.addresses import check_reachable

    check_reachable(terminal.settings.database_url)
    done = bring_back(file, terminal.settings, actor=terminal.actor)
    terminal.say(
        terminal.t("command.restore.done", projects=str(done.n_projects), entries=done.n_entries)
    )
    if terminal.is_json:
        terminal.answer(
            {"projects": done.n_projects, "entries": done.n_entries, "revision": done.revision}
        )
