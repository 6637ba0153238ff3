"""Saved views: the filters of a list under a name, for everybody."""

from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.services.log.views import remove_view, save_view
from ecogov.ui.header.scope import PROJECT, in_link
from ecogov.ui.literal import literal
from ecogov.ui.log import cached
from ecogov.ui.log.done import Done, attempt, say
from ecogov.ui.log.place import KIND, asked
from ecogov.ui.log.questions import SORT, filter_names
from ecogov.ui.log.risks.choices import STAGE, VIEW
from ecogov.ui.navigation import entry_of
from ecogov.ui.page import Page

_NAME: Final = "log.view.name"
_PAGE: Final = "log"
_OF_RISKS: Final = (VIEW, STAGE)


def views_menu(page: Page, kind: RecordKind) -> None:
    """Draw the button behind which views are opened, saved and removed."""
    t = page.t
    with st.popover(
        t("log.views"), key="log.views", icon=":material/bookmark:", help=t("log.views_tip")
    ):
        rows = cached.saved_views(page.db)
        if rows.empty:
            st.caption(t("log.view.none"))
        for view_id, name, query in zip(rows["id"], rows["name"], rows["query"], strict=True):
            _view(page, int(view_id), str(name), query)
        if not page.db.person.may_somewhere(Right.TRIAGE):
            return
        st.text_input(
            t("log.view.name"), key=_NAME, placeholder=t("log.view.name"), max_chars=120,
            label_visibility="collapsed",
        )  # fmt: skip
        st.button(
            t("log.view.save"),
            key="log.view.save",
            icon=":material/bookmark_add:",
            on_click=_save,
            args=(page, kind),
        )


def view_query(page: Page, kind: RecordKind) -> dict[str, list[str]]:
    """Give what a view keeps: the kind, its filters and order, and the chosen project."""
    names = (*filter_names(kind), SORT, *_OF_RISKS)
    told = {name: list(asked(name)) for name in names if asked(name)}
    project = {PROJECT: [page.scope.project]} if page.scope.project else {}
    return {KIND: [kind.value], **project, **told}


def _view(page: Page, view_id: int, name: str, query: dict[str, list[str]]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        kept = {part: value for part, value in in_link().items() if part != PROJECT}
        st.page_link(
            entry_of("log").file,
            label=literal(name),
            icon=":material/bookmark:",
            query_params={**kept, **query},
            help=page.t("log.view.open"),
        )
        st.space("stretch")
        if not page.db.person.may_somewhere(Right.TRIAGE):
            return
        st.button(
            page.t("log.view.remove"),
            key=f"log.view.remove.{view_id}",
            icon=":material/delete:",
            type="tertiary",
            help=page.t("log.view.remove_tip", name=literal(name)),
            on_click=_remove,
            args=(page, view_id, name, query),
        )


def _save(page: Page, kind: RecordKind) -> None:
    name = st.session_state[_NAME]

    def act() -> None:
        view_id = save_view(page.db, _PAGE, name, view_query(page, kind), actor=page.actor)
        st.session_state[_NAME] = ""
        say(
            Done(
                kind,
                "log.view.saved",
                {"name": " ".join(name.split())},
                lambda: remove_view(page.db, view_id, actor=page.actor),
            )
        )

    attempt(kind, act)


def _remove(page: Page, view_id: int, name: str, query: dict[str, list[str]]) -> None:
    def act() -> None:
        remove_view(page.db, view_id, actor=page.actor)
        say(
            Done(
                RecordKind.RISK,
                "log.view.removed",
                {"name": name},
                lambda: save_view(page.db, _PAGE, name, query, actor=page.actor),
            )
        )

    attempt(RecordKind.RISK, act)
