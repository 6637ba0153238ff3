"""The look of the tiles; colours come from the palette of the charts."""

from functools import cache
from typing import Final

from ecogov.charts.theme import PALETTES, Theme

_STYLE: Final = """<style>
.st-key-kpi-tiles {
  display: grid !important; gap: 0.6rem; align-items: stretch !important;
  grid-template-columns: repeat(auto-fill, minmax(max(165px, calc((100% - 3rem) / 6)), 1fr));
}
.st-key-kpi-tiles > * { width: auto !important; min-width: 0; height: 100% !important; }
[class*="st-key-kpi-tile-"] {
  position: relative; height: 100% !important; padding: 0.6rem 0.7rem 0.55rem;
  border: 1px solid $line; border-radius: 6px; background: $surface;
}
[class*="st-key-kpi-tile-"]:hover { border-color: $accent; }
.st-key-kpi-tile-$metric { border-color: $accent; box-shadow: inset 0 2px 0 $accent; }
[class*="st-key-kpi-tile-"] [class*="st-key-kpi-pick-"] {
  position: absolute !important; inset: 0; z-index: 1;
}
[class*="st-key-kpi-pick-"] .stButton, [class*="st-key-kpi-pick-"] button {
  width: 100%; height: 100%; min-height: 0;
}
[class*="st-key-kpi-pick-"] button, [class*="st-key-kpi-pick-"] button:hover {
  background: transparent; border-color: transparent; color: transparent !important;
}
[class*="st-key-kpi-pick-"] button:focus-visible { outline: 2px solid $accent; }
[class*="st-key-kpi-pick-"] button * { color: transparent !important; }
.kt { font-size: 0.82rem; line-height: 1.32; color: $ink; }
.kt-head { display: flex; align-items: flex-start; justify-content: space-between; gap: 0.3rem; }
.kt-name { font-weight: 600; color: $muted; }
.kt-info {
  position: relative; z-index: 2; flex: none; width: 1.25rem; height: 1.25rem; padding: 0;
  border: 1px solid $line; border-radius: 50%; background: transparent; color: $muted;
  font: italic 600 0.75rem/1 Georgia, serif; cursor: pointer;
}
.kt-info:hover, .kt-info:focus-visible { border-color: $accent; color: $accent; }
.kt-definition {
  max-width: min(26rem, 90vw); padding: 0.9rem 1.1rem; border: 1px solid $line;
  border-radius: 8px; background: $surface; color: $ink; font-size: 0.9rem; line-height: 1.5;
  box-shadow: 0 8px 30px rgb(0 0 0 / 25%);
}
@supports (position-area: bottom) {
  .kt-definition {
    inset: auto; margin: 0.3rem 0; position-area: bottom span-left;
    position-try-fallbacks: flip-inline, flip-block, flip-block flip-inline;
  }
}
.kt-definition p { margin: 0.4rem 0 0; }
.kt-formula { margin-top: 0.3rem; color: $accent; }
.kt-better { color: $muted; }
.kt-value {
  font-size: 1.55rem; font-weight: 600; line-height: 1.25; letter-spacing: -0.01em;
  overflow-wrap: anywhere;
}
.kt-unit { margin-left: 0.3rem; font-size: 0.78rem; font-weight: 400; color: $muted; }
img.kt-spark, div.kt-spark { display: block; width: 100%; height: 28px; margin: 0.15rem 0; }
.kt-state { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.3rem; }
.kt-icon { font-weight: 700; }
.kt-met b, .kt-met .kt-icon { color: $good; }
.kt-missed b, .kt-missed .kt-icon { color: $bad; }
.kt-undecided b, .kt-undecided .kt-icon { color: $warning; }
.kt-none { color: $muted; }
.kt-line { color: $muted; }
.kt-unknown {
  display: grid; gap: 0.2rem 1.5rem; margin: 0 !important; padding: 0 !important; list-style: none;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
  font-size: 0.82rem; color: $muted;
}
.kt-unknown li { margin: 0 !important; padding: 0 !important; list-style: none; }
.kt-unknown .kt-info { margin-left: 0.3rem; width: 1.1rem; height: 1.1rem; }
[class*="st-key-kpi-bar"] { align-items: center; }
@media (max-width: 640px) {
  .st-key-kpi-tiles { grid-template-columns: repeat(2, 1fr); gap: 0.45rem; }
  [class*="st-key-kpi-tile-"] { padding: 0.5rem 0.55rem; }
  .kt-value { font-size: 1.35rem; }
  .st-key-kpi-filters > * { flex: 1 1 45%; min-width: 0 !important; }
}
</style>"""


@cache
def tile_style(theme: Theme, metric: str) -> str:
    """Give the style sheet of the page in a theme; the tile of `metric` is marked as chosen."""
    colours = PALETTES[theme]
    told = _STYLE.replace("$metric", metric)
    names = ("accent", "ink", "muted", "surface", "good", "bad", "warning")
    for name in names:
        told = told.replace(f"${name}", getattr(colours, name))
    return told.replace("$line", "#d9dfe2" if theme == "light" else "#313a40")
