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
    tie = _Tie() if is_attached else None
    from ecogov.services.interface.webhooks import relay
    from ecogov.services.jobs.kinds import KINDS
    from ecogov.services.jobs.working import Worker
    from ecogov.services.keeping.logs import set_up_logs

    set_up_logs(terminal.settings)
    one = Worker(terminal.db, KINDS, watchers=(relay,))
    _heed_signals(one)
    if tie is not None:
        tie.worker = one
    if is_once:
        _work_off(terminal, one)
        return
    if tie is None:
        terminal.say(terminal.t("command.worker.ready"))
    one.serve()


def _work_off(terminal: "Terminal", one: "Worker") -> None:
    n_done = one.work_off()
    terminal.say(terminal.t("command.worker.done", count=n_done))
    if terminal.is_json:
        terminal.answer({"jobs": n_done})


def _heed_signals(one: "Worker") -> None:
    if threading.current_thread() is threading.main_thread():
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, lambda *_: one.leave())


class _Tie:
    """Ties this process to whoever started it: their end closes our input, however they ended."""

    def __init__(self) -> None:
        self.worker: Worker | None = None
        if sys.platform != "win32":
            os.nice(_NICER)
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        sys.stdin.buffer.read()
        if self.worker is None:
            os._exit(0)  # it has not begun yet, so there is nothing to let go of
        self.worker.leave()
