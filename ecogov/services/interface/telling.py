"""Sending a signed message to an address on the internet, and nowhere else."""

import socket
import time
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx

from ecogov.domain.errors import DomainError, UnavailableError
from ecogov.domain.interface.webhooks import is_public, signature
from ecogov.settings import load

_PATIENCE_SECONDS: Final = 10.0
_PORTS: Final = {"http": 80, "https": 443}


def tell(url: str, body: bytes, secret: str, *, delivery: object) -> int:
    """Send a message and give the status that was answered.

    The name is looked up once and that very address is called, so that a name which leads
    elsewhere a moment later leads nobody astray.

    Raises
    ------
    DomainError
        ``webhook.private`` when the address leads into a network of ours, or is not encrypted,
        and ``ECOGOV_WEBHOOK_HOSTS`` does not name it.
    UnavailableError
        ``webhook.unheard`` when nobody answers, or not with a status of 200 to 299.
    """
    parts = urlsplit(url)
    address = _address(parts)
    at = int(time.time())
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "EcoGov",
        "X-EcoGov-Delivery": str(delivery),
        "X-EcoGov-Signature": signature(secret, body, at),
    }
    name = f"[{address}]" if ":" in address else address
    called = parts._replace(netloc=f"{name}:{_port(parts)}").geturl()
    try:
        with httpx.Client(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            told = {"sni_hostname": parts.hostname or ""}
            answer = client.post(called, content=body, headers=headers, extensions=told)
    except httpx.HTTPError as error:
        raise UnavailableError("webhook.unheard", reason=type(error).__name__) from error
    if not answer.is_success:
        raise UnavailableError("webhook.unheard", reason=str(answer.status_code))
    return answer.status_code


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _address(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnavailableError("webhook.unheard", reason=str(error.strerror)) from error
    addresses = [str(one[4][0]) for one in found]
    known = {name.strip().lower() for name in load().webhook_hosts.split(",") if name.strip()}
    is_known = bool({host, parts.netloc.lower()} & known)
    if not is_known and (parts.scheme != "https" or not all(map(is_public, addresses))):
        raise DomainError("webhook.private", host=host)
    return addresses[0]
