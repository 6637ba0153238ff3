"""Who is signed in, and the way out; on one's own machine, that nobody has to sign in."""

from html import escape
from typing import Final

import streamlit as st

from ecogov.domain.accounts import LOGOUT, LOGOUT_EVERYWHERE, ME
from ecogov.i18n.translator import Translator
from ecogov.ui.literal import literal
from ecogov.ui.page import Page
from ecogov.ui.visitors import own_form_proof

# Buttons of a form that the browser sends by itself: signing out is no run of the page.
_STYLE: Final = """<style>
.ecogov-account form { margin: 0; }
.ecogov-account a, .ecogov-account button { display: block; width: 100%; padding: .35rem .6rem;
  font: inherit; text-align: left; text-decoration: none; color: inherit; background: transparent;
  border: 0; border-radius: 6px; cursor: pointer; }
.ecogov-account a:hover, .ecogov-account button:hover { background: rgba(127, 127, 127, .15); }
</style>"""


def account_menu(page: Page) -> None:
    """Draw the menu of one's account, or the note that there is none."""
    t, visit = page.t, page.db.person.visit
    if visit is None:
        with st.sidebar:
            st.caption(f":material/lock_open: {t('account.alone')}")
        return
    names = (visit.known_as, visit.known_as_zh)
    named = names[0] or names[1] if t.language == "en" else names[1] or names[0]
    with st.popover(
        literal(named or page.actor),
        key="shell.account",
        icon=":material/account_circle:",
        type="tertiary",
        help=t("account.menu_tip"),
    ):
        st.markdown(t("account.signed_in_as", email=literal(page.actor)))
        st.html(f"{_STYLE}<div class='ecogov-account'>{_links(t)}</div>")


def _links(t: Translator) -> str:
    proof = own_form_proof()
    hidden = f'<input type="hidden" name="csrf" value="{proof}">'
    forms = "".join(
        f'<form method="post" action="{action}?lang={t.language}">{hidden}'
        f"<button>{escape(text)}</button></form>"
        for action, text in (
            (LOGOUT, t("account.sign_out")),
            (LOGOUT_EVERYWHERE, t("account.sign_out_everywhere")),
        )
    )
    return f'<a href="{ME}?lang={t.language}">{escape(t("account.yours"))}</a>{forms}'
