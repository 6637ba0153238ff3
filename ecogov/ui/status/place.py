"""Where on the page a person is; the link alone knows: ``?section=history&report=12&with=9``."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from ecogov.domain.people import Right
from ecogov.services.status.programmes import programme_subject
from ecogov.services.status.reporting import project_subject
from ecogov.ui.log.place import ask, project_id
from ecogov.ui.log.questions import one, today
from ecogov.ui.page import Page
from ecogov.ui.status import reads

REPORT: Final = "report"
PUBLISH: Final = "publish"
HISTORY: Final = "history"
LIGHTS: Final = "lights"

SECTION: Final = "section"
NUMBER: Final = "report"
WITH: Final = "with"
PROGRAMME: Final = "programme"

_SECTION_WIDGET: Final = "status.section"
_PROGRAMME_WIDGET: Final = "status.programme"


@dataclass(frozen=True, slots=True)
class Whose:
    """A project or a programme, and the day of the draft."""

    project_id: int | None
    programme: str
    as_of: date

    @property
    def subject(self) -> str:
        """Name the subject under which its reports are kept."""
        if self.project_id is None:
            return programme_subject(self.programme)
        return project_subject(self.project_id)


def whose(page: Page) -> Whose | None:
    """Tell whose status is looked at: the chosen project, else a programme; None without any."""
    chosen = project_id(page)
    if chosen is not None:
        found = page.projects.loc[page.projects["id"] == chosen, "programme"]
        return Whose(chosen, str(found.iloc[0]), today(page))
    programmes = reads.programmes(page.db)
    if not programmes:
        return None
    picked = one(PROGRAMME, programmes, programmes[0])
    st.session_state[_PROGRAMME_WIDGET] = picked
    st.selectbox(
        page.t("project.programme"),
        programmes,
        key=_PROGRAMME_WIDGET,
        width=320,
        on_change=lambda: ask(PROGRAMME, [st.session_state[_PROGRAMME_WIDGET]]),
    )
    return Whose(None, picked, today(page))


def sections(who: Whose) -> tuple[str, ...]:
    """List the sections; lights are set for projects."""
    return (REPORT, PUBLISH, HISTORY, *(() if who.project_id is None else (LIGHTS,)))


def section(page: Page, who: Whose) -> str:
    """Draw the choice of the section and tell which one it is."""
    known = sections(who)
    chosen = one(SECTION, known, REPORT)
    st.session_state[_SECTION_WIDGET] = chosen
    st.segmented_control(
        page.t("status.section"),
        known,
        format_func=lambda name: page.t(f"status.section.{name}"),
        key=_SECTION_WIDGET,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: ask(SECTION, [st.session_state[_SECTION_WIDGET]]),
    )
    return chosen


def may_publish(page: Page, who: Whose) -> bool:
    """Tell whether whoever looks may publish and share: of a programme, every project of it."""
    if who.project_id is not None:
        return page.may(Right.PUBLISH, who.project_id)
    mine = page.projects.loc[page.projects["programme"] == who.programme, "id"]
    return all(page.may(Right.PUBLISH, int(one)) for one in mine)
