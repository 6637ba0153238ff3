"""KPIs: tiles with targets and evidence, the trend of one of them, and what stands behind it."""

from ecogov.ui.kpis.board import board
from ecogov.ui.kpis.view import kpi_view
from ecogov.ui.shell import enter

page = enter("kpis")
view = kpi_view(page)

if view is not None:
    board(view)
