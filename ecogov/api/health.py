"""Whether the process lives, whether it can work, and what it counts."""

from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ecogov.api.database import database
from ecogov.domain.errors import DomainError, UnavailableError
from ecogov.domain.interface.tokens import Scope
from ecogov.services.interface.tokens import bearer_of
from ecogov.services.keeping.readiness import check_ready, jobs_by_status
from ecogov.settings import is_this_machine

_REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "ecogov_requests", "Requests of the HTTP interface.", ("route", "method", "status"),
    registry=_REGISTRY,
)  # fmt: skip
SECONDS: Final = Histogram(
    "ecogov_request_seconds", "How long they took.", ("route", "method"), registry=_REGISTRY
)
ROWS: Final = Counter("ecogov_rows", "Rows that came by HTTP.", ("fate",), registry=_REGISTRY)
_JOBS: Final = Gauge("ecogov_jobs", "Jobs of the queue.", ("status",), registry=_REGISTRY)
_UP: Final = Gauge("ecogov_database_up", "Whether the database answers.", registry=_REGISTRY)
_REVISION: Final = Gauge("ecogov_revision", "Write transactions so far.", registry=_REGISTRY)


def healthz(_request: Request) -> Response:
    """Answer that the process lives; nothing is asked of anybody."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> Response:
    """Answer whether the process can work: the database is there, at this version."""
    try:
        check_ready(database())
    except DomainError as error:
        return JSONResponse({"status": "not ready", "code": error.code}, status_code=503)
    return JSONResponse({"status": "ready"})


def metrics(request: Request) -> Response:
    """Answer what was counted, to this machine itself or to the bearer of a token that reads."""
    if not (_is_direct(request) or _has_token(request)):
        return PlainTextResponse("a token is needed\n", status_code=401)
    try:
        _REVISION.set(database().revision())
        _JOBS.clear()
        for status, count in jobs_by_status(database()).items():
            _JOBS.labels(status).set(count)
        _UP.set(1)
    except UnavailableError:
        _UP.set(0)
    return Response(generate_latest(_REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _is_direct(request: Request) -> bool:
    is_passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via"))
    host = request.client.host if request.client else ""
    return is_this_machine(host) and not is_passed_on


def _has_token(request: Request) -> bool:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    who = bearer_of(database(), token)
    return who is not None and Scope.READ in who.scopes


HEALTH_ROUTES: Final = (
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
)
