"""The part of OpenID Connect that signing in needs: authorization code with PKCE, ID token.

References
----------
OpenID Connect Core 1.0, sections 3.1.2, 3.1.3 and 3.1.3.7; RFC 7636 for PKCE.
"""

import secrets
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ecogov.domain.errors import DomainError

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

_SECONDS: Final = 10
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures only: a token that anyone can make, or that our own secret makes, proves nothing."""
_LEEWAY_SECONDS: Final = 60


@dataclass(frozen=True)
class Provider:
    """An identity provider, as one of its clients sees it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str

    def address(self, state: str) -> tuple[str, dict[str, str]]:
        """Give the address to send a person to, and what to remember until they are back.

        Raises
        ------
        DomainError
            ``sso.unreachable``.
        """
        told = {"nonce": secrets.token_urlsafe(32), "code_verifier": secrets.token_urlsafe(48)}
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"], state=state, **told
            )
        return str(address), told

    def claims(self, code: str, left: Mapping[str, Any]) -> Mapping[str, Any]:
        """Trade the code that a person came back with for what their ID token says.

        Raises
        ------
        DomainError
            ``sso.unreachable``; ``sso.refused`` when the provider does not take the code, or the
            token is not for us, not from it, not for this visit, or too old.
        """
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - as in `_client`

        metadata = self._metadata()
        try:
            with self._client() as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=left["code_verifier"]
                )
            keys = KeySet.import_key_set({"keys": _document(metadata["jwks_uri"])["keys"]})
            decoded = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
            self._registry(left["nonce"]).validate(decoded.claims)
        except httpx.HTTPError as error:
            raise DomainError("sso.unreachable") from error
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise DomainError("sso.refused", reason=type(error).__name__) from error
        return decoded.claims

    def _registry(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
        )

    def _client(self) -> "OAuth2Client":
        # Only where there is a provider: it imports slowly, and speaks up about its own future.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415

        return OAuth2Client(
            self.client_id,
            self.client_secret or None,
            scope="openid email profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            timeout=_SECONDS,
        )

    def _metadata(self) -> Mapping[str, Any]:
        found = _document(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise DomainError("sso.unreachable")
        return found


@lru_cache(maxsize=1)
def _http() -> httpx.Client:
    return httpx.Client(timeout=_SECONDS)


def _document(address: str) -> dict[str, Any]:
    try:
        answer = _http().get(address)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise DomainError("sso.unreachable") from error
    return found
