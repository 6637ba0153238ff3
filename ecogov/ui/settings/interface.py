"""What other systems come through: tokens of the HTTP interface, and webhooks."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.domain.interface.webhooks import EVENTS, WebhookDraft
from ecogov.i18n import formats
from ecogov.i18n.refusals import invalid, refusal
from ecogov.services.interface import tokens, webhooks
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.settings.stored_rows import records

_NOTE: Final = "settings.interface.note"
_SECRET: Final = "settings.interface.secret"  # noqa: S105 - the name of a place
_MIN_WIDTH: Final = 420


def interface_section(page: Page) -> None:
    """Draw tokens and webhooks beside each other."""
    _told(page)
    with st.grid(2, min_column_width=_MIN_WIDTH, gap=("medium", "large")) as grid:
        with grid.cell():
            _tokens(page)
        with grid.cell():
            _webhooks(page)


def _told(page: Page) -> None:
    """Say what was just done or refused; a secret is shown at this run alone."""
    refused: tuple[str, ...] = st.session_state.pop(_NOTE, ())
    if refused:
        st.error("  \n".join(refused), icon=":material/block:")
    made: tuple[str, str] | None = st.session_state.pop(_SECRET, None)
    if made is not None:
        st.success(page.t(made[0]), icon=":material/key:")
        st.code(made[1], language=None)


def _tokens(page: Page) -> None:
    t = page.t
    st.header(t("token.title"), anchor=False)
    st.caption(t("token.about"))
    with st.form("settings.token", border=True, clear_on_submit=False):
        label = st.text_input(t("token.label"), key="settings.token.label", max_chars=80)
        scopes = st.pills(
            t("token.scopes"),
            list(Scope),
            format_func=lambda scope: t(f"token.scope.{scope}"),
            selection_mode="multi",
            key="settings.token.scopes",
        )
        project_id = _project(page, "settings.token.project")
        if st.form_submit_button(t("token.make"), key="settings.token.make", icon=":material/key:"):
            told = {"label": label, "scopes": scopes, "project_id": project_id}
            _make(page, partial(_token, page, told), "command.token.added")
    for one in records(tokens.list_tokens(page.db)):
        may = t("value.list_separator").join(t(f"token.scope.{scope}") for scope in one["scopes"])
        used = t("token.used_at", at=formats.moment(t, one["last_used_at"], page.timezone))
        _card(
            page,
            (one["label"], f"{may} · {one['project'] or t('token.all_projects')} · {used}"),
            partial(tokens.revoke_token, page.db, int(one["id"]), actor=page.actor),
            key=f"settings.token.revoke.{one['id']}",
        )


def _webhooks(page: Page) -> None:
    t = page.t
    st.header(t("webhook.title"), anchor=False)
    st.caption(t("webhook.about"))
    with st.form("settings.webhook", border=True, clear_on_submit=False):
        url = st.text_input(t("webhook.url"), key="settings.webhook.url", placeholder="https://")
        events = st.multiselect(
            t("webhook.events"),
            EVENTS,
            format_func=lambda event: t(f"webhook.event.{event}"),
            key="settings.webhook.events",
            placeholder=t("webhook.choose"),
        )
        project_id = _project(page, "settings.webhook.project")
        if st.form_submit_button(
            t("webhook.add"), key="settings.webhook.add", icon=":material/webhook:"
        ):
            told = {"url": url, "events": events, "project_id": project_id}
            _make(page, partial(_webhook, page, told), "command.webhook.added")
    for one in records(webhooks.list_webhooks(page.db)):
        names = (t(f"webhook.event.{event}") for event in one["events"])
        tells = t("value.list_separator").join(names)
        _card(
            page,
            (one["url"], f"{tells} · {one['project'] or t('token.all_projects')}"),
            partial(webhooks.revoke_webhook, page.db, int(one["id"]), actor=page.actor),
            key=f"settings.webhook.revoke.{one['id']}",
        )


def _project(page: Page, key: str) -> int | None:
    numbers = dict(zip(page.projects["code"], page.projects["id"], strict=True))
    code = st.selectbox(
        page.t("token.project"),
        list(numbers),
        index=None,
        key=key,
        placeholder=page.t("token.all_projects"),
    )
    return None if code is None else int(numbers[code])


def _card(page: Page, texts: tuple[str, str], revoke: Callable[[], object], *, key: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{literal(texts[0])}**")
            st.caption(literal(texts[1]))
        st.button(
            page.t("token.revoke"),
            key=key,
            icon=":material/block:",
            type="tertiary",
            on_click=_revoke,
            args=(page, revoke),
        )


def _token(page: Page, told: Mapping[str, Any]) -> str:
    return tokens.create_token(page.db, TokenDraft.model_validate(told), actor=page.actor)


def _webhook(page: Page, told: Mapping[str, Any]) -> str:
    return webhooks.add_webhook(page.db, WebhookDraft.model_validate(told), actor=page.actor)


def _make(page: Page, make: Callable[[], str], done: str) -> None:
    t = page.t
    labels = {
        "label": t("token.label"), "scopes": t("token.scopes"),
        "url": t("webhook.url"), "events": t("webhook.events"),
    }  # fmt: skip
    try:
        st.session_state[_SECRET] = (done, make())
    except DomainError as refused:
        st.session_state[_NOTE] = (refusal(t, refused),)
    except ValidationError as refused:
        st.session_state[_NOTE] = invalid(t, refused, labels)
    st.rerun()


def _revoke(page: Page, revoke: Callable[[], object]) -> None:
    try:
        revoke()
    except DomainError as refused:
        st.session_state[_NOTE] = (refusal(page.t, refused),)
