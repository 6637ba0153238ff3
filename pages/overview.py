"""Overview: every project on one page; before the first one, three ways to begin."""

from ecogov.ui.overview.first_run import first_run
from ecogov.ui.overview.project_table import project_table
from ecogov.ui.shell import enter

page = enter("overview")

if page.projects.empty:
    first_run(page)
else:
    project_table(page.projects, page.t)
