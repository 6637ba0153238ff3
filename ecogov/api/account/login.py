"""Signing in by password, and out."""

from starlette.responses import Response

from ecogov.api.account.guarding import HOME, Caller, entered, left, with_csrf
from ecogov.api.account.html import document, field, form, link_button, notice, paragraph
from ecogov.api.database import database
from ecogov.domain.accounts import LOGIN
from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import refusal
from ecogov.services.people.own_account import sign_out_everywhere
from ecogov.services.people.signing_in import has_accounts, sign_in, sign_out
from ecogov.settings import load


def login(caller: Caller) -> Response:
    """Show the form; who is signed in goes on at once."""
    if caller.request.method == "POST":
        return _enter(caller)
    if caller.person is not None:
        return left_alone(caller)
    return _page(caller)


def left_alone(caller: Caller) -> Response:
    """Send a person who is signed in already to where they wanted to go."""
    return entered(caller, caller.token)


def logout(caller: Caller) -> Response:
    """End this session."""
    sign_out(database(), caller.token)
    return left(caller.link(LOGIN))


def logout_everywhere(caller: Caller) -> Response:
    """End every session of the caller."""
    if caller.person is not None:
        sign_out_everywhere(database().for_person(caller.person))
    return left(caller.link(LOGIN))


def _enter(caller: Caller) -> Response:
    email, password = caller.form.get("email", ""), caller.form.get("password", "")
    try:
        token = sign_in(database(), email, password, origin=caller.origin)
    except DomainError as error:
        is_locked = error.code == "sign_in.locked"
        said = refusal(caller.t, error)
        return _page(caller, said, email, status=429 if is_locked else 401)
    if caller.token:
        sign_out(database(), caller.token)
    return entered(caller, token)


def _page(caller: Caller, said: str = "", email: str = "", *, status: int = 200) -> Response:
    t = caller.t
    body = [notice(said)] if said else []
    if not has_accounts(database()):
        body.append(paragraph(t("account.nobody_yet")))
    onwards = {"next": caller.next} if caller.next != HOME else {}
    body.append(
        form(
            caller.link(LOGIN, **onwards),
            caller.csrf,
            [
                field("email", t("account.email"), value=email, autocomplete="username",
                      autofocus="", maxlength="254"),
                field("password", t("account.password"), kind="password",
                      autocomplete="current-password", maxlength="200"),
            ],
            t("account.sign_in"),
        )
    )  # fmt: skip
    if load().sso_issuer:
        body.append(f'<p class="or">{t("account.or")}</p>')
        body.append(link_button(caller.link("/account/sso", **onwards), t("account.sso")))
    page = document(
        t, t("account.sign_in"), body, status=status, other_language=caller.other_language
    )
    return with_csrf(caller, page)
