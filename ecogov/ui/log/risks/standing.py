"""Where a risk stands to the appetite of its category: a sign and a word, never a sign alone."""

from types import MappingProxyType
from typing import Final, NamedTuple

import pandas as pd

from ecogov.domain.risks.appetite import AppetiteStanding
from ecogov.i18n.translator import Translator
from ecogov.ui.log.risks.reads import with_standing
from ecogov.ui.page import Page

_K: Final = AppetiteStanding
_SIGNS: Final = MappingProxyType(
    {_K.WITHIN: "✓ ", _K.OUTSIDE_APPETITE: "△ ", _K.OUTSIDE_TOLERANCE: "▲ "}
)
_UNSAID: Final = frozenset({_K.UNSCORED, _K.OPPORTUNITY})


class StandingLook(NamedTuple):
    """How a standing is marked beside its word."""

    icon: str
    colour: str


LOOKS: Final = MappingProxyType(
    {
        _K.OUTSIDE_TOLERANCE: StandingLook(":material/error:", "red"),
        _K.OUTSIDE_APPETITE: StandingLook(":material/warning:", "orange"),
        _K.WITHIN: StandingLook(":material/check_circle:", "green"),
        _K.NOT_SET: StandingLook(":material/help:", "gray"),
    }
)
"""The worst first."""


def standing_words(page: Page, rows: pd.DataFrame) -> list[str]:
    """Say for every row of a list of risks how it stands; nothing where there is nothing to say.

    `rows` has ``project_id, nature, category`` and ``score``.
    """
    held = with_standing(page.db, rows.assign(current_score=rows["score"]))
    return [_said(page.t, AppetiteStanding(code)) for code in held["appetite"]]


def _said(t: Translator, standing: AppetiteStanding) -> str:
    if standing in _UNSAID:
        return ""
    return _SIGNS.get(standing, "") + t(f"risk.appetite.{standing.value}")
