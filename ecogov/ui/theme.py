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
.st-key-shell-search button { padding-inline: 0.4rem; }
.st-key-shell-search button kbd, .st-key-shell-search button [class*="hortcut"] { display: none; }
.st-key-shell-new_risk:not(:focus-within) {
  position: absolute; width: 1px !important; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.st-key-log-list { flex: 1 1 30rem !important; min-width: 0; }
.st-key-log-panel { flex: 1 1 26rem !important; max-width: 44rem; min-width: 0; }
[class*="st-key-log-found-"] a, [class*="st-key-log-found-"] a p { font-weight: 400; }
[class*="st-key-log-found-"] a:not(:hover) { background: transparent; }
.st-key-log-list [data-testid="stElementToolbar"] {
  top: 0.15rem !important; right: 0.15rem;
}
.st-key-log-risks-map { min-height: 27rem; }
.st-key-log-status { min-height: 2.6rem; }
button[data-variant="segmented_control"][data-selected="true"]:not([data-disabled]) {
  color: light-dark(#0b6574, #62c3d3);
}
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > script:only-child) {
  display: none;
}
@media (min-width: 641px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
}
@media (max-width: 640px) {
  .st-key-log-split { flex-direction: column-reverse; }
  .st-key-log-list, .st-key-log-panel { flex: 0 0 auto !important; width: 100%; max-width: 100%; }
  .st-key-log-section [role="radiogroup"] { flex-wrap: nowrap; overflow-x: auto; }
  .st-key-log-section [role="radiogroup"] > * { flex: none; }
  .st-key-log-filters > * { flex: 1 1 40% !important; }
  .st-key-log-record-head { gap: 0; }
  .st-key-shell-search [data-testid="stMarkdownContainer"] { display: none; }
  .st-key-shell-project, .st-key-shell-period, .st-key-shell-days {
    order: 1; flex: 1 1 40% !important; width: auto !important; min-width: 0 !important;
  }
  .st-key-shell-language [data-testid="stIconMaterial"] { display: none; }
  .st-key-shell-language button, .st-key-shell-help button { padding-inline: 0; }
  .st-key-shell-new button { padding-inline: 0.5rem; }
  .st-key-shell-help [data-testid="stMarkdownContainer"],
  .st-key-shell-account [data-testid="stMarkdownContainer"] {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
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
