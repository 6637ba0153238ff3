"""From a request to its answer: rate, token, scope, parameters, body, then the resource."""

import hashlib
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any, Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ecogov.api.database import database
from ecogov.api.health import REQUESTS, SECONDS
from ecogov.api.v1.bodies import body_of
from ecogov.api.v1.endpoints import Call, Endpoint, Query
from ecogov.api.v1.refusals import misread, reader, refused
from ecogov.api.v1.throttle import Throttle
from ecogov.domain.errors import DomainError
from ecogov.services.interface.tokens import Bearer, bearer_of, earlier_answer, keep_answer
from ecogov.settings import load

Answering = Callable[[Request], Awaitable[Response]]

_LOG: Final = logging.getLogger(__name__)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
_DONE: Final = 200


class Desk:
    """Where all requests of a process come in: it knows how often each has asked."""

    @cached_property
    def _most_bytes(self) -> int:
        return load().api_body_mb * 2**20

    @cached_property
    def _known(self) -> Throttle:
        return Throttle(load().api_requests_per_minute)

    @cached_property
    def _strangers(self) -> Throttle:
        return Throttle(load().api_requests_per_minute)

    def answering(self, endpoint: Endpoint) -> Answering:
        """Make the function that meets the requests of an endpoint."""

        async def answer(request: Request) -> Response:
            begun = time.perf_counter()
            response = await answered(request)
            _count(endpoint, response.status_code, time.perf_counter() - begun)
            return response

        async def answered(request: Request) -> Response:
            t = reader(request.headers)
            try:
                who = await run_in_threadpool(self._bearer, request, endpoint)
                query = _query(request, endpoint.query)
                body = await body_of(request, self._most_bytes) if endpoint.row else b""
                call = Call(
                    database().for_person(who.person),
                    t,
                    dict(request.path_params),
                    query,
                    body,
                    request.url.path,
                )
                key = request.headers.get("idempotency-key") if endpoint.row else None
                return await run_in_threadpool(_once, endpoint, call, who, key)
            except DomainError as error:
                return refused(t, error)
            except ValidationError as error:
                return misread(t, error)

        return answer

    def _bearer(self, request: Request, endpoint: Endpoint) -> Bearer:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        who = bearer_of(database(), token.strip()) if scheme.lower() == "bearer" else None
        if who is None:
            self._strangers.take(request.client.host if request.client else "-")
            raise DomainError("api.unauthorised")
        self._known.take(str(who.token_id))
        if endpoint.scope not in who.scopes:
            raise DomainError("api.scope", scope=endpoint.scope)
        return who


def _count(endpoint: Endpoint, status: int, seconds: float) -> None:
    REQUESTS.labels(endpoint.path, endpoint.method, status).inc()
    SECONDS.labels(endpoint.path, endpoint.method).observe(seconds)
    facts = {"route": endpoint.path, "method": endpoint.method, "status": status}
    _LOG.info("request", extra={**facts, "milliseconds": round(seconds * 1000)})


def _query(request: Request, model: type[Query]) -> Query:
    """Read the parameters of an address; those that may be given several times are lists."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        field = model.model_fields.get(name)
        if field is not None and "list" in str(field.annotation):
            given.setdefault(name, []).extend(part for part in value.split(",") if part)
        else:
            given[name] = value
    return model.model_validate(given)


def _once(endpoint: Endpoint, call: Call, who: Bearer, key: str | None) -> Response:
    """Do what is asked; a request that comes again under its key gets the answer it had."""
    if key is None:
        return JSONResponse(endpoint.handle(call).model_dump(mode="json"))
    if not _KEY.fullmatch(key):
        raise DomainError("api.key_form")
    told = "\n".join((endpoint.method, call.url, call.query.model_dump_json()))
    fingerprint = hashlib.sha256(told.encode() + b"\n" + call.body).hexdigest()
    earlier = earlier_answer(call.db, who.token_id, key)
    if earlier is not None:
        if earlier[0] != fingerprint:
            raise DomainError("api.key_reused", used=key)
        return JSONResponse(earlier[2], earlier[1], headers={"Idempotent-Replayed": "true"})
    body = endpoint.handle(call).model_dump(mode="json")
    keep_answer(call.db, who.token_id, key, fingerprint=fingerprint, answer=(_DONE, body))
    return JSONResponse(body)
