"""What stood in a dialog that was closed without saving: it is there when it opens again.

A form sends what is typed only with one of its buttons. So Escape, the cross, and a click beside
the dialog press an unseen one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import streamlit as st

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.ui.log.form.inputs import shown, typed
from ecogov.ui.page import Page

_KEPT: Final = "log.dialog.kept"
_STYLE: Final = '<style>[class*="st-key-log-keep"] { display: none; }</style>'
_LISTEN: Final = """<script>
(() => {
  if (window.ecogovKeeps) return;
  window.ecogovKeeps = true;
  const open = '[role="listbox"], [aria-expanded="true"][aria-haspopup]';
  const keep = (event) => {
    const dialog = document.querySelector('[data-testid="stDialog"] [role="dialog"]');
    const button = dialog?.querySelector('[class*="st-key-log-keep"] button');
    if (!button || document.querySelector(open)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    button.click();
  };
  const isCross = (target) => target.closest('[role="dialog"] button[aria-label="Close"]');
  const isBeside = (target) => target.closest('[data-testid="stDialog"]')
    && !target.closest('[role="dialog"]');
  const pressed = (event) => {
    if (isCross(event.target) || isBeside(event.target)) keep(event);
  };
  const typed = (event) => { if (event.key === "Escape") keep(event); };
  document.addEventListener("keydown", typed, true);
  document.addEventListener("pointerdown", pressed, true);
})()
</script>"""


def keep(kind: RecordKind, key: str, begun: Mapping[str, Any]) -> None:
    """Keep what stands in the form of a new record, if anything was written into it."""
    told, fields = typed(kind, key), KINDS[kind].draft.model_fields
    if any(
        text != begun.get(name, fields[name].default)
        for name, text in told.items()
        if _is_written(text)
    ):
        _all()[kind.value] = shown(kind, told)


def _is_written(value: object) -> bool:
    return isinstance(value, str | int | float | date) and bool(value)


def kept(kind: RecordKind) -> dict[str, Any]:
    """Give what was typed into the form of this kind and neither saved nor discarded."""
    return dict(_all().get(kind.value, {}))


def forget_kept(kind: RecordKind) -> None:
    """Keep nothing of this kind: it was saved, or discarded."""
    _all().pop(kind.value, None)


def keep_button(page: Page, *, key: str, on_click: Any, args: tuple[Any, ...]) -> None:  # noqa: ANN401
    """Draw the unseen button of a form, and what presses it when the dialog is closed."""
    with st.container(key="log-keep"):
        st.form_submit_button(page.t("record.keep"), key=key, on_click=on_click, args=args)
    st.html(_STYLE)
    st.html(_LISTEN, unsafe_allow_javascript=True, width="content")


def _all() -> dict[str, dict[str, Any]]:
    held: dict[str, dict[str, Any]] = st.session_state.setdefault(_KEPT, {})
    return held
