"""The pages of the app. A new page: its file in ``pages/``, one line here, its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from ecogov.domain.people import Person, Right
from ecogov.i18n.translator import Translator
from ecogov.settings import ROOT

if TYPE_CHECKING:
    from streamlit.navigation.page import Page as StreamlitPage

PAGE_ICON: Final = Path(__file__).parent / "icon.svg"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of the navigation.

    Parameters
    ----------
    key : str
        Stem of the file in ``pages/``; its title stands under ``page.<key>``, what it is for
        under ``page.<key>.help``.
    group : str
        Heading in the navigation, under ``nav.<group>``.
    icon : str
        Material icon.
    path : str
        Path of the page's link; empty for the page at ``/``.
    """

    key: str
    group: str
    icon: str
    path: str
    right: Right = Right.READ
    """Who has it nowhere does not see the page."""

    @property
    def file(self) -> str:
        """Absolute path of the script: `entry/main.py` has no ``pages/`` beside it, on purpose."""
        return str(ROOT / "pages" / f"{self.key}.py")


PAGES: Final[tuple[PageEntry, ...]] = (
    PageEntry("overview", "today", ":material/dashboard:", ""),
    PageEntry("standup", "today", ":material/groups:", "standup"),
    PageEntry("project", "deliver", ":material/folder_open:", "project"),
    PageEntry("milestones", "deliver", ":material/flag_circle:", "milestones"),
    PageEntry("log", "deliver", ":material/assignment_late:", "log"),
    PageEntry("kpis", "measure", ":material/monitoring:", "kpis"),
    PageEntry("rootcause", "measure", ":material/account_tree:", "root-cause"),
    PageEntry("status", "report", ":material/traffic:", "status"),
    PageEntry("imports", "data", ":material/upload_file:", "import", Right.LOG),
    PageEntry("sql", "data", ":material/database_search:", "sql", Right.ADMINISTER),
    PageEntry("settings", "admin", ":material/settings:", "settings", Right.SET_UP),
)


def is_listed(key: str) -> bool:
    """Tell whether a page exists."""
    return any(entry.key == key for entry in PAGES)


def entry_of(key: str) -> PageEntry:
    """Find a page by its key.

    Raises
    ------
    KeyError
        If there is no such page.
    """
    found = next((entry for entry in PAGES if entry.key == key), None)
    if found is None:
        raise KeyError(key)
    return found


def listed(t: Translator, person: Person) -> Mapping[str, list["StreamlitPage"]]:
    """Give the pages by translated heading, in the order of `PAGES`, as ``st.navigation`` asks.

    Those of which a person may do nothing are hidden, not gone: links to them are no mistake.
    """
    groups: dict[str, list[StreamlitPage]] = {}
    for entry in PAGES:
        groups.setdefault(t(f"nav.{entry.group}"), []).append(_page(entry, t, person))
    return groups


def is_for(entry: PageEntry, person: Person) -> bool:
    """Tell whether a page is for a person; the first one is for everybody."""
    return not entry.path or person.may_somewhere(entry.right)


def _page(entry: PageEntry, t: Translator, person: Person) -> "StreamlitPage":
    return st.Page(
        entry.file,
        title=t(f"page.{entry.key}"),
        icon=entry.icon,
        url_path=entry.path or None,
        default=not entry.path,
        visibility="visible" if is_for(entry, person) else "hidden",
        help=t(f"page.{entry.key}.help"),
    )
