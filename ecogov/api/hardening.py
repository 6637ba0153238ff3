"""What every answer tells the browser to refuse, and which names this server answers to."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecogov.settings import load

_OF_PAGES: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        # The pages run short scripts of their own (focus, language), each with its own words.
        "script-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    )
)
_OF_DATA: Final = "default-src 'none'; frame-ancestors 'none'"
_DATA: Final = ("/api/", "/calendar/", "/healthz", "/readyz", "/metrics")
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_OVER_TLS: Final = "max-age=31536000"


class Hardening:
    """Middleware around everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_split(load().allowed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if not self._is_ours(Headers(scope=scope).get("host", "")):
            await _misdirected(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, hardened)

    def _is_ours(self, host: str) -> bool:
        name = host.lower().rstrip(".")
        without_port = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() else name
        return not self._names or name in self._names or without_port in self._names


def _split(text: str) -> Iterable[str]:
    return (part.strip().lower() for part in text.split(",") if part.strip())


def _harden(scope: Scope, headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    is_data = scope["path"].startswith(_DATA)
    headers.setdefault("Content-Security-Policy", _OF_DATA if is_data else _OF_PAGES)
    if scope.get("scheme") in {"https", "wss"}:
        headers.setdefault("Strict-Transport-Security", _OVER_TLS)


async def _misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = PlainTextResponse("This server does not answer to that name.\n", status_code=421)
    await answer(scope, receive, send)
