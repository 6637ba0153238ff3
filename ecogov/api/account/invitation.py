"""Invitations: the first password, and the first administrator."""

from pydantic import ValidationError
from starlette.responses import Response

from ecogov.api.account.guarding import HOME, Caller, entered, with_csrf
from ecogov.api.account.html import document, field, form, notice, paragraph
from ecogov.api.database import database
from ecogov.domain.accounts import SHORTEST_PASSWORD, AccountDraft
from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import invalid, refusal
from ecogov.services.people.invitations import (
    Invited,
    accept_first,
    accept_invitation,
    invited,
)


def invitation(caller: Caller) -> Response:
    """Show for whom a link is, take the password that is chosen, and let the person in."""
    token = str(caller.request.path_params["token"])
    try:
        guest = invited(database(), token)
    except DomainError as error:
        return _refused(caller, error)
    if caller.request.method != "POST":
        return _page(caller, guest)
    if caller.form.get("password") != caller.form.get("again"):
        return _page(caller, guest, caller.t("account.differ"))
    try:
        return entered(caller, _accepted(caller, token, guest), to=HOME)
    except DomainError as error:
        return _page(caller, guest, refusal(caller.t, error))
    except ValidationError as error:
        labels = {"email": caller.t("account.email"), "name_en": caller.t("account.name")}
        return _page(caller, guest, " ".join(invalid(caller.t, error, labels)))


def _accepted(caller: Caller, token: str, guest: Invited) -> str:
    password = caller.form.get("password", "")
    if guest.email is not None:
        return accept_invitation(database(), token, password, origin=caller.origin)
    told = {name: caller.form.get(name, "") for name in ("email", "name_en")}
    draft = AccountDraft.model_validate(told)
    return accept_first(database(), token, draft, password, origin=caller.origin)


def _refused(caller: Caller, error: DomainError) -> Response:
    t = caller.t
    body = [notice(refusal(t, error))]
    return document(
        t, t("account.invitation"), body, status=404, other_language=caller.other_language
    )


def _page(caller: Caller, guest: Invited, said: str = "") -> Response:
    t = caller.t
    is_first = guest.email is None
    title = t("account.first") if is_first else t("account.welcome")
    body = [notice(said)] if said else []
    body.append(paragraph(t("account.first_text") if is_first else t("account.welcome_text")))
    inputs = password_inputs(caller)
    if guest.email is None:
        told = caller.form
        inputs = [
            field("email", t("account.email"), kind="email", value=told.get("email", ""),
                  autocomplete="username", maxlength="254"),
            field("name_en", t("account.name"), value=told.get("name_en", ""),
                  autocomplete="name", maxlength="120"),
            *inputs,
        ]  # fmt: skip
    else:
        inputs = [
            field("shown", t("account.email"), value=guest.email, readonly="",
                  autocomplete="username"),
            *inputs,
        ]  # fmt: skip
    action = caller.link(caller.request.url.path)
    body.append(form(action, caller.csrf, inputs, t("account.set_password")))
    page = document(
        t, title, body, status=400 if said else 200, other_language=caller.other_language
    )
    return with_csrf(caller, page)


def password_inputs(caller: Caller) -> list[str]:
    """Draw the two inputs of a new password."""
    t = caller.t
    hint = t("account.password_hint", shortest=SHORTEST_PASSWORD)
    more = {"kind": "password", "autocomplete": "new-password", "maxlength": "200"}
    return [
        field("password", t("account.new_password"), hint=hint, **more),
        field("again", t("account.again"), **more),
    ]
