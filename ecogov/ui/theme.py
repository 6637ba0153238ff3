"""The look that Streamlit's own theme options cannot say; colours stand in ``config.toml``."""

from typing import Final

import streamlit as st

_STYLE: Final = """<style>
.stApp { font-variant-numeric: lining-nums tabular-nums; }
[data-testid="stMainBlockContainer"] { max-width: 100rem; }
.st-key-ecogov-header { gap: 0.5rem; padding-bottom: 0.25rem; }
[data-testid="stMainBlockContainer"] h2 { padding: 0.4rem 0 0.6rem; }
.st-key-ecogov-header h1 { padding: 0; white-space: nowrap; }
.st-key-shell-language button, .st-key-shell-help button { padding-inline: 0.4rem; }
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > script:only-child) {
  display: none;
}
@media (min-width: 641px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
}
@media (max-width: 640px) {
  .st-key-shell-project, .st-key-shell-period, .st-key-shell-days {
    order: 1; flex: 1 1 40% !important; width: auto !important; min-width: 0 !important;
  }
  .st-key-shell-language [data-testid="stIconMaterial"] { display: none; }
  .st-key-shell-language button, .st-key-shell-help button { padding-inline: 0; }
  .st-key-shell-new button { padding-inline: 0.5rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  .st-key-shell-new, .st-key-shell-language, .st-key-shell-help { display: none; }
  [data-testid="stMainBlockContainer"] { padding: 0; max-width: none; }
  [data-testid="stElementContainer"] { break-inside: avoid; }
}
[data-testid="InputInstructions"] { display: none; }
</style>"""


def apply_look() -> None:
    """Add the style sheet to the page: tabular figures, header row, print."""
    st.html(_STYLE)
