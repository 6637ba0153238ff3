"""The milestones of a project in other calendars: a file now, or an address that stays current."""

from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from ecogov.domain.people import Right
from ecogov.i18n import formats
from ecogov.i18n.translator import LANGUAGES
from ecogov.reports.calendars import milestones_calendar
from ecogov.services.log.feeds import create_feed, project_followed, revoke_feed
from ecogov.ui.exports import noted
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.place import project_id
from ecogov.ui.milestones import cached
from ecogov.ui.page import Page

_SHOWN: Final = "plan.feed.address"
_SLOT: Final = "plan-feeds"


def subscription(page: Page) -> None:
    """Draw the button behind which calendars are served."""
    t = page.t
    with st.popover(
        t("plan.feed"), key="plan.feed", icon=":material/calendar_month:", help=t("plan.feed_tip")
    ):
        chosen = project_id(page)
        if chosen is None:
            st.caption(t("plan.feed.one_project"))
            return
        st.download_button(
            t("plan.feed.download"),
            data=noted(page, "milestones.ics", partial(_file, page, chosen)),
            file_name=f"{page.scope.project}-milestones.ics",
            mime="text/calendar",
            key="plan.feed.download",
            icon=":material/download:",
            on_click="ignore",
        )
        if not page.may(Right.PUBLISH, chosen):
            return
        st.markdown(t("plan.feed.about"))
        st.button(
            t("plan.feed.create"),
            key="plan.feed.create",
            icon=":material/add_link:",
            on_click=_create,
            args=(page, chosen),
        )
        _new_address(page, chosen)
        refusal_at(t, _SLOT)
        _feeds(page, cached.feeds_of(page.db, chosen))


def _file(page: Page, chosen: int) -> bytes:
    followed = project_followed(page.db, chosen, page.t)
    return milestones_calendar(
        followed.milestones,
        followed.t,
        code=followed.project.code,
        name=followed.name,
        stamp=datetime.now(UTC),
    )


def _create(page: Page, chosen: int) -> None:
    made: list[str] = []
    create = partial(create_feed, page.db, chosen, page.t.language, actor=page.actor)
    if attempted(_SLOT, lambda: made.append(create())):
        st.session_state[_SHOWN] = (chosen, _address(made[0]))


def _address(token: str) -> str:
    parts = urlsplit(st.context.url or "")
    beginning = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{beginning}/calendar/{token}.ics"


def _new_address(page: Page, chosen: int) -> None:
    """Show an address once; it is not stored and cannot be shown again."""
    shown: tuple[int, str] | None = st.session_state.get(_SHOWN)
    if shown is None or shown[0] != chosen:
        return
    st.code(shown[1], language=None, wrap_lines=True)
    st.warning(page.t("plan.feed.once"), icon=":material/key:")


def _feeds(page: Page, rows: pd.DataFrame) -> None:
    t = page.t
    for row in rows.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            when = formats.moment(t, row["created_at"], page.timezone)
            told = {"when": when, "language": LANGUAGES[row["language"]]}
            st.caption(t("plan.feed.told", **told), width="content")
            st.button(
                t("plan.feed.revoke"),
                key=f"plan.feed.{row['id']}.revoke",
                icon=":material/link_off:",
                type="tertiary",
                help=t("plan.feed.revoke_tip"),
                on_click=_revoke,
                args=(page, int(row["id"])),
            )


def _revoke(page: Page, feed_id: int) -> None:
    st.session_state.pop(_SHOWN, None)
    attempted(_SLOT, partial(revoke_feed, page.db, feed_id, actor=page.actor))
