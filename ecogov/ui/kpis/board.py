"""The KPI page as a whole, once it is settled what is looked at."""

from ecogov.ui.kpis import empty
from ecogov.ui.kpis.breakdown import breakdown
from ecogov.ui.kpis.tiles import default_metric, is_empty, tile_cells, tiles
from ecogov.ui.kpis.trend import trend
from ecogov.ui.kpis.view import View


def board(view: View) -> None:
    """Draw tiles, trend and breakdown; where nothing is left, say how to get more."""
    cells = tile_cells(view)
    if is_empty(cells):
        empty.nothing_left(view.page, view.choices)
        return
    metric = view.choices.metric or default_metric(cells)
    tiles(view, metric)
    trend(view, metric)
    breakdown(view, metric)
