"""People: who may sign in and as what; inviting, roles by programme and project, disabling."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from ecogov.domain.accounts import AccountDraft, GrantDraft, Reach
from ecogov.domain.people import Role
from ecogov.i18n import formats
from ecogov.i18n.people import role_in_words
from ecogov.services.people.accounts import (
    add_account,
    disable_account,
    enable_account,
    list_accounts,
)
from ecogov.services.people.invitations import invite, invite_first
from ecogov.services.people.roles import grant_role, list_roles, revoke_role
from ecogov.settings import load
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.settings.stored_rows import records

_SLOT: Final = "settings-people"
_LINK: Final = "settings.people.link"
_PICKED: Final = "settings.people.picked"
_NEW: Final = "settings.people.new"
_GIVEN: Final = "settings.people.given"
_COLUMNS: Final = ("email", "name", "roles", "state", "seen_at")

Account = dict[str, Any]


def people_section(page: Page) -> None:
    """Draw who may sign in, the form to invite somebody, and the account that was picked."""
    t = page.t
    accounts = list(records(list_accounts(page.db)))
    if not accounts:
        _first(page)
        return
    roles = list_roles(page.db)
    st.header(t("people.count", count=len(accounts)), anchor=False)
    _new_link(page)
    refusal_at(t, _SLOT, {"email": t("account.email")})
    with st.expander(t("people.invite"), icon=":material/person_add:"):
        _invitation(page)
    _table(page, accounts, roles)
    _picked(page, {int(one["id"]): one for one in accounts}, roles)


def _first(page: Page) -> None:
    """Offer the way to the first account; until it is taken, nobody has to sign in."""
    t = page.t
    st.info(t("people.none"), icon=":material/lock_open:")
    st.button(
        t("people.begin"), key="settings.people.begin", icon=":material/lock_person:",
        type="primary", on_click=_begin, args=(page,),
    )  # fmt: skip
    if _LINK in st.session_state:
        st.markdown(t("people.first"))
        st.link_button(t("people.open_link"), st.session_state[_LINK], icon=":material/key:")


def _begin(page: Page) -> None:
    token = invite_first(page.db)
    if token is not None:
        st.session_state[_LINK] = _address(token)


def _table(page: Page, accounts: list[Account], roles: pd.DataFrame) -> None:
    t = page.t
    rows = [
        (
            one["email"],
            _name(page, one),
            t("value.list_separator").join(
                role_in_words(t, grant) for grant in _roles_of(roles, one)
            ),
            t(f"people.state.{_state(one)}"),
            _seen(page, one),
        )
        for one in accounts
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        hide_index=True,
        column_config={name: t(f"people.{name}") for name in _COLUMNS},
        alt=t("people.count", count=len(accounts)),
        key="settings.people.table",
    )


def _picked(page: Page, accounts: dict[int, Account], roles: pd.DataFrame) -> None:
    t = page.t
    picked = st.selectbox(
        t("people.pick"),
        list(accounts),
        index=None,
        format_func=lambda number: accounts[number]["email"] if number in accounts else "",
        key=_PICKED,
        placeholder=t("people.pick"),
        label_visibility="collapsed",
        icon=":material/person:",
        width=420,
    )
    if picked is None:
        return
    one = accounts[picked]
    with st.container(border=True, key="settings-person"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(literal(one["email"]), anchor=False, width="content")
            st.space("stretch")
            _acts(page, one)
        for grant in _roles_of(roles, one):
            _role(page, grant)
        st.markdown(t("people.give"))
        draw_reach(page, _GIVEN)
        st.button(
            t("people.give_role"), key="settings.people.give", icon=":material/add_moderator:",
            on_click=_give, args=(page, picked),
        )  # fmt: skip


def _acts(page: Page, one: Account) -> None:
    t, number = page.t, int(one["id"])
    is_off = pd.notna(one["disabled_at"])
    if not is_off:
        st.button(
            t("people.new_link"), key="settings.people.relink", icon=":material/link:",
            help=t("people.new_link_tip"), on_click=_link, args=(page, number),
        )  # fmt: skip
    verb = "enable" if is_off else "disable"
    act = enable_account if is_off else disable_account
    st.button(
        t(f"people.{verb}"), key=f"settings.people.{verb}", help=t(f"people.{verb}_tip"),
        icon=":material/lock_open:" if is_off else ":material/block:",
        on_click=_try, args=(partial(act, page.db, number, actor=page.actor),),
    )  # fmt: skip


def _role(page: Page, grant: dict[str, Any]) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(literal(role_in_words(t, grant)), width="content")
        if grant["is_from_sso"]:
            st.caption(t("people.from_sso"), width="content")
            return
        st.button(
            "", key=f"settings.people.take.{grant['id']}", icon=":material/close:",
            type="tertiary", help=t("people.take_role"), on_click=_try,
            args=(partial(revoke_role, page.db, int(grant["id"]), actor=page.actor),),
        )  # fmt: skip


def _invitation(page: Page) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(t("account.email"), key=f"{_NEW}.email", max_chars=254)
        st.text_input(t("project.name_en"), key=f"{_NEW}.name_en", max_chars=120)
        st.text_input(t("project.name_zh"), key=f"{_NEW}.name_zh", max_chars=120)
    draw_reach(page, _NEW)
    st.button(
        t("people.invite"), key="settings.people.invite", icon=":material/person_add:",
        type="primary", on_click=_invite, args=(page,),
    )  # fmt: skip


def draw_reach(page: Page, key: str) -> None:
    """Draw the choice of a role and how far it goes."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        role = st.selectbox(
            t("people.role"), list(Role), format_func=lambda one: t(f"role.{one}"),
            key=f"{key}.role", help=t("people.role_tip"), width=200,
        )  # fmt: skip
        if role is Role.ADMINISTRATOR:
            return
        reach = st.selectbox(
            t("people.reach"), list(Reach), index=2, format_func=lambda one: t(f"reach.{one}"),
            key=f"{key}.reach", width=200,
        )  # fmt: skip
        if reach is Reach.PROJECT:
            names = dict(zip(page.projects["id"], page.projects["code"], strict=True))
            st.selectbox(
                t("shell.project"), [int(one) for one in names], key=f"{key}.project", width=260,
                format_func=lambda number: names.get(number, ""),
            )  # fmt: skip
        elif reach is Reach.PROGRAMME:
            programmes = sorted({one for one in page.projects["programme"] if one})
            st.selectbox(t("project.programme"), programmes, key=f"{key}.programme", width=260)


