"""The door and what stands behind it: passwords, sessions, invitations, lock-out, roles."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from ecogov.domain.accounts import (
    MOST_FAILURES_PER_ACCOUNT,
    AccountDraft,
    GrantDraft,
    Origin,
    check_password,
)
from ecogov.domain.errors import DomainError
from ecogov.domain.people import NotAllowedError, Right, Role
from ecogov.domain.trail import TrailFilter
from ecogov.services.people import secrecy
from ecogov.services.people.accounts import (
    add_account,
    disable_account,
    enable_account,
    list_accounts,
    set_password,
)
from ecogov.services.people.invitations import (
    accept_first,
    accept_invitation,
    invite,
    invite_first,
    invited,
)
from ecogov.services.people.outside import (
    back_from_provider,
    leave_for_provider,
    sign_in_identified,
)
from ecogov.services.people.own_account import (
    change_own_password,
    own_sessions,
    sign_out_everywhere,
)
from ecogov.services.people.roles import grant_role, list_roles, revoke_role
from ecogov.services.people.signing_in import person_of, sign_in, sign_out
from ecogov.services.trail import list_trail, verify_trail
from ecogov.services.vendors import add_vendor
from ecogov.storage.people.sessions import FAILURE, INVITATION
from ecogov.storage.people.visits import IDLE, LONGEST, SESSION
from ecogov.storage.registers import now
from tests.builders import ACTOR, a_vendor, stored_project

EMAIL, PASSWORD = "chen@example.org", "correct horse battery"
HERE = Origin("203.0.113.7", "Firefox")


@pytest.fixture(autouse=True)
def _hashes_are_cheap(monkeypatch):
    monkeypatch.setattr(secrecy, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024))


@pytest.fixture
def account(db):
    """Account with a password and the role of a viewer everywhere."""
    account_id = add_account(db, AccountDraft(email=EMAIL, name_en="Chen"), actor=ACTOR)
    set_password(db, account_id, PASSWORD, actor=ACTOR)
    grant_role(db, account_id, GrantDraft(role=Role.VIEWER), actor=ACTOR)
    return account_id


def change(db, table, **values):
    with db.touch() as session:
        session.execute(update(table).values(values))


def test_who_knows_the_password_comes_in_as_themselves(db, account):
    person = person_of(db, sign_in(db, f" {EMAIL.upper()} ", PASSWORD, origin=HERE))
    assert (person.name, person.role, person.visit.account_id) == (EMAIL, Role.VIEWER, account)
    assert own_sessions(db.for_person(person))["address"].tolist() == [HERE.address]


@pytest.mark.usefixtures("account")
def test_nothing_that_is_stored_lets_anybody_in(db):
    token = sign_in(db, EMAIL, PASSWORD, origin=HERE)
    with db.read() as session:
        stored = " ".join(map(str, session.execute(select(SESSION)).one()))
    assert token not in stored
    assert person_of(db, stored.split()[2]) is None
    for wrong in (None, "", token[:-1], token + "x", "x" * 5000, "\ud800"):
        assert person_of(db, wrong) is None


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("eve@example.org", PASSWORD)])
@pytest.mark.usefixtures("account")
def test_a_wrong_password_and_a_wrong_address_are_told_the_same(db, email, password):
    with pytest.raises(DomainError, match=r"^sign_in\.refused$"):
        sign_in(db, email, password, origin=HERE)


def test_an_account_without_a_password_lets_nobody_in(db):
    add_account(db, AccountDraft(email=EMAIL), actor=ACTOR)
    with pytest.raises(DomainError, match=r"sign_in\.refused"):
        sign_in(db, EMAIL, "", origin=HERE)


@pytest.mark.usefixtures("account")
def test_after_too_many_failures_the_right_password_has_to_wait_too(db):
    for _ in range(MOST_FAILURES_PER_ACCOUNT):
        with pytest.raises(DomainError, match=r"sign_in\.refused"):
            sign_in(db, EMAIL, "wrong", origin=HERE)
    for origin in (HERE, Origin("198.51.100.1")):
        with pytest.raises(DomainError, match=r"sign_in\.locked"):
            sign_in(db, EMAIL, PASSWORD, origin=origin)
    change(db, FAILURE, at=now() - timedelta(minutes=16))
    assert person_of(db, sign_in(db, EMAIL, PASSWORD, origin=HERE)) is not None


@pytest.mark.usefixtures("account")
def test_an_address_that_tries_many_accounts_is_locked_out(db, monkeypatch):
    monkeypatch.setattr("ecogov.services.people.signing_in.MOST_FAILURES_PER_ADDRESS", 3)
    for name in "abc":
        with pytest.raises(DomainError, match=r"sign_in\.refused"):
            sign_in(db, f"{name}@example.org", "wrong", origin=HERE)
    with pytest.raises(DomainError, match=r"sign_in\.locked"):
        sign_in(db, EMAIL, PASSWORD, origin=HERE)
    assert person_of(db, sign_in(db, EMAIL, PASSWORD, origin=Origin("198.51.100.1")))


@pytest.mark.usefixtures("account")
def test_a_success_is_forgiven_what_went_wrong_before(db):
    for _ in range(3):
        for _ in range(MOST_FAILURES_PER_ACCOUNT - 1):
            with pytest.raises(DomainError, match=r"sign_in\.refused"):
                sign_in(db, EMAIL, "wrong", origin=HERE)
        sign_in(db, EMAIL, PASSWORD, origin=HERE)


@pytest.mark.parametrize(
    "told",
    [
        {"seen_at": now() - IDLE - timedelta(minutes=1)},
        {"expires_at": now() - timedelta(minutes=1)},
        {"ended_at": now()},
    ],
)
@pytest.mark.usefixtures("account")
def test_a_session_ends_when_it_is_idle_old_or_ended(db, told):
    token = sign_in(db, EMAIL, PASSWORD, origin=HERE)
    change(db, SESSION, **told)
    assert person_of(db, token) is None


@pytest.mark.usefixtures("account")
def test_use_keeps_a_session_alive_but_not_beyond_its_end(db):
    token = sign_in(db, EMAIL, PASSWORD, origin=HERE)
    change(db, SESSION, seen_at=now() - IDLE + timedelta(minutes=1))
    assert person_of(db, token) is not None
    with db.read() as session:
        row = session.execute(select(SESSION)).mappings().one()
    assert now() - row["seen_at"] < timedelta(minutes=1)
    assert row["expires_at"] - row["started_at"] == LONGEST


@pytest.mark.parametrize("act", ["disable", "sign out", "everywhere", "password", "role"])
def test_who_is_out_stores_nothing_more_with_the_page_that_is_open(db, account, act):
    grant_role(db, account, GrantDraft(role=Role.ADMINISTRATOR), actor=ACTOR)
    token = sign_in(db, EMAIL, PASSWORD, origin=HERE)
    page_db = db.for_person(person_of(db, token))
    add_vendor(page_db, a_vendor(code="BEFORE"), actor=EMAIL)
    if act == "disable":
        boss = add_account(db, AccountDraft(email="boss@example.org"), actor=ACTOR)
        grant_role(db, boss, GrantDraft(role=Role.ADMINISTRATOR), actor=ACTOR)
        disable_account(db, account, actor=ACTOR)
    elif act == "sign out":
        sign_out(db, token)
    elif act == "everywhere":
        sign_out_everywhere(page_db)
    elif act == "password":
        set_password(db, account, "another battery horse", actor=ACTOR)
    else:
        grant_role(db, account, GrantDraft(role=Role.LEAD), actor=ACTOR)
    with pytest.raises(NotAllowedError, match=r"session\.ended"):
        add_vendor(page_db, a_vendor(code="AFTER"), actor=EMAIL)
    assert (person_of(db, token) is None) is (act != "role")


@pytest.mark.usefixtures("account")
def test_a_changed_password_signs_every_other_browser_out(db):
    here, there = (sign_in(db, EMAIL, PASSWORD, origin=HERE) for _ in range(2))
    page_db = db.for_person(person_of(db, here))
    with pytest.raises(DomainError, match=r"password\.wrong"):
        change_own_password(page_db, "wrong", "another battery horse")
    change_own_password(page_db, PASSWORD, "another battery horse")
    assert person_of(db, here) is not None
    assert person_of(db, there) is None
    with pytest.raises(DomainError, match=r"sign_in\.refused"):
        sign_in(db, EMAIL, PASSWORD, origin=HERE)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaaaaaa", "personal"),
        ("chen@example.org", "personal"),
        ("chenchenchen1", "personal"),
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused(password, code):
    with pytest.raises(DomainError, match=rf"password\.{code}"):
        check_password(password, EMAIL)


def test_an_invitation_works_once_and_not_after_a_newer_one(db):
    account_id = add_account(db, AccountDraft(email=EMAIL), actor=ACTOR)
    old, new = (invite(db, account_id, actor=ACTOR) for _ in range(2))
    with pytest.raises(DomainError, match=r"invitation\.unknown"):
        accept_invitation(db, old, PASSWORD, origin=HERE)
    with pytest.raises(DomainError, match=r"password\.short"):
        accept_invitation(db, new, "short", origin=HERE)
    assert invited(db, new).email == EMAIL
    assert person_of(db, accept_invitation(db, new, PASSWORD, origin=HERE)).name == EMAIL
    with pytest.raises(DomainError, match=r"invitation\.unknown"):
        accept_invitation(db, new, "another battery horse", origin=HERE)
    assert person_of(db, sign_in(db, EMAIL, PASSWORD, origin=HERE)) is not None


def test_an_old_invitation_and_one_to_a_disabled_account_do_not_work(db):
    account_id = add_account(db, AccountDraft(email=EMAIL), actor=ACTOR)
    token = invite(db, account_id, actor=ACTOR)
    disable_account(db, account_id, actor=ACTOR)
    with pytest.raises(DomainError, match=r"invitation\.unknown"):
        invited(db, token)
    enable_account(db, account_id, actor=ACTOR)
    change(db, INVITATION, expires_at=now() - timedelta(seconds=1))
    with pytest.raises(DomainError, match=r"invitation\.unknown"):
        invited(db, token)


def test_the_first_link_makes_one_administrator_and_no_second(db):
    first, second = invite_first(db), invite_first(db)
    draft = AccountDraft(email=EMAIL, name_en="Chen")
    person = person_of(db, accept_first(db, first, draft, PASSWORD, origin=HERE))
    assert person.may(Right.ADMINISTER)
    other = AccountDraft(email="eve@example.org")
    for token in (first, second):
        with pytest.raises(DomainError, match=r"invitation\.unknown"):
            accept_first(db, token, other, PASSWORD, origin=HERE)
    assert invite_first(db) is None
    assert list_accounts(db)["email"].tolist() == [EMAIL]


def test_roles_reach_the_projects_of_a_programme_also_those_to_come(db, account):
    revoke_role(db, int(list_roles(db, account)["id"].iloc[0]), actor=ACTOR)
    first = stored_project(db, code="AA", programme="Search")
    other = stored_project(db, code="BB", programme="Safety")
    grant_role(db, account, GrantDraft(role=Role.LEAD, programme="Search"), actor=ACTOR)
    grant_role(db, account, GrantDraft(role=Role.VIEWER, project_id=other), actor=ACTOR)
    later = stored_project(db, code="CC", programme="Search")
    person = person_of(db, sign_in(db, EMAIL, PASSWORD, origin=HERE))
    assert person.role is None
    assert dict(person.roles) == {first: Role.LEAD, later: Role.LEAD, other: Role.VIEWER}


def test_a_role_that_is_there_is_given_once(db, account):
    one, two = (grant_role(db, account, GrantDraft(role=Role.PM), actor=ACTOR) for _ in range(2))
    assert one == two


def test_the_last_administrator_stays(db, account):
    grant = grant_role(db, account, GrantDraft(role=Role.ADMINISTRATOR), actor=ACTOR)
    for act in (lambda: revoke_role(db, grant, actor=ACTOR),
                lambda: disable_account(db, account, actor=ACTOR)):  # fmt: skip
        with pytest.raises(DomainError, match=r"account\.last_administrator"):
            act()


@pytest.mark.usefixtures("account")
def test_the_trail_tells_who_came_in_from_where_and_no_secret(db):
    with pytest.raises(DomainError, match=r"sign_in\.refused"):
        sign_in(db, EMAIL, "wrong but long", origin=HERE)
    sign_out(db, sign_in(db, EMAIL, PASSWORD, origin=HERE))
    told = list_trail(db, TrailFilter(actor=EMAIL))
    assert told["action"].tolist() == [
        "account.sign_out", "account.sign_in", "account.sign_in_failed",
    ]  # fmt: skip
    assert set(told["address"]) == {HERE.address}
    everything = list_trail(db, TrailFilter()).to_json()
    assert "argon2" not in everything
    assert PASSWORD not in everything
    assert verify_trail(db) == []


@pytest.mark.usefixtures("account")
def test_a_provider_tells_the_roles_and_cannot_take_over_somebody_else(db):
    draft, roles = AccountDraft(email=EMAIL), {Role.PM}
    token = sign_in_identified(db, draft, subject="idp|1", roles=roles, origin=HERE)
    assert person_of(db, token).role is Role.PM
    token = sign_in_identified(db, draft, subject="idp|1", roles=(), origin=HERE)
    assert person_of(db, token).role is Role.VIEWER  # the one given here stays
    with pytest.raises(DomainError, match=r"sso\.other_person"):
        sign_in_identified(db, draft, subject="idp|2", roles=roles, origin=HERE)


def test_whom_a_provider_knows_without_a_role_is_not_let_in_nor_stored(db):
    draft = AccountDraft(email="new@example.org")
    with pytest.raises(DomainError, match=r"sso\.no_role"):
        sign_in_identified(db, draft, subject="idp|9", roles=(), origin=HERE)
    assert list_accounts(db).empty


def test_a_visit_to_the_provider_is_taken_up_once(db):
    told = {"nonce": "n", "code_verifier": "v", "next_path": "/log"}
    leave_for_provider(db, "state", told)
    assert back_from_provider(db, "state")["next_path"] == "/log"
    with pytest.raises(DomainError, match=r"sso\.unknown_visit"):
        back_from_provider(db, "state")
