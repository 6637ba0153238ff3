"""Root cause: which slice explains a change, what happened around it, and what is luck."""

from ecogov.ui.rootcause.desk import desk
from ecogov.ui.rootcause.view import case_of
from ecogov.ui.shell import enter

page = enter("rootcause")
case = case_of(page)

if case is not None:
    desk(case)
