"""Which published portfolio a file is, told by its columns."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from pydantic import ValidationError

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.portfolios import PortfolioMapping
from ecogov.readers.log.tables import tables_of
from ecogov.readers.opening import OpenedSource
from ecogov.settings import ROOT

_KNOWN: Final = ROOT / "data" / "mappings"


@cache
def known_portfolios() -> tuple[PortfolioMapping, ...]:
    """Give what the columns of the portfolios mean that the program comes with."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(_KNOWN.glob("*.json")))
    return tuple(PortfolioMapping.model_validate_json(text) for text in texts)


def told_portfolio(text: str) -> PortfolioMapping | None:
    """Read what a person says of the columns of a portfolio; None where it is about other files."""
    try:
        return PortfolioMapping.model_validate_json(text)
    except ValidationError:
        return None


def portfolio_in(
    source: OpenedSource, mappings: Iterable[PortfolioMapping]
) -> PortfolioMapping | None:
    """Find the mapping of which a file has every column; None for a file of another kind."""
    try:
        table = next(tables_of(source), None)
    except UnreadableFileError:
        return None
    headings = set(table.headings) if table is not None else set()
    return next((one for one in mappings if one.needed() <= headings), None)
