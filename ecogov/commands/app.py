"""All commands under one name."""

from typing import Final

import typer

from ecogov.commands import (
    hygiene,
    imports,
    kpis,
    log,
    projects,
    queues,
    sample,
    serving,
    targets,
    vendors,
    verification,
)
from ecogov.commands.detecting import anomalies, rootcause, rules, scanning
from ecogov.commands.operating import backups, interface, jobs, questions, worker
from ecogov.commands.people import erasing, roles, users
from ecogov.commands.reporting import digests, files, forecasting, reviews, status

app: Final = typer.Typer(
    name="ecogov",
    help="EcoGov command center: annotation and content governance, with evidence.\n\n"
    "Exit status: 0 done, 1 refused (the reason goes to standard error), 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (
    serving, sample, projects, vendors, queues, targets, imports, log, kpis, hygiene, scanning,
    anomalies, rootcause, rules, forecasting, status, files, reviews, digests, users, roles,
    erasing, verification, worker, jobs, backups, questions, interface,
):  # fmt: skip
    app.add_typer(module.app)
