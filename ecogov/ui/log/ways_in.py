"""How a dropped file comes in: into the log of the chosen project, or as projects of its own."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import BringRequest, Brought
from ecogov.domain.portfolios import PortfolioMapping
from ecogov.domain.projects import Project
from ecogov.readers.opening import OpenedSource
from ecogov.services.log.bringing.portfolio import bring_portfolio, rehearse_portfolio
from ecogov.services.log.bringing.recognising import known_portfolios, portfolio_in
from ecogov.services.log.bringing.taking import bring, rehearse_bringing
from ecogov.ui.page import Page


class Asked(NamedTuple):
    """What a person says of the files: about records, or about the columns of a portfolio."""

    request: BringRequest
    portfolio: PortfolioMapping | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One file, and what becomes of it.

    Parameters
    ----------
    source : OpenedSource
        The file.
    key : tuple of str
        Tells two ways apart; its content first.
    rehearse, store : callable
        Tell what would happen; do it.
    publisher : str
        Who published the portfolio that becomes projects; empty for records of the log.
    """

    source: OpenedSource
    key: tuple[str, ...]
    rehearse: Callable[[], Brought]
    store: Callable[[], Brought]
    publisher: str = ""


def way_of(page: Page, project: Project | None, source: OpenedSource, asked: Asked) -> Way:
    """Find out by its content how a file comes in.

    Raises
    ------
    DomainError
        ``bring.no_project`` for records while no project is chosen.
    """
    with source.open() as stream:
        digest = hashlib.sha256(stream.read()).hexdigest()
    known = known_portfolios() if asked.portfolio is None else (asked.portfolio,)
    portfolio = portfolio_in(source, known)
    if portfolio is not None:
        return Way(
            source,
            (digest, source.name, portfolio.model_dump_json()),
            partial(rehearse_portfolio, page.db, source, portfolio),
            partial(bring_portfolio, page.db, source, portfolio, actor=page.actor),
            portfolio.source,
        )
    if project is None:
        raise DomainError("bring.no_project", file=source.name)
    return Way(
        source,
        (digest, source.name, str(project.id), repr(asked.request)),
        partial(rehearse_bringing, page.db, project.id, source, asked.request),
        partial(bring, page.db, project.id, source, asked.request, actor=page.actor),
    )
