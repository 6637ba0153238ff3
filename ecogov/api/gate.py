"""The gate before every request and every websocket: who is not known goes to the door.

The page script asks again at each run; this keeps strangers from the script, from uploads and from
what pages have drawn for others.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecogov.api.account.guarding import remember, safe_next
from ecogov.api.database import database
from ecogov.domain.accounts import LOGIN, SESSION_COOKIE, AccountDraft, Origin
from ecogov.domain.errors import DomainError
from ecogov.services.people.outside import sign_in_identified
from ecogov.services.people.signing_in import has_accounts, person_of
from ecogov.settings import Settings, is_this_machine, load

_OPEN: Final = (
    "/account/", "/api/", "/calendar/", "/status/", "/static/",
)  # fmt: skip
"""What answers strangers, because it asks by itself for a token, or tells nothing of anybody."""
_OPEN_EXACTLY: Final = frozenset({"/healthz", "/readyz", "/metrics", "/_stcore/health"})

_OURS: Final = b"x-ecogov-"
_PROXY_SECRET: Final = "x-proxy-secret"  # noqa: S105 - the name of a header
_POLICY_VIOLATION: Final = 1008


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether a request may pass; `session` is of who a proxy has just vouched for."""

    may_pass: bool
    session: str = ""


class Gate:
    """Middleware in front of pages, uploads, media and websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        told = {**scope, "headers": _without_forged(scope["headers"])}
        if is_open(scope["path"]):
            await self._app(told, receive, send)
            return
        verdict = await run_in_threadpool(_judge, HTTPConnection(scope))
        if verdict.session and scope["type"] == "http":
            await _welcomed(Request(scope), verdict.session)(scope, receive, send)
        elif verdict.may_pass:
            await self._app(told, receive, send)
        else:
            await _turned_away(scope)(scope, receive, send)


def is_open(path: str) -> bool:
    """Tell whether an address answers strangers."""
    if ".." in path or "//" in path or "\\" in path:
        return False
    return path in _OPEN_EXACTLY or path.startswith(_OPEN)


def _without_forged(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    secret = _PROXY_SECRET.encode()
    return [
        (name, value)
        for name, value in headers
        if not name.lower().startswith(_OURS) and name.lower() != secret
    ]


def _judge(call: HTTPConnection) -> _Verdict:
    settings, db = load(), database()
    address = call.client.host if call.client else ""
    person = person_of(db, call.cookies.get(SESSION_COOKIE), address=address)
    vouched = _vouched_for(settings, call.headers)
    if vouched is not None and (person is None or person.name != vouched.email):
        origin = Origin(address, call.headers.get("user-agent", ""))
        return _by_proxy(vouched, origin)
    if person is not None:
        return _Verdict(may_pass=True)
    must = settings.must_sign_in(has_accounts=has_accounts(db))
    return _Verdict(may_pass=not must and _is_at_this_machine(call))


def _vouched_for(settings: Settings, headers: Headers) -> AccountDraft | None:
    """Read whom the proxy has signed in; anybody can send the header, but not its secret."""
    if not settings.proxy_header:
        return None
    told = headers.get(_PROXY_SECRET, "").encode()
    if not hmac.compare_digest(told, settings.proxy_secret.get_secret_value().encode()):
        return None
    try:
        return AccountDraft(email=headers.get(settings.proxy_header, ""))
    except ValidationError:
        return None


def _by_proxy(draft: AccountDraft, origin: Origin) -> _Verdict:
    try:
        token = sign_in_identified(database(), draft, subject=None, roles=(), origin=origin)
    except DomainError:
        return _Verdict(may_pass=False)
    return _Verdict(may_pass=False, session=token)


def _is_at_this_machine(call: HTTPConnection) -> bool:
    """Tell whether both ends are here, and the browser means this machine by its name.

    A page elsewhere can make a name of its own lead here; then the browser still says that name.
    """
    server = call.scope.get("server") or ("", None)
    ends = (call.client.host if call.client else "", str(server[0]))
    host = call.headers.get("host", "")
    return all(is_this_machine(end) for end in (*ends, _without_port(host)))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not _is_address(host) else host


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _welcomed(request: Request, token: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    answer = RedirectResponse(safe_next(f"{quote(request.url.path)}{query}"), status_code=303)
    remember(answer, request, token)
    return answer


def _turned_away(scope: Scope) -> ASGIApp:
    if scope["type"] == "websocket":
        return _close
    request = Request(scope)
    wants_page = "text/html" in request.headers.get("accept", "")
    if request.method not in {"GET", "HEAD"} or not wants_page:
        return PlainTextResponse("sign in first\n", status_code=401)
    query = f"?{request.url.query}" if request.url.query else ""
    wanted = f"{quote(request.url.path)}{query}"
    to = LOGIN if wanted == "/" else f"{LOGIN}?next={quote(wanted, safe='')}"
    return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})


async def _close(_scope: Scope, _receive: Receive, send: Send) -> None:
    message: Message = {"type": "websocket.close", "code": _POLICY_VIOLATION}
    await send(message)
