"""The "＋" menu: what can be logged from any page. A new kind of record: one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind, right_to_write
from ecogov.domain.people import Right
from ecogov.ui.links import open_page
from ecogov.ui.log.form.dialog import prepare, standing_dialog
from ecogov.ui.log.looks import KIND_ICONS
from ecogov.ui.navigation import is_listed
from ecogov.ui.page import Page


@dataclass(frozen=True, slots=True)
class RecordType:
    """A kind of record that the menu offers.

    Parameters
    ----------
    key : str
        Its title stands under ``new.<key>``.
    icon : str
        Material icon.
    home : str
        Key of the page that lists such records; without that page the menu leaves it out.
    begin : callable
        Begins the form: a dialog, or the page that holds it.
    right : Right
        What it takes to log one; who has not got it is not offered it.
    """

    key: str
    icon: str
    home: str
    begin: Callable[[], None]
    right: Right


def _project() -> None:
    open_page("settings", section="projects")


def _target() -> None:
    open_page("settings", section="targets")


RECORD_TYPES: Final[tuple[RecordType, ...]] = (
    *(
        RecordType(kind.value, icon, "log", partial(prepare, kind), right_to_write(kind))
        for kind, icon in KIND_ICONS.items()
    ),
    RecordType("project", ":material/folder:", "settings", _project, Right.ADMINISTER),
    RecordType("target", ":material/flag:", "settings", _target, Right.SET_UP),
)


def quick_add(page: Page) -> None:
    """Draw the menu and open the form of what was picked."""
    offered = {
        kind.key: kind
        for kind in RECORD_TYPES
        if is_listed(kind.home) and page.may_here(kind.right)
    }
    if not offered:
        return
    t = page.t
    picked = st.menu_button(
        t("shell.new"),
        list(offered),
        format_func=lambda key: f"{offered[key].icon} {t(f'new.{key}')}",
        key="shell.new",
        icon=":material/add:",
        help=t("shell.new_tip"),
    )
    asks_for_risk = RecordKind.RISK.value in offered and st.button(
        t("shell.new_risk"), key="shell.new_risk", shortcut="Alt+N"
    )
    if picked is not None:
        offered[picked].begin()
    elif asks_for_risk:
        prepare(RecordKind.RISK)
    standing_dialog(page)
