"""Project: one project on one page: facts, plan, flow, quality, risks, what comes next."""

from ecogov.ui.project.page import project_page
from ecogov.ui.shell import enter

project_page(enter("project"))
