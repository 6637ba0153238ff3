"""People in Settings, the account menu, and what pages offer to a role."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from ecogov.domain.accounts import AccountDraft, GrantDraft, Origin
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Role
from ecogov.services.people.accounts import add_account, disable_account, list_accounts
from ecogov.services.people.roles import grant_role, list_roles
from ecogov.services.people.signing_in import open_session
from ecogov.storage.people.accounts import by_email
from tests.builders import ACTOR, stored_project, stored_record


@pytest.fixture
def signed_in(sqlite_db, monkeypatch) -> Callable[..., int]:
    """Sign the visitors of a test in as somebody with a role, and give the account's id."""

    def sign(role: Role, email: str = "chen@example.org", project_id: int | None = None) -> int:
        account_id = add_account(sqlite_db, AccountDraft(email=email), actor=ACTOR)
        grant_role(sqlite_db, account_id, GrantDraft(role=role, project_id=project_id), actor=ACTOR)
        with sqlite_db.read() as session:
            account = by_email(session, email)
        token = open_session(sqlite_db, account, origin=Origin(), way="test")
        monkeypatch.setattr("ecogov.ui.visitors.session_token", lambda: token)
        return account_id

    return sign


@pytest.fixture
def project(sqlite_db) -> int:
    """Project with one risk."""
    project_id = stored_project(sqlite_db)
    stored_record(sqlite_db, RecordKind.RISK, project_id)
    return project_id


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def test_alone_at_the_machine_nobody_signs_in_and_the_page_says_so(open_page):
    app = open_page("settings", section="people", open="none")
    assert any("only this machine" in one.value for one in app.sidebar.caption)
    assert "settings.people.begin" in keys(app)


def test_once_there_is_an_account_a_stranger_is_sent_to_the_door(new_app, sqlite_db):
    stored_project(sqlite_db)
    add_account(sqlite_db, AccountDraft(email="chen@example.org"), actor=ACTOR)
    app = new_app().run()
    assert not app.exception
    assert not app.title
    assert not app.button


def test_an_administrator_invites_somebody_into_a_project(open_page, signed_in, sqlite_db):
    project_id = stored_project(sqlite_db)
    signed_in(Role.ADMINISTRATOR)
    app = open_page("settings", section="people", open="none")
    app.text_input(key="settings.people.new.email").set_value("mei@example.org")
    app.selectbox(key="settings.people.new.role").set_value(Role.LEAD).run()
    app.button(key="settings.people.invite").click().run()
    assert not app.exception
    assert any("/account/invitation/" in one.value for one in app.code)
    accounts = list_accounts(sqlite_db).set_index("email")["id"]
    roles = list_roles(sqlite_db, int(accounts["mei@example.org"]))
    assert list(zip(roles["role"], roles["project_id"], strict=True)) == [("lead", project_id)]


def test_the_last_administrator_cannot_lock_everybody_out(open_page, signed_in):
    account_id = signed_in(Role.ADMINISTRATOR)
    app = open_page("settings", section="people", open="none")
    app.selectbox(key="settings.people.picked").set_value(account_id).run()
    app.button(key="settings.people.disable").click().run()
    assert any("Nobody could administer" in one.value for one in app.error)


@pytest.mark.parametrize(
    ("role", "may"), [(Role.VIEWER, False), (Role.LEAD, False), (Role.PM, True)]
)
def test_who_may_not_log_risks_is_not_offered_it(open_page, signed_in, project, *, role, may):
    signed_in(role, project_id=project)
    app = open_page("log", kind="risk", open="R-1", project="TS-VIDEO")
    assert ({"log.new", "log.paste", "shell.new_risk"} <= keys(app)) is may
    assert any(key.endswith(".archive") for key in keys(app)) is may


def test_a_disabled_account_is_out_at_the_next_click(open_page, signed_in, sqlite_db):
    project_id = stored_project(sqlite_db)
    signed_in(Role.ADMINISTRATOR, "boss@example.org")
    account_id = signed_in(Role.PM, project_id=project_id)
    app = open_page("log", kind="risk", project="TS-VIDEO")
    disable_account(sqlite_db, account_id, actor=ACTOR)
    app.button(key="log.new").click().run()
    assert not app.exception
    assert not app.title


def test_settings_show_who_manages_a_project_what_is_theirs(open_page, signed_in, sqlite_db):
    project_id = stored_project(sqlite_db)
    signed_in(Role.PM, project_id=project_id)
    app = open_page("settings", section="people", open="none")
    [sections] = [one for one in app.get("button_group") if one.key == "settings.section"]
    assert "People" not in sections.options
    assert "Targets" in sections.options
    assert not app.error
