"""Refusals as JSON: a code for programs, a sentence for people in the language they ask for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from ecogov.domain.errors import (
    ConflictError,
    DomainError,
    NotFoundError,
    UnavailableError,
)
from ecogov.domain.people import NotAllowedError
from ecogov.i18n.refusals import input_sentence, refusal, sentence
from ecogov.i18n.translator import Translator, language_of, translator

_STATUS: Final[Mapping[str, int]] = {
    "api.unauthorised": 401,
    "api.scope": 403,
    "api.not_found": 404,
    "api.method": 405,
    "api.slow": 408,
    "api.too_large": 413,
    "api.media_type": 415,
    "api.too_many": 429,
}
_BY_CLASS: Final[tuple[tuple[type[DomainError], int], ...]] = (
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (UnavailableError, 503),
)
_UNPROCESSABLE: Final = 422
_WEIGHED: Final = re.compile(r"\s*([A-Za-z-]+)\s*(?:;\s*q=([\d.]+))?")
_RETRY_SECONDS: Final = 5


class Detail(BaseModel):
    """What is wrong with one part of a request."""

    field: str
    message: str


class Told(BaseModel):
    """Why something was refused."""

    code: str = Field(description="Stable; programs decide by it.")
    message: str = Field(description="What to mend, in the language of Accept-Language.")
    details: list[Detail] = Field(default_factory=list)


class Refusal(BaseModel):
    """Every answer that is not what was asked for."""

    error: Told


def reader(headers: Headers) -> Translator:
    """Choose the language of an answer: English or Chinese, by what the request prefers."""
    best, weight = "", 0.0
    for name, told in _WEIGHED.findall(headers.get("accept-language", "")):
        given = float(told) if re.fullmatch(r"[01](\.\d+)?", told) else 1.0
        if given > weight and name[:2].lower() in {"en", "zh"}:
            best, weight = name, given
    return translator(language_of(best))


def status_of(error: DomainError) -> int:
    """Give the status of the answer to what was refused."""
    found = next((status for kind, status in _BY_CLASS if isinstance(error, kind)), _UNPROCESSABLE)
    return _STATUS.get(error.code, found)


def refused(t: Translator, error: DomainError) -> JSONResponse:
    """Answer a refusal."""
    status = status_of(error)
    told = Told(code=error.code, message=refusal(t, error))
    return _answer(told, status, _headers(error, status))


def misread(t: Translator, error: ValidationError) -> JSONResponse:
    """Answer a request whose parameters do not fit: one detail for each of them."""
    details = [
        Detail(
            field=".".join(map(str, item["loc"])),
            message=input_sentence(t, item["type"], item.get("ctx", {})),
        )
        for item in error.errors(include_url=False, include_input=False)
    ]
    told = Told(code="api.parameters", message=sentence(t, "api.parameters", {}), details=details)
    return _answer(told, _UNPROCESSABLE)


def failed(t: Translator, reference: str) -> JSONResponse:
    """Answer a bug of ours with the number under which the log holds it."""
    message = sentence(t, "api.bug", {"reference": reference})
    return _answer(Told(code="api.bug", message=message), 500)


def _headers(error: DomainError, status: int) -> dict[str, str]:
    if status == 401:  # noqa: PLR2004 - the header belongs to it
        return {"WWW-Authenticate": 'Bearer realm="ecogov"'}
    if status in {429, 503}:
        return {"Retry-After": str(error.params.get("seconds", _RETRY_SECONDS))}
    return {}


def _answer(
    told: Told, status: int, headers: Mapping[str, str] | Sequence[Any] = ()
) -> JSONResponse:
    return JSONResponse(Refusal(error=told).model_dump(), status, headers=dict(headers))
