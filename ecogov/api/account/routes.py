"""Which addresses the door has."""

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from ecogov.api.account.guarding import Answering, Caller, answering
from ecogov.api.account.html import document, notice
from ecogov.api.account.invitation import invitation
from ecogov.api.account.login import login, logout, logout_everywhere
from ecogov.api.account.me import me
from ecogov.api.account.sso import come_back, leave
from ecogov.domain.accounts import LOGIN, LOGOUT, LOGOUT_EVERYWHERE, ME


def _nothing(caller: Caller) -> Response:
    t = caller.t
    return document(t, t("account.nothing"), [notice(t("account.nothing_text"))], status=404)


def _route(path: str, answer: Answering, *methods: str) -> Route:
    return Route(path, answering(answer), methods=list(methods))


ACCOUNT_ROUTES: Final = (
    _route(LOGIN, login, "GET", "POST"),
    _route(LOGOUT, logout, "POST"),
    _route(LOGOUT_EVERYWHERE, logout_everywhere, "POST"),
    _route(ME, me, "GET", "POST"),
    _route("/account/invitation/{token}", invitation, "GET", "POST"),
    _route("/account/sso", leave, "GET"),
    _route("/account/sso/callback", come_back, "GET"),
    # Streamlit answers an address that it does not know with the app itself.
    _route("/account/{rest:path}", _nothing, "GET"),
)
