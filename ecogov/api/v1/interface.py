"""The interface as an application of its own: mounted beside the pages, or served apart."""

import json
import logging
import secrets
from functools import cache
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecogov.api.v1.answering import Desk
from ecogov.api.v1.document import document
from ecogov.api.v1.endpoints import Endpoint
from ecogov.api.v1.refusals import failed, reader, refused
from ecogov.api.v1.resources import anomalies, kpis, log, production, projects, status
from ecogov.domain.errors import DomainError

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *projects.ENDPOINTS,
    *kpis.ENDPOINTS,
    *log.ENDPOINTS,
    *anomalies.ENDPOINTS,
    *status.ENDPOINTS,
    *production.ENDPOINTS,
)
"""A new resource: its module in ``resources/``, one line here."""

_LOG: Final = logging.getLogger(__name__)


def interface() -> Starlette:
    """Make the application that answers below ``/api``; it has a throttle of its own."""
    desk = Desk()
    routes = [
        Route(f"/v1{one.path}", desk.answering(one), methods=[one.method]) for one in ENDPOINTS
    ]
    routes.append(Route("/v1/openapi.json", _document, methods=["GET"]))
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_refused, Exception: _failed},
    )


async def _document(_request: Request) -> Response:
    return Response(_written(), media_type="application/json")


@cache
def _written() -> bytes:
    return json.dumps(document(ENDPOINTS), ensure_ascii=False).encode()


async def _http_refused(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: an address that nobody knows, a method that is not there."""
    is_method = isinstance(error, HTTPException) and error.status_code == 405  # noqa: PLR2004
    answer = refused(
        reader(request.headers),
        DomainError("api.method", method=request.method)
        if is_method
        else DomainError("api.not_found", path=request.url.path),
    )
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4).upper()
    _LOG.error("bug %s", reference, exc_info=error)
    return failed(reader(request.headers), reference)
