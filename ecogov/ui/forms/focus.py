"""Where the cursor stands: in the first field of a form, or in the one that a link names."""

import json
import re
from typing import Final

import streamlit as st

_NOT_IN_CLASSES: Final = re.compile(r"[^a-zA-Z0-9_-]")
# A dialog takes the focus itself once it stands, later than this script runs.
_SCRIPT: Final = """<script>
(() => {{
  const look = (left) => {{
    const field = {selectors}.map((one) => document.querySelector(one)).find(Boolean);
    const holds = document.activeElement;
    const isTyping = holds && holds.matches('input, textarea');
    if (field && !isTyping) {{
      field.focus({{preventScroll: true}});
      field.scrollIntoView({{block: 'nearest'}});
    }}
    if (left) setTimeout(look, 50, left - 1);
  }};
  look(12);
}})() // {key} {again}
</script>"""


def class_of(key: str) -> str:
    """Give the class that Streamlit puts on the element of a keyed widget."""
    return f"st-key-{_NOT_IN_CLASSES.sub('-', key)}"


def put_focus(key: str, *, again: int = 0) -> None:
    """Put the cursor into a widget, once: again only where the key or the number is new."""
    place = f".{class_of(key)}"
    # The button of a hint stands before the input that it explains.
    selectors = json.dumps([f"{place} input, {place} textarea", f"{place} button"])
    script = _SCRIPT.format(selectors=selectors, key=class_of(key), again=again)
    st.html(script, unsafe_allow_javascript=True, width="content")


def emphasise(key: str) -> None:
    """Mark a widget as the one that is meant, as long as the link says so."""
    css = f".{class_of(key)} {{ border-left: 3px solid var(--st-primary-color, #0b7285); "
    st.html(f"<style>{css}padding-left: 0.6rem; }}</style>")
