"""The command that loads the sample programme."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "demo")
def demo(
    terminal: "Terminal",
    *,
    is_reset: Annotated[
        bool, typer.Option("--reset", help="Take back what was loaded before, then load it anew.")
    ] = False,
) -> None:
    """Load the sample programme; what is there already stays as it is."""
    from ecogov.sample.programme import PROJECTS
    from ecogov.sample.writing import sample_exports
    from ecogov.services.sample import load_sample, remove_sample

    t, before = terminal.t, terminal.db.revision()
    with terminal.progress(has_share=True) as tell:
        if is_reset:
            tell(0.0, t("command.demo.remove"))
            remove_sample(terminal.db, actor=terminal.actor)
        load_sample(
            terminal.db,
            actor=terminal.actor,
            progress=lambda share, step: tell(share, t(f"command.demo.{step}")),
        )
    has_changed = terminal.db.revision() != before
    told = {
        "changed": has_changed,
        "projects": [project.code for project in PROJECTS],
        "files": len(sample_exports()),
    }
    terminal.say(t("command.demo.loaded" if has_changed else "command.demo.nothing"))
    if terminal.is_json:
        terminal.answer(told)
