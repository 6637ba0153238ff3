"""One's own account: the password, and the browsers that are signed in."""

from starlette.responses import RedirectResponse, Response

from ecogov.api.account.guarding import HOME, Caller
from ecogov.api.account.html import (
    document,
    field,
    form,
    heading,
    link_button,
    notice,
    paragraph,
    table,
)
from ecogov.api.account.invitation import password_inputs
from ecogov.api.database import database
from ecogov.domain.accounts import LOGIN, LOGOUT, LOGOUT_EVERYWHERE, ME
from ecogov.domain.errors import DomainError
from ecogov.domain.people import Person
from ecogov.i18n import formats
from ecogov.i18n.refusals import refusal
from ecogov.services.people.own_account import change_own_password, own_sessions


def me(caller: Caller) -> Response:
    """Show one's account, and change the password by its form."""
    if caller.person is None:
        return RedirectResponse(caller.link(LOGIN), status_code=303)
    if caller.request.method != "POST":
        return _page(caller, caller.person)
    t = caller.t
    if caller.form.get("password") != caller.form.get("again"):
        return _page(caller, caller.person, notice(t("account.differ")), status=400)
    db = database().for_person(caller.person)
    try:
        change_own_password(db, caller.form.get("old", ""), caller.form.get("password", ""))
    except DomainError as error:
        return _page(caller, caller.person, notice(refusal(t, error)), status=400)
    return _page(caller, caller.person, notice(t("account.password_changed"), is_good=True))


def _page(caller: Caller, person: Person, said: str = "", *, status: int = 200) -> Response:
    t = caller.t
    body = [said, paragraph(t("account.signed_in_as", email=person.name))]
    if person.visit is not None and person.visit.has_password:
        old = field("old", t("account.old_password"), kind="password",
                    autocomplete="current-password", maxlength="200")  # fmt: skip
        inputs = [old, *password_inputs(caller)]
        body += [heading(t("account.change_password"))]
        body += [form(caller.link(ME), caller.csrf, inputs, t("account.change_password"))]
    body += [heading(t("account.sessions")), _sessions(caller, person)]
    body += [
        form(caller.link(LOGOUT), caller.csrf, [], t("account.sign_out"), quiet=True),
        form(
            caller.link(LOGOUT_EVERYWHERE),
            caller.csrf,
            [],
            t("account.sign_out_everywhere"),
            quiet=True,
        ),
        link_button(HOME, t("account.back")),
    ]
    return document(
        t, t("account.yours"), body, status=status, other_language=caller.other_language
    )


def _sessions(caller: Caller, person: Person) -> str:
    t = caller.t
    found = own_sessions(database().for_person(person))
    rows = [
        (f"{formats.moment(t, seen_at, 'UTC')} · {address}", str(agent))
        for seen_at, address, agent in zip(
            found["seen_at"], found["address"], found["agent"], strict=True
        )
    ]
    headings = [t("account.seen_at"), t("account.agent")]
    return table(headings, rows)
