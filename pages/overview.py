"""Overview: how every project stands, worst first; before the first one, three ways to begin."""

from ecogov.ui.overview.board import board
from ecogov.ui.overview.first_run import first_run
from ecogov.ui.shell import enter

page = enter("overview")

if page.projects.empty:
    first_run(page)
else:
    board(page)
