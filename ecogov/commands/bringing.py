"""Files of records from the command line: mappings out of JSON, every file by itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ecogov.commands.terminal.session import Terminal
from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import BringMapping, Brought
from ecogov.domain.portfolios import PortfolioMapping
from ecogov.i18n.refusals import refusal
from ecogov.readers.opening import Limits, OpenedSource
from ecogov.services.log.bringing.taking import opened_files

_MEGABYTE = 2**20
_Mapping = TypeVar("_Mapping", bound=BaseModel)


def log_mapping_in(path: Path) -> BringMapping:
    """Read what the columns of a file of records mean.

    Raises
    ------
    DomainError
        ``bring.mapping`` when the file does not say that.
    """
    return _mapping(BringMapping, path)


def portfolio_mapping_in(path: Path) -> PortfolioMapping:
    """Read what the columns of a portfolio mean.

    Raises
    ------
    DomainError
        As `log_mapping_in`.
    """
    return _mapping(PortfolioMapping, path)


def _mapping(model: type[_Mapping], path: Path) -> _Mapping:
    try:
        return model.model_validate_json(path.read_text(encoding="utf-8-sig"))
    except (ValueError, ValidationError) as error:
        raise DomainError("bring.mapping", name=path.name) from error


def received(
    terminal: Terminal, paths: Sequence[Path], take: Callable[[OpenedSource], Brought]
) -> list[Brought | dict[str, Any]]:
    """Take every file; one that is refused stops no other and becomes ``{file, error}``."""
    settings = terminal.settings
    limits = Limits(settings.max_upload_mb * _MEGABYTE, settings.max_unpacked_mb * _MEGABYTE)
    told: list[Brought | dict[str, Any]] = []
    for path in paths:
        try:
            sources = opened_files(path, path.name, limits)
        except DomainError as error:
            told.append(_refused(terminal, path.name, error))
            continue
        told += [_taken(terminal, source, take) for source in sources]
    return told


def _taken(
    terminal: Terminal, source: OpenedSource, take: Callable[[OpenedSource], Brought]
) -> Brought | dict[str, Any]:
    try:
        return take(source)
    except DomainError as error:
        return _refused(terminal, source.name, error)


def _refused(terminal: Terminal, name: str, error: DomainError) -> dict[str, Any]:
    message = refusal(terminal.t, error)
    t = terminal.t
    said = message if name in message else t("command.import.refused", file=name, reason=message)
    terminal.say(said)
    return {"file": name, "error": {"code": error.code, "message": message}}
