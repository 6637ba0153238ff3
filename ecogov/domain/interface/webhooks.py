"""Webhooks: which events are told, where to, and how a receiver knows that we told them."""

import hashlib
import hmac
import ipaddress
from typing import Annotated, Final

from pydantic import AfterValidator, AnyHttpUrl, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ecogov.domain.projects import Draft

EVENTS: Final = (
    "import", "anomaly", "risk", "issue", "milestone", "escalation", "decision", "change_request",
    "action", "status_report",
)  # fmt: skip
"""Kinds of records, as the audit trail names them: whatever is done to one can be told."""


def _address(url: str) -> str:
    try:
        told = AnyHttpUrl(url)
    except ValueError as error:
        raise PydanticCustomError("webhook.address", "webhook.address") from error
    if told.username is not None or told.fragment is not None:
        raise PydanticCustomError("webhook.address", "webhook.address")
    return url


def _events(events: frozenset[str]) -> frozenset[str]:
    unknown = sorted(events - set(EVENTS))
    if unknown:
        raise PydanticCustomError(
            "webhook.event", "webhook.event", {"event": unknown[0], "events": ", ".join(EVENTS)}
        )
    return events


class WebhookDraft(Draft):
    """Where events are to be told, and which.

    Raises
    ------
    ValidationError
        With the types ``webhook.address`` and ``webhook.event``.
    """

    url: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=8, max_length=2000),
        AfterValidator(_address),
    ]
    events: Annotated[frozenset[str], Field(min_length=1), AfterValidator(_events)]
    project_id: int | None = None


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the internet at large, and to no network of ours."""
    told = ipaddress.ip_address(address)
    mapped = getattr(told, "ipv4_mapped", None) or told
    return mapped.is_global and not mapped.is_multicast


def signature(secret: str, body: bytes, at: int) -> str:
    """Sign a body and the second at which it is sent, so that it cannot be sent again later.

    Returns
    -------
    str
        ``t=<second>,v1=<HMAC-SHA256 in hexadecimal>`` over ``<second>.<body>``.
    """
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"
