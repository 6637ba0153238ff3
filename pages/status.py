"""Status: the truth about a project on one page; published, compared, shared."""

from ecogov.ui.shell import enter
from ecogov.ui.status.page import status_page

status_page(enter("status"))