def _chosen(key: str) -> GrantDraft:
    state = st.session_state
    role, reach = state[f"{key}.role"], state.get(f"{key}.reach", Reach.EVERYWHERE)
    if role is Role.ADMINISTRATOR:
        return GrantDraft(role=role)
    return GrantDraft(
        role=role,
        programme=state.get(f"{key}.programme") if reach is Reach.PROGRAMME else None,
        project_id=state.get(f"{key}.project") if reach is Reach.PROJECT else None,
    )


def _invite(page: Page) -> None:
    state = st.session_state

    def act() -> None:
        told = {name: state[f"{_NEW}.{name}"] for name in ("email", "name_en", "name_zh")}
        draft, grant = AccountDraft.model_validate(told), _chosen(_NEW)
        account_id = add_account(page.db, draft, actor=page.actor)
        grant_role(page.db, account_id, grant, actor=page.actor)
        state[_LINK] = _address(invite(page.db, account_id, actor=page.actor))

    if attempted(_SLOT, act):
        for name in ("email", "name_en", "name_zh"):
            state[f"{_NEW}.{name}"] = ""


def _link(page: Page, account_id: int) -> None:
    def act() -> None:
        st.session_state[_LINK] = _address(invite(page.db, account_id, actor=page.actor))

    attempted(_SLOT, act)


def _give(page: Page, account_id: int) -> None:
    attempted(_SLOT, lambda: grant_role(page.db, account_id, _chosen(_GIVEN), actor=page.actor))


def _try(act: Callable[[], object]) -> None:
    st.session_state.pop(_LINK, None)
    attempted(_SLOT, act)


def _address(token: str) -> str:
    parts = urlsplit(st.context.url or "")
    here = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{load().public_url.rstrip('/') or here}/account/invitation/{token}"


def _new_link(page: Page) -> None:
    """Show a link once; it is not stored and cannot be shown again."""
    shown: str | None = st.session_state.get(_LINK)
    if shown is not None:
        st.success(page.t("people.link"), icon=":material/key:")
        st.code(shown, language=None, wrap_lines=True)


def _roles_of(roles: pd.DataFrame, one: Account) -> list[dict[str, Any]]:
    mine = roles[roles["account_id"] == one["id"]]
    return [{str(name): value for name, value in row.items()} for row in mine.to_dict("records")]


def _name(page: Page, one: Account) -> str:
    names = (one["name_zh"], one["name_en"])
    first, second = names if page.t.language == "zh-Hans" else reversed(names)
    return str(first or second)


def _seen(page: Page, one: Account) -> str:
    at: Any = one["seen_at"]
    return formats.NOTHING if pd.isna(at) else formats.moment(page.t, at, page.timezone)


def _state(one: Account) -> str:
    if pd.notna(one["disabled_at"]):
        return "disabled"
    return "active" if one["has_password"] or pd.notna(one["seen_at"]) else "invited"
