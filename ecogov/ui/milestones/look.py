"""What words and pictures of the page are kept under: language, locale, theme."""

from typing import NamedTuple

from ecogov.charts.looks import Look
from ecogov.charts.theme import Theme
from ecogov.i18n.translator import translator
from ecogov.ui.page import Page


class LookKey(NamedTuple):
    """For whom something is said or drawn; hashable."""

    language: str
    locale: str
    theme: Theme

    @property
    def look(self) -> Look:
        """The same for charts."""
        return Look(translator(self.language, self.locale), self.theme)


def look_key(page: Page) -> LookKey:
    """Give the key of a page's reader."""
    return LookKey(page.t.language, page.t.locale, page.theme)
