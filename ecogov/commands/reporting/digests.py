"""The command that tells people what changed."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "digest")
def digest(
    terminal: "Terminal",
    *,
    is_preview: Annotated[
        bool, typer.Option("--preview", help="Show what would be sent, and send nothing.")
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option(help="Names among ECOGOV_DIGESTS, due or not; all that are due by default."),
    ] = None,
) -> None:
    """Tell by mail or chat what changed since the last digest; quiet when nothing did."""
    from ecogov.services.status.digests import compose_digest, send_digests
    from ecogov.settings import load
    from ecogov.storage.registers import now

    t, today = terminal.t, now().date()
    if not is_preview:
        fates = send_digests(terminal.db, today, names=to or (), actor=terminal.actor)
        terminal.answer(fates, *(f"{name}: {t(f'digest.fate.{fates[name]}')}" for name in fates))
        return
    told: list[dict[str, Any]] = []
    shown: list[str] = []
    for name in to or load().digests:
        found = compose_digest(terminal.db, name, today)
        title, text = found.message
        told.append({"name": name, "is_quiet": found.is_quiet, "title": title, "text": text})
        shown += [f"{name}: {title}", text, ""]
    terminal.answer(told, *shown)
