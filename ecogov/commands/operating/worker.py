"""The command that does the work of the background."""

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal
    from ecogov.services.jobs.working import Worker

app: Final = group("", "")
_NICER: Final = 10


@command(app, "worker")
def worker(
    terminal: "Terminal",
    *,
    is_once: Annotated[
        bool, typer.Option("--once", help="Do what is due now, then end: for cron.")
    ] = False,
    is_attached: Annotated[
        bool,
        typer.Option("--attached", help="End when standard input does; give way to others."),
    ] = False,
) -> None:
    """Do the work of the background: what was asked for, and what recurs."""
    from ecogov.services.interface.webhooks import relay
    from ecogov.services.jobs.kinds import KINDS
    from ecogov.services.jobs.working import Worker
    from ecogov.services.keeping.logs import set_up_logs

    set_up_logs(terminal.settings)
    one = Worker(terminal.db, KINDS, watchers=(relay,))
    if threading.current_thread() is threading.main_thread():
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, lambda *_: one.leave())
    if not is_once:
        _serve(terminal, one, is_attached=is_attached)
        return
    n_done = one.work_off()
    terminal.say(terminal.t("command.worker.done", count=n_done))
    if terminal.is_json:
        terminal.answer({"jobs": n_done})


def _serve(terminal: "Terminal", one: "Worker", *, is_attached: bool) -> None:
    if is_attached:
        _attach(one)
    else:
        terminal.say(terminal.t("command.worker.ready"))
    one.serve()


def _attach(one: "Worker") -> None:
    """Follow whoever started this process: its end closes our standard input, however it ended."""
    if sys.platform != "win32":
        os.nice(_NICER)

    def follow() -> None:
        sys.stdin.buffer.read()
        one.leave()

    threading.Thread(target=follow, daemon=True).start()
