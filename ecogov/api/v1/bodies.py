"""What is sent, read into memory up to a bound in size and in time."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from ecogov.domain.errors import DomainError

MEDIA_TYPES: Final = ("application/json", "application/x-ndjson", "application/jsonl")
_PATIENCE_SECONDS: Final = 60


async def body_of(request: Request, most: int) -> bytes:
    """Read the body of a request, whether it says how long it is or not.

    Raises
    ------
    DomainError
        ``api.media_type``, ``api.too_large`` (before reading on, where the length is told), or
        ``api.slow`` when it does not come in time.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MEDIA_TYPES:
        raise DomainError("api.media_type", given=kind or "-", known=", ".join(MEDIA_TYPES))
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_large(most)
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    raise _too_large(most)
                pieces.append(piece)
    except (TimeoutError, ClientDisconnect) as error:
        raise DomainError("api.slow", seconds=_PATIENCE_SECONDS) from error
    return b"".join(pieces)


def _too_large(most: int) -> DomainError:
    return DomainError("api.too_large", limit_mb=most // 2**20)
