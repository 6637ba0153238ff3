"""The section of the risks: a list, a map, a trend or their cost, as the link asks for it."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from ecogov.domain.log.kinds import RecordKind
from ecogov.ui.log.register import register
from ecogov.ui.log.risks.choices import COST, LIST, MAP, TREND, VIEW, VIEWS, switch, view
from ecogov.ui.log.risks.cost import cost_view
from ecogov.ui.log.risks.heat_map import risk_map
from ecogov.ui.log.risks.trend import trend_view
from ecogov.ui.page import Page

_ICONS: Final = MappingProxyType(
    {
        LIST: ":material/list:",
        MAP: ":material/grid_on:",
        TREND: ":material/show_chart:",
        COST: ":material/payments:",
    }
)


def risk_section(page: Page) -> None:
    """Draw the risks as the link asks for them; the list stays under the map."""
    t = page.t
    if not page.projects.empty:
        words = {name: f"{_ICONS[name]} {t(f'log.risks.view.{name}')}" for name in VIEWS}
        switch(t("log.risks.view"), VIEW, words, view())
    _DRAWN[view() if not page.projects.empty else LIST](page)


def _list(page: Page) -> None:
    register(page, RecordKind.RISK)


def _map(page: Page) -> None:
    register(page, RecordKind.RISK, above=risk_map)


_DRAWN: Final = MappingProxyType[str, Callable[[Page], None]](
    {LIST: _list, MAP: _map, TREND: trend_view, COST: cost_view}
)
