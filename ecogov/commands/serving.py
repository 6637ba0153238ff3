"""Commands that bring the program up: migrate the schema, serve the app."""

import runpy
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.domain.errors import DomainError

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")


@command(app, "run")
def run(
    terminal: "Terminal",
    *,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="By default ECOGOV_PORT, else 8501.")
    ] = None,
    is_headless: Annotated[
        bool, typer.Option("--headless/--open", help="Open the browser, or leave it closed.")
    ] = True,
) -> None:
    """Migrate, then serve the app until Ctrl+C."""
    from ecogov.settings import ROOT, hand_down
    from ecogov.storage.addresses import check_reachable
    from ecogov.storage.migrate import prepare

    settings = terminal.settings.model_copy(update={"port": port} if port else {})
    check_reachable(settings.database_url)
    prepare(settings.database_url)
    check_port_is_free(settings.host, settings.port)
    hand_down(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{settings.port}"
    terminal.say(terminal.t("command.run.address", url=url))
    if terminal.is_json:
        terminal.answer({"url": url})
    options = {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": str(is_headless).lower(),
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *words]
    # In this process, so that Ctrl+C and a service manager meet the server itself.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


@command(app, "migrate")
def migrate(terminal: "Terminal") -> None:
    """Create the schema of the database, or upgrade it."""
    from ecogov.storage.addresses import check_reachable
    from ecogov.storage.migrate import head, upgrade

    url = terminal.settings.database_url
    check_reachable(url)
    has_changed = upgrade(url)
    key = "command.migrate.done" if has_changed else "command.migrate.nothing"
    terminal.say(terminal.t(key, revision=head()))
    if terminal.is_json:
        terminal.answer({"changed": has_changed, "revision": head()})


def check_port_is_free(host: str, port: int) -> None:
    """Refuse a port that something else listens on, before anything is started.

    Raises
    ------
    DomainError
        ``run.port_taken``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DomainError("run.port_taken", port=str(port)) from error
