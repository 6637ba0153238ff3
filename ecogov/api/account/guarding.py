"""What keeps the door: forged forms, links that lead away, bodies without end, cookies."""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ecogov.api.account.html import document, notice
from ecogov.api.database import database
from ecogov.domain.accounts import SESSION_COOKIE, Origin
from ecogov.domain.people import Person
from ecogov.i18n.translator import LANGUAGES, Translator, language_of, translator
from ecogov.services.people.secrecy import form_proof
from ecogov.services.people.signing_in import person_of
from ecogov.settings import load
from ecogov.storage.people.visits import LONGEST

CSRF_COOKIE: Final = "ecogov_csrf"
HOME: Final = "/"

_LARGEST_BODY: Final = 16_384
_LONGEST_LINK: Final = 2000
_MOST_FIELDS: Final = 20


@dataclass(frozen=True)
class Caller:
    """A request to the door, with what its form says; GET has an empty one."""

    request: Request
    form: Mapping[str, str]

    @cached_property
    def t(self) -> Translator:
        """The language asked for in the link, else the configured one, else the browser's."""
        spoken = self.request.headers.get("accept-language", "").split(",")[0].split(";")[0]
        asked, configured = self.request.query_params.get("lang"), load().language
        chosen = asked if asked in LANGUAGES else configured
        return translator(language_of(spoken) if chosen == "auto" else str(chosen), spoken)

    @cached_property
    def token(self) -> str:
        """The token of the caller's session, whether or not it still lets in."""
        return self.request.cookies.get(SESSION_COOKIE, "")

    @cached_property
    def person(self) -> Person | None:
        """Who calls; None for who is not signed in."""
        return person_of(database(), self.token, address=self.origin.address)

    @property
    def origin(self) -> Origin:
        """Where the call comes from."""
        client = self.request.client
        return Origin(client.host if client else "", self.request.headers.get("user-agent", ""))

    @property
    def next(self) -> str:
        """The place of ours to go to afterwards."""
        return safe_next(self.form.get("next") or self.request.query_params.get("next"))

    @cached_property
    def csrf(self) -> str:
        """What forms to this caller carry: of their session, else of their cookie."""
        if self.person is not None:
            return form_proof(self.token)
        return self.request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(32)

    def link(self, path: str, **query: str) -> str:
        """Complete a path of the door with the chosen language."""
        asked = self.request.query_params.get("lang")
        told = {**query, **({"lang": asked} if asked in LANGUAGES else {})}
        return f"{path}?{urlencode(told)}" if told else path

    @property
    def other_language(self) -> str:
        """The same page in the other language."""
        other = next(code for code in LANGUAGES if code != self.t.language)
        query = {**self.request.query_params, "lang": other}
        return f"{quote(self.request.url.path)}?{urlencode(query)}"


Answering = Callable[[Caller], Response]


def answering(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
    """Let a function answer a call: its form is read and checked, and it runs in the thread pool.

    A form that is too large, or that was not drawn by us for this caller, is refused.
    """

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        body = await _body(request) if request.method == "POST" else b""
        if body is None:
            return Response("too large\n", status_code=413, media_type="text/plain")
        return await run_in_threadpool(_answer, answer, request, body)

    return endpoint


def safe_next(address: str | None) -> str:
    """Give a link within the app; whatever could lead elsewhere becomes its first page."""
    told = address or HOME
    is_path = told.startswith("/") and not told.startswith(("//", "/account"))
    is_plain = told.isprintable() and "\\" not in told and len(told) <= _LONGEST_LINK
    return told if is_path and is_plain else HOME


def entered(caller: Caller, token: str, *, to: str | None = None) -> Response:
    """Send a person who was let in on their way, with the cookie of their session."""
    answer = RedirectResponse(to or caller.next, status_code=303)
    remember(answer, caller.request, token)
    answer.delete_cookie(CSRF_COOKIE, path="/account")
    return answer


def remember(answer: Response, request: Request, token: str) -> None:
    """Set the cookie of a session; no script reads it."""
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
        path="/",
    )


def left(to: str) -> Response:
    """Send a person who has left on their way, without cookie."""
    answer = RedirectResponse(to, status_code=303)
    answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def with_csrf(caller: Caller, answer: Response) -> Response:
    """Set the cookie that the forms of a page are compared with."""
    if caller.person is None:
        answer.set_cookie(
            CSRF_COOKIE,
            caller.csrf,
            httponly=True,
            samesite="strict",
            secure=is_secure(caller.request),
            path="/account",
        )
    return answer


def is_secure(request: Request) -> bool:
    """Tell whether the caller's browser speaks TLS, with us or with the proxy before us."""
    return request.url.scheme == "https" or load().public_url.startswith("https://")


async def _body(request: Request) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _answer(answer: Answering, request: Request, body: bytes) -> Response:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # also bytes that are no text
        return Response("not a form\n", status_code=400, media_type="text/plain")
    caller = Caller(request, dict(pairs))
    if request.method == "POST" and not _is_ours(caller):
        t = caller.t
        return document(t, t("account.forged"), [notice(t("account.forged_text"))], status=403)
    return answer(caller)


def _is_ours(caller: Caller) -> bool:
    headers = caller.request.headers
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    given = caller.form.get("csrf", "")
    if caller.person is not None:
        expected = form_proof(caller.token)
    else:
        expected = caller.request.cookies.get(CSRF_COOKIE, "")
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
