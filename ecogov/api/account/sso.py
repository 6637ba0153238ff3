"""Single sign-on: to the identity provider and back, and who that makes somebody here."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from ecogov.api.account.guarding import Caller, entered, is_secure
from ecogov.api.account.html import document, link_button, notice
from ecogov.api.account.oidc import Provider
from ecogov.api.database import database
from ecogov.domain.accounts import LOGIN, AccountDraft
from ecogov.domain.errors import DomainError
from ecogov.domain.people import Role
from ecogov.i18n.refusals import refusal
from ecogov.services.people.outside import (
    back_from_provider,
    leave_for_provider,
    sign_in_identified,
)
from ecogov.services.people.secrecy import new_token
from ecogov.settings import Settings, load

_COOKIE: Final = "ecogov_sso"
_PATH: Final = "/account/sso"
_LONGEST_CLAIM: Final = 120


def leave(caller: Caller) -> Response:
    """Send a person to the identity provider."""
    try:
        provider = _provider(caller)
        state = new_token()
        address, told = provider.address(state)
    except DomainError as error:
        return _refused(caller, error)
    leave_for_provider(database(), state, {**told, "next_path": caller.next})
    answer = RedirectResponse(address, status_code=303)
    # Lax, because the provider sends people back from its own site.
    answer.set_cookie(_COOKIE, state, max_age=600, httponly=True, samesite="lax",
                      secure=is_secure(caller.request), path=_PATH)  # fmt: skip
    return answer


def come_back(caller: Caller) -> Response:
    """Take a person in whom the identity provider sent back."""
    try:
        token, to = _taken_in(caller)
    except DomainError as error:
        return _refused(caller, error)
    answer = entered(caller, token, to=to)
    answer.delete_cookie(_COOKIE, path=_PATH)
    return answer


def roles_told(settings: Settings, claims: Mapping[str, Any]) -> frozenset[Role]:
    """Give the roles that the provider's claims stand for; strangers to the mapping give none."""
    told = claims.get(settings.sso_claim, ())
    values = [told] if isinstance(told, str) else told
    known = settings.sso_roles
    return frozenset(known[one] for one in values if isinstance(one, str) and one in known)


def _taken_in(caller: Caller) -> tuple[str, str]:
    query = caller.request.query_params
    state = query.get("state", "")
    mine = caller.request.cookies.get(_COOKIE, "")
    if not state or not hmac.compare_digest(state.encode(), mine.encode()):
        raise DomainError("sso.unknown_visit")
    left = back_from_provider(database(), state)
    if "error" in query:
        raise DomainError("sso.refused", reason=query["error"][:_LONGEST_CLAIM])
    claims = _provider(caller).claims(query.get("code", ""), left)
    token = sign_in_identified(
        database(),
        _draft(claims),
        subject=f"{claims['iss']}|{claims['sub']}",
        roles=roles_told(load(), claims),
        origin=caller.origin,
    )
    return token, str(left["next_path"])


def _draft(claims: Mapping[str, Any]) -> AccountDraft:
    if claims.get("email_verified") is False:
        raise DomainError("sso.no_email")
    try:
        name = str(claims.get("name", ""))[:_LONGEST_CLAIM]
        return AccountDraft.model_validate({"email": claims.get("email"), "name_en": name})
    except ValidationError as error:
        raise DomainError("sso.no_email") from error


def _provider(caller: Caller) -> Provider:
    settings = load()
    if not settings.sso_issuer:
        raise DomainError("sso.none")
    here = settings.public_url.rstrip("/") or str(caller.request.base_url).rstrip("/")
    return Provider(
        settings.sso_issuer,
        settings.sso_client_id,
        settings.sso_client_secret.get_secret_value(),
        f"{here}{_PATH}/callback",
    )


def _refused(caller: Caller, error: DomainError) -> Response:
    t = caller.t
    body = [notice(refusal(t, error)), link_button(caller.link(LOGIN), t("account.sign_in"))]
    return document(t, t("account.sso"), body, status=403)
